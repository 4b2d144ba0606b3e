"""Strings that know where their characters were written.

A string is made of parts: text of a literal, text that something computed, and other strings. What a stretch
of it came from is found from the outside in: the innermost string that holds all of the stretch is the one
that a person would edit.

A character beyond `LAST` is a hole: it stands for a whole text that is not known from the files.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from sudolint.records import NamedTuple
from sudolint.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sudolint.syntax.nix.nodes import Text

LAST = "\xff"
"""The last character that is a byte."""

HOLE = re.compile(f"[^\x00-{LAST}]")


NOWHERE = Span(Source("", ""), 0, 0)
"""The place of what is written in no file."""


class Part(NamedTuple):
    """A stretch of a string, up to the next one."""

    start: int
    span: Span
    """Where it was written, or the expression that computed it."""
    inner: String | None = None
    """The string that was put in here; None: the very characters of `span`, or computed ones."""
    skipped: int = 0
    """How much of `span` or `inner` is left out at the beginning."""
    verbatim: bool = False
    """Whether the characters stand in `span`, one by one."""


class String:
    """A string value."""

    __slots__ = ("parts", "text")

    def __init__(self, text: str, parts: Sequence[Part]) -> None:
        """Take parts in the order of their starts; the first begins at 0."""
        self.text = text
        self.parts = parts

    @property
    def has_holes(self) -> bool:
        """Whether some of it is not known."""
        return not self.text.isascii() and HOLE.search(self.text) is not None

    @property
    def span(self) -> Span:
        """Where all of it was written."""
        return origin(self, 0, len(self.text))


def computed(text: str, span: Span) -> String:
    """A string that an expression makes out of something else than text."""
    return String(text, (Part(0, span),))


def constant(text: str) -> String:
    """A string that is written in no file."""
    return computed(text, NOWHERE)


def literal(node: Text, source: Source) -> String:
    """The text of a literal."""
    marks, places = node.marks, node.places
    if len(marks) == 1:
        return String(node.value, (Part(0, Span(source, places[0], node.end), None, 0, True),))
    ends = (*places[1:], node.end)
    return String(
        node.value,
        [
            Part(mark, Span(source, place, end), None, 0, True)
            for mark, place, end in zip(marks, places, ends, strict=True)
        ],
    )


def joined(strings: Iterable[String | tuple[String, Span]], span: Span) -> String:
    """Strings one after another, put together by the expression at `span`, or each by its own."""
    parts: list[Part] = []
    texts: list[str] = []
    at = 0
    for one in strings:
        inner, place = one if isinstance(one, tuple) else (one, span)
        if inner.text:
            parts.append(Part(at, place, inner))
            texts.append(inner.text)
            at += len(inner.text)
    if len(parts) == 1 and parts[0].inner is not None:
        return parts[0].inner
    return String("".join(texts), parts or (Part(0, span),))


def cut(string: String, start: int, end: int) -> String:
    """A stretch of a string."""
    if start <= 0 and end >= len(string.text):
        return string
    parts = string.parts
    first = _index(parts, start)
    last = max(first, _index(parts, max(start, end - 1)))
    kept = []
    for part in parts[first : last + 1]:
        gone = max(0, start - part.start)
        kept.append(part._replace(start=part.start + gone - start, skipped=part.skipped + gone))
    return String(string.text[start:end], kept)


def inserted(string: String, offset: int, text: str) -> String:
    """A string with a text put in before the character at `offset`, as if it were a part of that."""
    outer: list[tuple[String, int, int]] = []
    while True:
        number = _index(string.parts, offset)
        part = string.parts[number]
        outer.append((string, number, offset))
        if part.inner is None:
            break
        string, offset = part.inner, offset - part.start + part.skipped
    changed: String | None = None
    for string, number, offset in reversed(outer):
        part = string.parts[number]
        begin = offset - part.start
        if changed is None:
            parts = [
                part,
                Part(offset, part.span),
                part._replace(start=offset + len(text), skipped=part.skipped + begin),
            ]
        else:
            parts = [part._replace(inner=changed)]
        later = [one._replace(start=one.start + len(text)) for one in string.parts[number + 1 :]]
        whole = string.text[:offset] + text + string.text[offset:]
        changed = String(whole, [*string.parts[:number], *parts[begin == 0 and len(parts) > 1 :], *later])
    return changed or string


def origin(string: String, start: int, end: int) -> Span:
    """Where a stretch was written: in the innermost string that holds all of it."""
    around = NOWHERE
    while True:
        parts = string.parts
        first = parts[_index(parts, start)]
        last = parts[_index(parts, max(start, end - 1))]
        if first.span.source is not NOWHERE.source:
            around = first.span
        if first is not last or first.inner is None:
            break
        shift = first.skipped - first.start
        string, start, end = first.inner, start + shift, end + shift
    if first.span.source is NOWHERE.source or (first is last and not first.verbatim):
        return around
    begin = first.span.start
    if first.verbatim:
        begin = min(first.span.end, begin + first.skipped + start - first.start)
    finish = last.span.end
    if last.verbatim:
        finish = min(finish, last.span.start + last.skipped + end - last.start)
    if last.span.source is not first.span.source or finish < begin:
        return Span(first.span.source, begin, max(begin, first.span.end))
    return Span(first.span.source, begin, finish)


def origin_of_end(string: String, start: int, end: int) -> tuple[Span, int] | None:
    """Where the text was written that a stretch ends with, where that came from elsewhere as a whole.

    So for `"${bin}/${command}"` it is what `command` was given. With it how long that is; None where the end
    was written in the place itself.
    """
    whole: tuple[String, int, int] | None = None
    while True:
        part = string.parts[_index(string.parts, end - 1)]
        if part.inner is None:
            break
        shift = part.skipped - part.start
        string, start, end = part.inner, start + shift, end + shift
        if whole is not None or start < 0:
            whole = whole or (string, 0, min(end, len(string.text)))
    return None if whole is None else (origin(*whole), whole[2])


def _index(parts: Sequence[Part], offset: int) -> int:
    """The number of the part that holds the character at `offset`."""
    if len(parts) == 1:
        return 0
    return max(0, bisect_right(parts, offset, key=_start) - 1)


def _start(part: Part) -> int:
    return part.start


class Rendered(Source):
    """The text of a string as a source of its own."""

    __slots__ = ("_string",)

    def __init__(self, path: str, string: String) -> None:
        super().__init__(path, string.text)
        self._string = string

    def origin(self, start: int, end: int) -> Span:
        """Where people wrote it."""
        return origin(self._string, start, end)

    def origin_of_end(self, start: int, end: int) -> tuple[Span, int] | None:
        """Where its end was written, if that came from elsewhere as a whole, and how long it is."""
        return origin_of_end(self._string, start, end)
