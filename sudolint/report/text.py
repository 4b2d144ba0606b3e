"""The report that people read: grouped by grant, the worst first, a proof for each finding."""

from __future__ import annotations

from sudolint.findings import Severity
from sudolint.records import NamedTuple
from sudolint.report.holders import likewise
from sudolint.report.lines import continued, flow, frame, wrapped
from sudolint.report.shown import command_line, cut, shown, visible
from sudolint.report.wording import by_grant, holder, outcome, summary, where

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.audit import Report
    from sudolint.findings import Finding
    from sudolint.report.lines import Line as Line
    from sudolint.source import PolicyError, Span

STYLES = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}
_INDENT = 12
_MARGIN = " " * _INDENT
_LONGEST = 2000
"""How many characters of a policy's text a finding takes in at most, for each part of it."""
_SHOWN = 3
"""How many findings of a grant are shown in full unless all are asked for."""
_MINOR = Severity.LOW


class Layout(NamedTuple):
    """How much room there is, and how much is asked for."""

    width: int = 80
    verbose: bool = False


def text(report: Report, layout: Layout) -> Iterator[Line]:
    """The whole report, line by line; where something is worse, what is minor is only named."""
    for error in report.errors:
        yield from _error(error, layout)
    for gap in report.gaps:
        yield [*place(gap.span), ("not known: ", "bold magenta"), (_limited(gap.message), "")]
    if report.gaps:
        yield []
    groups = by_grant(report.findings)
    brief: list[list[Finding]] = []
    if not layout.verbose and groups and groups[0][0].severity > _MINOR:
        brief = [group for group in groups if group[0].severity <= _MINOR]
    for findings in groups[: len(groups) - len(brief)]:
        yield from _group(findings, layout)
    for findings in brief:
        yield from _brief(findings, layout)
    if brief:
        yield [("minor findings; -v shows them in full", "dim")]
        yield []
    for line in wrapped(summary(report), layout.width):
        yield [(line, "bold")]


def _error(error: PolicyError, layout: Layout) -> Iterator[Line]:
    yield [*place(error.span), ("error: ", "bold red"), (_limited(error.message), "")]
    yield from frame(error.span, "", "bold red", layout.width)
    yield []


def place(span: Span) -> Line:
    """The place of something, as editors know it."""
    return [(f"{where(span)}: ", "bold")]


def _group(findings: list[Finding], layout: Layout) -> Iterator[Line]:
    worst = findings[0]
    style = STYLES[worst.severity]
    yield _heading(worst, layout)
    label = " ".join((holder(worst), *outcome(worst))) if holder(worst) and outcome(worst)[0] else ""
    yield from frame(worst.span, label, style, layout.width)
    if also := likewise(worst):
        yield from _labelled("also:", also, "", layout)
    shown_ones = findings if layout.verbose else _telling(findings)
    for finding in shown_ones:
        yield from _finding(finding, layout)
    rest = [finding for finding in findings if finding not in shown_ones]
    if rest:
        ways = f"+ {len(rest)} more way{'' if len(rest) == 1 else 's'}: {_counted(rest)} (-v shows them)"
        yield from _block([(ways, "dim")], layout)
    yield from _labelled("fix:", visible(worst.rule.fix), "green", layout)
    yield []


def _heading(finding: Finding, layout: Layout) -> Line:
    title = shown(finding.grant.cmnd.text if finding.grant else finding.span.text)
    return [*place(finding.span), (cut(title, layout.width), STYLES[finding.severity])]


def _brief(findings: list[Finding], layout: Layout) -> Iterator[Line]:
    """Only what it is about and what was found."""
    yield _heading(findings[0], layout)
    for finding in findings:
        lead = (f"{finding.severity!s:>10}  ", STYLES[finding.severity])
        words = [(f"{finding.rule.id}:", "bold"), (_limited(finding.message), "")]
        for number, line in enumerate(flow(words, layout.width - _INDENT)):
            yield [(_MARGIN, "") if number else lead, *line]


def _counted(findings: list[Finding]) -> str:
    """How many there are of each severity."""
    severities = [finding.severity for finding in findings]
    return ", ".join([f"{severities.count(one)} {one}" for one in dict.fromkeys(severities)])


def _telling(findings: list[Finding]) -> list[Finding]:
    """The findings that say enough: the worst that are certain; else one that isn't."""
    return [finding for finding in findings if not finding.undecided][:_SHOWN] or findings[:1]


def _finding(finding: Finding, layout: Layout) -> Iterator[Line]:
    yield [(f"{finding.severity!s:>10}  ", STYLES[finding.severity]), (finding.rule.id, "bold")]
    title = [(_limited(finding.message), "")]
    if finding.needs:
        title.append((visible(f"(needs {', '.join(finding.needs)})"), "dim"))
    yield from _block(title, layout)
    if finding.grant and finding.grant.condition:
        yield from _block([(f"only where {_limited(finding.grant.condition)}", "magenta")], layout)
    if finding.undecided:
        yield from _block([(f"undecided: {_limited(finding.undecided)}", "magenta")], layout)
    if finding.witness:
        command = cut(command_line(finding.witness), _LONGEST)
        for number, line in enumerate(continued(command, layout.width - _INDENT - 2)):
            yield [(_MARGIN, ""), ("  " if number else "$ ", "dim"), (line, "bold")]


def _limited(text: str) -> str:
    return cut(shown(text), _LONGEST)


def _labelled(label: str, words: str, style: str, layout: Layout) -> Iterator[Line]:
    lead = f"{label:>{_INDENT - 2}}  "
    for number, line in enumerate(flow([(words, style)], layout.width - _INDENT)):
        yield [(_MARGIN if number else lead, style), *line]


def _block(pieces: Line, layout: Layout) -> Iterator[Line]:
    for line in flow(pieces, layout.width - _INDENT):
        yield [(_MARGIN, ""), *line]
