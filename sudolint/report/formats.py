"""The formats that a report can be printed in, each loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sudolint.audit import Report


def lines(name: str, report: Report, files: Sequence[str], *, verbose: bool = False) -> Iterator[str]:
    """The lines of a report on these files, in the format of a name."""
    if name == "text":
        from sudolint.report.text import Layout, text

        for line in text(report, Layout(verbose=verbose)):
            yield "".join([piece for piece, _ in line])
        return
    print_report: Callable[[Report, Sequence[str]], Iterator[str]] = getattr(
        import_module(f"sudolint.report.{name}"), name
    )
    yield from print_report(report, files)
