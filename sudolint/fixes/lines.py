"""Fixes at what is no grant: aliases, includes, comments, Defaults."""

from __future__ import annotations

import re
from functools import lru_cache

from sudolint.fixes.edits import Edit
from sudolint.fixes.entry import removed_lines
from sudolint.source import Source, Span
from sudolint.syntax.sudoers.nodes import Defaults
from sudolint.syntax.sudoers.parser import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.findings import Finding
    from sudolint.fixes.edits import Patient
    from sudolint.syntax.sudoers.nodes import Parameter

_KEYWORD = re.compile(r"(?:User|Runas|Host|Cmn?d)_Alias(?:[ \t]|\\\n)+\Z")
_COLON_BEFORE = re.compile(r"(?:[ \t]|\\\n)*:(?:[ \t]|\\\n)*\Z")
_COLON_AFTER = re.compile(r"(?:[ \t]|\\\n)*:(?:[ \t]|\\\n)*")
_NEAR = 200
"""How far before the name of an alias its keyword is looked for."""
_WORD = re.compile("`([^`]+)`")


def without_alias(finding: Finding, patient: Patient) -> Iterator[Edit]:
    """Delete the definition of an alias that nothing names."""
    if not patient.whole:
        return
    source, start, end = finding.span
    near = max(0, start - _NEAR)
    keyword = _KEYWORD.search(source.text, near, start)
    following = _COLON_AFTER.match(source.text, end)
    if keyword and following:
        yield Edit(Span(source, start, following.end()), "")
    elif keyword:
        yield from removed_lines(Span(source, keyword.start(), end))
    elif colon := _COLON_BEFORE.search(source.text, near, start):
        yield Edit(Span(source, colon.start(), end), "")


def plain_include(finding: Finding, patient: Patient) -> Iterator[Edit]:
    """Write `@include` for `#include`, which looks like a comment."""
    source, start, _ = finding.span
    if source.text.startswith("#", start) and patient.around.target.version >= (1, 9, 1):
        yield Edit(Span(source, start, start + 1), "@")


def without_comment(finding: Finding, patient: Patient) -> Iterator[Edit]:
    """Delete a comment that ignores nothing."""
    source, start, end = finding.span
    text = source.text
    begin = text.rfind("\n", 0, start) + 1
    if text[begin:start].strip(" \t"):  # behind something else
        yield Edit(Span(source, len(text[:start].rstrip(" \t")), end), "")
    else:
        yield Edit(Span(source, begin, min(len(text), text.find("\n", end) + 1 or len(text))), "")


def without_setting(finding: Finding, patient: Patient) -> Iterator[Edit]:
    """Delete a parameter of a Defaults entry."""
    found = _parameters(finding.span)
    if found is None:
        return
    line, entry, parameters, number = found
    source, shift = line.source, line.start
    if len(parameters) == 1:
        yield from removed_lines(Span(source, shift + entry.start, shift + entry.end))
    elif number > 0:
        yield Edit(Span(source, shift + parameters[number - 1].end, finding.span.end), "")
    else:
        yield Edit(Span(source, finding.span.start, shift + parameters[1].start), "")


def without_word(finding: Finding, patient: Patient) -> Iterator[Edit]:
    """Take the word that a finding names out of the list that a Defaults entry has."""
    named = _WORD.search(finding.detail)
    if named is None:
        return
    source, start, _ = finding.span
    text = finding.span.text
    value = text.partition("=")[2].strip(" \t").strip('"')
    if value.split() == [named[1]]:
        yield from without_setting(finding, patient)
        return
    word = re.escape(named[1])
    if match := re.search(rf'(?<=[="]){word}[ \t]+|(?<![ \t])[ \t]+{word}(?=["\s]|\Z)', text):
        yield Edit(Span(source, start + match.start(), start + match.end()), "")


def _parameters(place: Span) -> tuple[Span, Defaults, list[Parameter], int] | None:
    """The line that a parameter stands on, its entry, all parameters of that, and which one it is."""
    source, start, end = place
    line = _line(source, start, end)
    found = _defaults(line)
    if found is None:
        return None
    entry, numbers = found
    number = numbers.get(start - line.start)
    return None if number is None else (line, entry, entry.parameters, number)


def _line(source: Source, start: int, end: int) -> Span:
    """The whole line that something stands on, with those that it goes on at."""
    text = source.text
    begin, stop = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    while text.endswith("\\\n", 0, begin):
        begin = text.rfind("\n", 0, begin - 1) + 1
    stop = len(text) if stop < 0 else stop
    while text.endswith("\\", 0, stop) and stop < len(text):
        following = text.find("\n", stop + 1)
        stop = len(text) if following < 0 else following
    return Span(source, begin, stop)


@lru_cache(maxsize=8)
def _defaults(line: Span) -> tuple[Defaults, dict[int, int]] | None:
    """The Defaults entry on a line, and the numbers of its parameters by where they begin."""
    tree = parse(Source(line.source.path, line.text))
    if len(tree.entries) != 1 or tree.errors or not isinstance(tree.entries[0], Defaults):
        return None
    entry = tree.entries[0]
    return entry, {parameter.start: number for number, parameter in enumerate(entry.parameters)}
