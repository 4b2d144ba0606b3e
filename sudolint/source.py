"""Text, places in it, and errors at places.

Inside sudolint text is bytes, as it is for sudo: a `str` in which each character stands for one
byte (Latin-1). `octets` and `readable` are the two gates between that and what people type and read.
"""

from __future__ import annotations

from bisect import bisect_right
from enum import Enum

from sudolint.records import NamedTuple


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

    def line_number(self, offset: int) -> int:
        """The number of the line that the character at `offset` stands on."""
        return bisect_right(self.line_starts, offset)

    def position(self, offset: int) -> Position:
        """Where the character at `offset` stands."""
        line = self.line_number(offset)
        begin = self.line_starts[line - 1]
        return Position(line, len(readable(self.text[begin:offset])) + 1)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its newline."""
        starts = self.line_starts
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end]

    def origin(self, start: int, end: int) -> Span:
        """Where people wrote what stands here."""
        return Span(self, start, end)

    def __repr__(self) -> str:
        return f"Source({self.path!r}, {len(self.text)} bytes)"


class Piece(NamedTuple):
    """A stretch of an assembled text, and where it was written."""

    start: int
    """Offset in the assembled text; the piece reaches to the next one."""
    span: Span
    verbatim: bool
    """Whether the same characters stand there, so that places inside it can be told apart."""


class Assembled(Source):
    """A text that was put together from pieces of other sources."""

    __slots__ = ("_pieces", "_starts")

    def __init__(self, path: str, text: str, pieces: list[Piece]) -> None:
        """Take pieces in the order of their offsets; the first one begins at 0."""
        super().__init__(path, text)
        self._pieces = pieces
        self._starts = [piece.start for piece in pieces]

    def origin(self, start: int, end: int) -> Span:
        """Where people wrote it: from the begin of the first to the end of the last piece it touches.

        What pieces from several sources made is found where its first character was written.
        """
        first = self._piece(start)
        last = self._piece(max(start, end - 1))
        begin = first.span.start + (start - first.start if first.verbatim else 0)
        if last.span.source is not first.span.source or last.span.end < begin:
            return Span(first.span.source, begin, first.span.end).origin
        finish = last.span.start + (end - last.start) if last.verbatim else last.span.end
        return Span(first.span.source, begin, max(begin, finish)).origin

    def _piece(self, offset: int) -> Piece:
        return self._pieces[max(0, bisect_right(self._starts, offset) - 1)]


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
    def origin(self) -> Span:
        """Where people wrote it: this place, or that from which the text here was assembled."""
        return self.source.origin(self.start, self.end)

    @property
    def text(self) -> str:
        """What stands there."""
        return self.source.text[self.start : self.end]


class ErrorKind(Enum):
    """What sort of error was found in a policy's text."""

    SYNTAX = "syntax"
    VALUE = "value"
    INCLUDE = "include"
    IMPORT = "import"
    READ = "read"
    LIMIT = "limit"


class PolicyError(NamedTuple):
    """An error in a policy's text; the rest of the text is still audited."""

    kind: ErrorKind
    span: Span
    message: str
