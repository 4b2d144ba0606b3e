"""Audit many files by several processes; the order of the reports is that of the files."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

from sudolint.cli.checking import Checker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.audit import Report
    from sudolint.cli.checking import Run

_CHUNKS = 8
"""How many portions of files each process is given, so that none has to wait long for another."""

_checkers: list[Checker] = []
"""The one of this process."""


def reports(run: Run, files: Sequence[str], jobs: int) -> Iterator[Report]:
    """The report of each file."""
    size = max(1, len(files) // (jobs * _CHUNKS))
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(run,)) as pool:
        yield from pool.map(_report, files, chunksize=size)


def _begin(run: Run) -> None:
    _checkers[:] = [Checker(run)]


def _report(path: str) -> Report:
    return _checkers[0].report(path)
