"""The line of source that something stands on, as much of it as tells."""

from __future__ import annotations

from sudolint.records import NamedTuple
from sudolint.report.shown import visible
from sudolint.source import readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.source import Span

_AROUND = 60
"""How many characters before and behind a place are shown."""
_MARKED = 400
"""How many characters of the place itself."""
_BYTES = 4
"""The most that a character of UTF-8 has."""


class Excerpt(NamedTuple):
    """A line around a place: the number of the line, and its text in three parts; safe to print."""

    number: int
    before: str
    marked: str
    after: str


def excerpt(span: Span) -> Excerpt:
    """The first line of a place, cut where it is long."""
    number = span.begin.line
    line = span.source.line(number)
    start = span.start - span.source.line_starts[number - 1]
    end = min(len(line), start + span.end - span.start)
    return Excerpt(number, _last(line[:start]), _first(line[start:end], _MARKED), _first(line[end:], _AROUND))


def _first(text: str, length: int) -> str:
    whole = readable(text[: length * _BYTES])
    return _tidy(whole[:length]) + ("…" if len(whole) > length or len(text) > length * _BYTES else "")


def _last(text: str) -> str:
    whole = readable(text[-(_AROUND + 1) * _BYTES :])
    return ("…" if len(whole) > _AROUND else "") + _tidy(whole[-_AROUND:])


def _tidy(text: str) -> str:
    return visible(text.replace("\t", "    "))
