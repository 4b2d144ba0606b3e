"""Styled lines that fit a terminal: words that flow, commands that go on, the source with a place marked."""

from __future__ import annotations

import re

from sudolint.report.shown import cut, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from sudolint.source import Span

Line: TypeAlias = "list[tuple[str, str]]"
"""Pieces of text, each with a style in rich's words."""

_NARROWEST = 40
_BYTES = 4
"""The most that a character of UTF-8 has."""
_UNIT = re.compile(r"[^\s`]*`[^`]+`\S*|\S+")
"""A word, or a code span with what touches it."""
_SHELL_WORD = re.compile(r"(?:\$'(?:\\.|[^'\\])*'|'[^']*'|\\.|\S)+")


def wrapped(words: str, width: int) -> Iterator[str]:
    """Lines of at most so many characters, broken at blanks where there are any."""
    for line in flow([(words, "")], width):
        yield "".join([piece for piece, _ in line])


def flow(pieces: Line, width: int) -> Iterator[Line]:
    """Such lines, styled; code spans are bold, and in one piece where they fit."""
    width = max(_NARROWEST // 2, width)
    line: Line = []
    used = 0
    for word, style in _words(pieces, width):
        if line and used + 1 + len(word) > width:
            yield line
            line = []
        if not line:
            line, used = [(word, style)], len(word)
            continue
        used += 1 + len(word)
        if line[-1][1] == style:
            line[-1] = (f"{line[-1][0]} {word}", style)
        else:
            line += [(" ", ""), (word, style)]
    if line:
        yield line


def _words(pieces: Line, width: int) -> Iterator[tuple[str, str]]:
    for text, style in pieces:
        for unit in _UNIT.findall(text):
            style_here = f"bold {style}".rstrip() if "`" in unit else style
            for word in (unit,) if len(unit) <= width else unit.split():
                yield word, style_here


def continued(command: str, width: int) -> Iterator[str]:
    """A command over several lines, indented but for the first, that a shell reads as one."""
    lines: list[str] = []
    for word in _SHELL_WORD.findall(command) if len(command) > width else [command]:
        if lines and len(lines[-1]) + 1 + len(word) <= width - 2 * (len(lines) > 1) - 2:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    for number, line in enumerate(lines):
        yield ("  " if number else "") + line + (" \\" if number < len(lines) - 1 else "")


def frame(span: Span, label: str, style: str, width: int) -> Iterator[Line]:
    """The line of source with the place marked, without its indentation and cut to the width."""
    begin = span.begin
    start = span.source.line_starts[begin.line - 1]
    raw = span.source.line(begin.line)
    number = str(begin.line)
    gutter = " " * len(number) + " │ "
    room = max(_NARROWEST, width - len(gutter))
    far = room * _BYTES
    dropped = min(len(raw) - len(raw.lstrip(" \t")), span.start - start)
    dropped = max(dropped, span.start - start - 2 * far)
    raw = raw[dropped : span.start - start + 2 * far]  # what is shown lies within
    start += dropped
    whole = _spaced(raw)
    first = len(_spaced(raw[: span.start - start]))
    length = max(1, len(_spaced(raw[: span.end - start])) - first)
    skipped = max(0, min(first - 4, first + length - room + 1)) if first + length > room else 0
    line = whole[skipped : skipped + room]
    if skipped:
        line = "…" + line[1:]
    if len(whole) > skipped + room:
        line = line[:-1] + "…"
    first -= skipped
    marks = " " * first + "^" * max(1, min(length, room - first))
    label = cut(label, room)
    yield [(f"{number} │ ", "blue"), (line.rstrip(), "")] if line.strip() else [(f"{number} │", "blue")]
    if label and len(marks) + 1 + len(label) > room:
        yield [(gutter, "blue"), (marks, style)]
        marks, label = " " * max(0, min(first, room - len(label))) + label, ""
    yield [(gutter, "blue"), (f"{marks} {label}".rstrip(), style)]
    yield [(gutter.rstrip(), "blue")]


def _spaced(text: str) -> str:
    return shown(text.replace("\t", "    "))
