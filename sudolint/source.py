"""Text and places in it.

Inside sudolint text is bytes, as it is for sudo: a `str` in which each character stands for one
byte (Latin-1). `octets` and `readable` are the two gates between that and what people type and read.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple


def octets(text: str) -> str:
    """Turn text as people type it into bytes-as-characters; undecodable bytes survive."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("latin-1")


def readable(text: str) -> str:
    """Turn bytes-as-characters into text as people read it; the inverse of `octets`."""
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "surrogateescape")


class Position(NamedTuple):
    """A place as people count it: line and column from 1, columns in characters."""

    line: int
    column: int


class Source:
    """One text that was read, under the path by which people know it."""

    __slots__ = ("_line_starts", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._line_starts: list[int] | None = None

    @property
    def line_starts(self) -> list[int]:
        """The offset at which each line begins; computed when first asked."""
        if self._line_starts is None:
            starts = [0]
            find = self.text.find
            at = find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = find("\n", at + 1)
            self._line_starts = starts
        return self._line_starts

    def position(self, offset: int) -> Position:
        """Where the character at `offset` stands."""
        line = bisect_right(self.line_starts, offset)
        begin = self.line_starts[line - 1]
        return Position(line, len(readable(self.text[begin:offset])) + 1)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its newline."""
        starts = self.line_starts
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end]

    def __repr__(self) -> str:
        return f"Source({self.path!r}, {len(self.text)} bytes)"


class Span(NamedTuple):
    """A stretch of a source, from `start` up to but without `end`."""

    source: Source
    start: int
    end: int

    @property
    def begin(self) -> Position:
        """Where it begins."""
        return self.source.position(self.start)

    @property
    def finish(self) -> Position:
        """Where it ends: the column after the last character."""
        return self.source.position(self.end)

    @property
    def text(self) -> str:
        """What stands there."""
        return self.source.text[self.start : self.end]
