"""JSON in pieces: a document may be longer than one likes to hold at once."""

from __future__ import annotations

from json import dumps

from sudolint.report.shown import unheeded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any


def array(lead: str, items: Iterable[dict[str, Any]], end: str = "", indent: int = 0) -> Iterator[str]:
    """Lines of an array, indented as `dumps` does; `lead` comes before it and `end` after."""
    line = f"{lead}["
    empty = True
    for item in items:
        yield line if empty else f"{line},"
        line = " " * (indent + 2) + indented(item, indent + 2)
        empty = False
    if not empty:
        yield line
        line = " " * indent
    yield f"{line}]{end}"


def indented(item: dict[str, Any], indent: int) -> str:
    """An object whose lines but for the first begin with so many blanks."""
    return unheeded(dumps(item, indent=2)).replace("\n", "\n" + " " * indent)
