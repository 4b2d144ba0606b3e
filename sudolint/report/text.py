"""The report that people read: grouped by grant, the worst first, a proof for each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from sudolint.findings import Severity
from sudolint.records import NamedTuple
from sudolint.report.shown import command_line, cut, shown
from sudolint.report.wording import by_grant, holder, outcome, summary, where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.audit import Report
    from sudolint.findings import Finding
    from sudolint.source import PolicyError, Span

Line: TypeAlias = "list[tuple[str, str]]"
"""Pieces of text, each with a style in rich's words."""

STYLES = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}
_INDENT = 12
_NARROWEST = 40
_SHOWN = 3
"""How many findings of a grant are shown in full unless all are asked for."""


class Layout(NamedTuple):
    """How much room there is, and how much is asked for."""

    width: int = 80
    verbose: bool = False


def text(report: Report, layout: Layout) -> Iterator[Line]:
    """The whole report, line by line."""
    for error in report.errors:
        yield from _error(error, layout)
    for gap in report.gaps:
        yield [*place(gap.span), ("not known: ", "bold magenta"), (shown(gap.message), "")]
    for findings in by_grant(report.findings):
        yield from _group(findings, layout)
    for line in wrapped(summary(report), layout.width):
        yield [(line, "bold")]


def _error(error: PolicyError, layout: Layout) -> Iterator[Line]:
    yield [*place(error.span), ("error: ", "bold red"), (shown(error.message), "")]
    yield from _frame(error.span, "", "bold red", layout)
    yield []


def place(span: Span) -> Line:
    """The place of something, as editors know it."""
    return [(f"{where(span)}: ", "bold")]


def _group(findings: list[Finding], layout: Layout) -> Iterator[Line]:
    worst = findings[0]
    style = STYLES[worst.severity]
    title = shown(worst.grant.cmnd.text if worst.grant else worst.span.text)
    yield [*place(worst.span), (cut(title, layout.width), style)]
    label = " ".join((holder(worst), *outcome(worst))) if holder(worst) and outcome(worst)[0] else ""
    yield from _frame(worst.span, label, style, layout)
    shown_ones = findings if layout.verbose else _telling(findings)
    for finding in shown_ones:
        yield from _finding(finding, layout)
    rest = [finding for finding in findings if finding not in shown_ones]
    if rest:
        ways = f"+ {len(rest)} more way{'' if len(rest) == 1 else 's'}: {_counted(rest)} (-v shows them)"
        for line in wrapped(ways, layout.width - _INDENT):
            yield [(" " * _INDENT + line, "dim")]
    for line in _labelled("fix:", worst.rule.fix, layout):
        yield [(line, "green")]
    yield []


def _counted(findings: list[Finding]) -> str:
    """How many there are of each severity."""
    severities = [finding.severity for finding in findings]
    return ", ".join([f"{severities.count(one)} {one}" for one in dict.fromkeys(severities)])


def _telling(findings: list[Finding]) -> list[Finding]:
    """The findings that say enough: the worst that are certain; else one that isn't."""
    return [finding for finding in findings if not finding.undecided][:_SHOWN] or findings[:1]


def _finding(finding: Finding, layout: Layout) -> Iterator[Line]:
    severity = f"{finding.severity!s:>10}  "
    yield [(severity, STYLES[finding.severity]), (finding.rule.id, "bold")]
    title = shown(finding.message)
    if finding.needs:
        title += f" (needs {', '.join(finding.needs)})"
    for line in wrapped(title, layout.width - _INDENT):
        yield [(" " * _INDENT + line, "")]
    if finding.grant and finding.grant.condition:
        for line in wrapped(f"only where {shown(finding.grant.condition)}", layout.width - _INDENT):
            yield [(" " * _INDENT + line, "magenta")]
    if finding.undecided:
        for line in wrapped(f"undecided: {shown(finding.undecided)}", layout.width - _INDENT):
            yield [(" " * _INDENT + line, "magenta")]
    if finding.witness:
        for line in _continued(f"$ {command_line(finding.witness)}", layout.width - _INDENT):
            yield [(" " * _INDENT + line, "bold")]


def _frame(span: Span, label: str, style: str, layout: Layout) -> Iterator[Line]:
    """The line of source with the place marked, cut to the width."""
    begin, end = span.begin, span.finish
    raw = span.source.line(begin.line)
    number = str(begin.line)
    gutter = " " * len(number) + " │ "
    room = max(_NARROWEST, layout.width - len(gutter))
    before = shown(raw[: span.start - span.source.line_starts[begin.line - 1]].replace("\t", "    "))
    whole = shown(raw.replace("\t", "    "))
    last = span.end if end.line == begin.line else span.source.line_starts[begin.line - 1] + len(raw)
    marked = shown(raw[: last - span.source.line_starts[begin.line - 1]].replace("\t", "    "))
    first, length = len(before), max(1, len(marked) - len(before))
    cut = 0
    if first + length > room:
        cut = max(0, min(first - 4, first + length - room + 1))
    line = whole[cut : cut + room]
    if cut:
        line = "…" + line[1:]
    if len(whole) > cut + room:
        line = line[:-1] + "…"
    carets = "^" * max(1, min(length, room - (first - cut)))
    yield [(gutter.rstrip(), "blue")]
    yield [(f"{number} │ ", "blue"), (line.rstrip(), "")]
    marks = " " * (first - cut) + carets
    if label and len(marks) + 1 + len(label) > room:
        yield [(gutter, "blue"), (marks, style)]
        yield [(gutter, "blue"), (" " * max(0, min(first - cut, room - len(label))) + label, style)]
    else:
        yield [(gutter, "blue"), (f"{marks} {label}".rstrip(), style)]
    yield [(gutter.rstrip(), "blue")]


def _labelled(label: str, words: str, layout: Layout) -> Iterator[str]:
    lead = f"{label:>{_INDENT - 2}}  "
    for number, line in enumerate(wrapped(words, layout.width - _INDENT)):
        yield (" " * _INDENT if number else lead) + line


def wrapped(words: str, width: int) -> Iterator[str]:
    """Lines of at most so many characters, broken at blanks where there are any."""
    width = max(_NARROWEST // 2, width)
    line = ""
    for word in words.split():
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    if line:
        yield line


def _continued(command: str, width: int) -> Iterator[str]:
    """A command over several lines that a shell reads as one."""
    lines = list(wrapped(command, width - 2)) if len(command) > width and "'" not in command else [command]
    for number, line in enumerate(lines):
        yield ("    " if number else "") + line + (" \\" if number < len(lines) - 1 else "")
