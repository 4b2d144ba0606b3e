"""What strings, indented strings and paths say: escapes, indentation, and the way back to the source."""

from __future__ import annotations

import re

from sudolint.records import NamedTuple
from sudolint.syntax.nix.nodes import Interpolation, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, TypeAlias

    from sudolint.syntax.nix.nodes import Expr, Parts


Literal: TypeAlias = tuple[str, int]
"""A stretch of literal text as it is written, and where it stands."""

Segments: TypeAlias = "list[Literal | Interpolation]"


class _Piece(NamedTuple):
    """What Nix's lexer makes a token of inside an indented string: a stretch of text, or an escape."""

    value: str
    start: int
    is_text: bool


Run: TypeAlias = tuple[str, int]
"""A stretch of a value, and where the same text, or the escape that means it, stands in the source."""

_ESCAPE = r"\\([\s\S])|\r\n?"
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}

_UNLIMITED = 1_000_000
_OPENING_LINE = r" *\n"
_INDENTATION = r"\n( *)(?=[^ \n])"
_PIECE = (
    r"(?P<text>(?:[^$']++|\$(?!['{])[\s\S]|'(?!['$])[\s\S])++)"
    r"|''(?P<dollar>\$)|(?P<quotes>'')'|''\\(?P<escape>[\s\S])|(?P<sign>[$'])"
)


def segments(values: Sequence[Any], quote: int) -> Segments:
    """The text and the holes of a string: its HEAD, the list of what is between, and its TAIL.

    `quote` is the length of its quote.
    """
    head, inside, tail = values
    found: Segments = []
    opening, hole = quote, 0
    expr: Expr
    for value in (head, *inside, tail):
        if type(value) is not tuple:
            expr = value
            continue
        terminal, source, start, end = value
        if terminal == "ERROR":
            continue
        if value is not head:
            found.append(Interpolation(expr, hole, start + 1))
            opening = 1
        closing = quote if value is tail else 2
        hole = end - 2
        if len(source) > opening + closing:
            found.append((source[opening : len(source) - closing], start + opening))
    return found


def parts(segments: Segments, read: Callable[[str, int], Text]) -> Parts:
    """What the segments of a string or path say, the text in them being read by `read`."""
    return tuple(part if isinstance(part, Interpolation) else read(*part) for part in segments)


def verbatim(source: str, start: int) -> Text:
    """Text that means what is written."""
    return Text(source, (0,), (start,), start, start + len(source))


def unescaped(source: str, start: int) -> Text:
    """Text in double quotes."""
    if "\\" not in source and "\r" not in source:
        return verbatim(source, start)
    runs: list[Run] = []
    done = 0
    for escape in re.finditer(_ESCAPE, source):
        at = escape.start()
        if at > done:
            runs.append((source[done:at], start + done))
        sign = escape[1]
        runs.append((_ESCAPED.get(sign, sign) if sign else "\n", start + at))
        done = escape.end()
    runs.append((source[done:], start + done))
    return _joined(runs, start, start + len(source))


def unindented(segments: Segments) -> Parts:
    """The parts of an indented string: without the indentation that all its lines share.

    A line of spaces alone doesn't count, a tab counts as text; a hole and an escape begin the text of a line.
    """
    pieces = [
        None if isinstance(part, Interpolation) else _pieces(*part, number == 0)
        for number, part in enumerate(segments)
    ]
    indentation = _indentation(pieces)
    parts: list[Text | Interpolation] = []
    left: int | None = indentation  # spaces still to drop at the start of a line; None: inside one
    for number, part in enumerate(segments):
        if isinstance(part, Interpolation):
            left = None
            parts.append(part)
            continue
        runs: list[Run] = []
        lines: list[Run] = []
        for piece in pieces[number] or ():
            lines, left = _dedented(piece, left, indentation)
            runs += lines
        if part is segments[-1] and len(lines) > 1 and not lines[-1][0].strip(" "):
            runs.pop()  # what stands in front of the closing quotes
        if runs:
            source, start = part
            parts.append(_joined(runs, start, start + len(source)))
    return tuple(parts)


def _pieces(source: str, start: int, first: bool) -> list[_Piece]:
    """The stretches of text and the escapes that a segment of an indented string is made of."""
    opening = re.match(_OPENING_LINE, source) if first else None
    pieces: list[_Piece] = []
    for match in re.compile(_PIECE).finditer(source, opening.end() if opening else 0):
        kind = match.lastgroup
        value = match[kind or 0]
        if kind == "escape":
            value = _ESCAPED.get(value, value)
        pieces.append(_Piece(value, start + match.start(), kind == "text"))
    return pieces


def _indentation(parts: Sequence[list[_Piece] | None]) -> int:
    """The number of spaces that all lines with text begin with. None in place of pieces stands for a hole."""
    least = _UNLIMITED
    width = 0
    at_start = True  # of a line: only `width` spaces seen
    for part in parts:
        for piece in (None,) if part is None else part:
            if piece is None or not piece.is_text:
                if at_start:
                    least = min(least, width)
                at_start = False
                continue
            value = piece.value
            if at_start:
                spaces = len(value) - len(value.lstrip(" "))
                width += spaces
                if spaces == len(value):
                    continue
                if value[spaces] != "\n":
                    least = min(least, width)
            at_start = False
            for line in re.findall(_INDENTATION, value):
                least = min(least, len(line))
            last = value[value.rfind("\n") + 1 :]
            if len(last) < len(value) and not last.strip(" "):
                at_start = True
                width = len(last)
    return least


def _dedented(piece: _Piece, left: int | None, indentation: int) -> tuple[list[Run], int | None]:
    """The lines of a piece without their indentation, and what is `left` to drop from the line it ends in."""
    value, place, _ = piece
    runs: list[Run] = []
    *lines, last = value.split("\n")
    for line in lines:
        dropped = 0 if left is None else min(left, len(line) - len(line.lstrip(" ")))
        runs.append((line[dropped:] + "\n", place + dropped))
        place += len(line) + 1
        left = indentation
    dropped = 0 if left is None else min(left, len(last) - len(last.lstrip(" ")))
    if dropped < len(last):
        runs.append((last[dropped:], place + dropped))
    if left is not None:
        left = None if last.strip(" ") else left - dropped
    return runs, left


def _joined(runs: Sequence[Run], start: int, end: int) -> Text:
    """One text of runs that follow on one another in the value."""
    marks: list[int] = []
    places: list[int] = []
    offset = 0
    following = -1
    for value, place in [*runs, ("", end)]:
        if place != following:
            marks.append(offset)
            places.append(place)
        offset += len(value)
        following = place + len(value)
    return Text("".join(value for value, _ in runs), tuple(marks), tuple(places), start, end)
