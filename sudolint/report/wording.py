"""What reports say whatever their format: the order of findings, the sum of them, one in a sentence."""

from __future__ import annotations

import os
from itertools import groupby

from sudolint.findings import Effect, Severity
from sudolint.report.shown import command_line, cut, shown, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sudolint.audit import Report
    from sudolint.findings import Finding, Rule
    from sudolint.policy.model import Grant
    from sudolint.source import Span

LONGEST = 1000
"""How many characters of a policy's text a sentence takes in at most, for each part of it."""


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """The worst first; else in the order in which they were found."""
    return sorted(findings, key=lambda finding: -finding.severity)


def by_grant(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings at the same place together, the worst first, places in order of their worst one."""

    def stands(finding: Finding) -> tuple[str, int, int, str]:
        span = finding.span
        return span.source.path, span.start, span.end, finding.grant.cmnd.text if finding.grant else ""

    groups = [list(group) for _, group in groupby(sorted(findings, key=stands), key=stands)]
    for group in groups:
        group.sort(key=lambda finding: -finding.severity)
    return sorted(groups, key=lambda group: -group[0].severity)


def summary(report: Report) -> str:
    """One line: how many grants there are, and what becomes of them."""
    worst: dict[int, Finding] = {}
    for finding in ranked(report.findings):
        for grant in about(finding):
            worst.setdefault(id(grant), finding)
    counts: dict[str, int] = {}
    ignored = {id(grant) for finding in report.ignored for grant in about(finding)}
    hidden = {id(grant) for finding in report.hidden for grant in about(finding)}
    for grant in report.grants:
        if known := worst.get(id(grant)):
            kind = _kind(known)
        else:
            kind = "ignored" if id(grant) in ignored else "hidden" if id(grant) in hidden else "clean"
        counts[kind] = counts.get(kind, 0) + 1
    parts = [f"{counts[kind]} {words[counts[kind] > 1]}" for kind, words in _KINDS.items() if kind in counts]
    total = len(report.grants)
    line = f"{total} grant{'' if total == 1 else 's'}" + (": " + ", ".join(parts) if parts else "")
    if report.ignored:
        line += f"; {len(report.ignored)} finding{'' if len(report.ignored) == 1 else 's'} ignored"
    if report.errors:
        line += f"; {len(report.errors)} error{'' if len(report.errors) == 1 else 's'} in the text"
    return line


def about(finding: Finding) -> tuple[Grant, ...]:
    """The grants that a finding is about."""
    return () if finding.grant is None else (finding.grant, *finding.besides)


_KINDS = {
    "root": ("hands out root", "hand out root"),
    "nearly": ("nearly hands out root", "nearly hand out root"),
    "denied": ("reaches a denied command", "reach a denied command"),
    "harm": ("leaks or destroys", "leak or destroy"),
    "low": ("has minor findings", "have minor findings"),
    "undecided": ("is undecided", "are undecided"),
    "ignored": ("has only ignored findings", "have only ignored findings"),
    "hidden": ("has only findings that are not shown", "have only findings that are not shown"),
    "clean": ("without a known way out", "without a known way out"),
}
"""What becomes of grants, of one and of several."""


def _kind(worst: Finding) -> str:
    if worst.undecided:
        return "undecided"
    if worst.severity >= Severity.HIGH:
        return "root" if worst.severity is Severity.CRITICAL else "nearly"
    if worst.severity is Severity.MEDIUM:
        return "denied" if worst.rule.effect is Effect.DENIED else "harm"
    return "low"


def holder(finding: Finding) -> str:
    """Who is shown to get something by it; empty where nobody is."""
    if finding.witness is None:
        return ""
    return "anyone" if finding.witness.user == "ALL" else shown(finding.witness.user)


def outcome(finding: Finding) -> tuple[str, str]:
    """What whoever holds the grant gets, as a verb and its object; empty where that is nothing."""
    target = shown(finding.witness.runas_user) if finding.witness else "root"
    if target not in ("root", "#0"):
        return "becomes", target
    match finding.rule.effect:
        case Effect.ROOT | Effect.DAEMON:
            return "becomes" if finding.severity is Severity.CRITICAL else "may become", "root"
        case Effect.FILE_WRITE:
            return "writes files as", "root"
        case Effect.FILE_READ:
            return "reads files as", "root"
        case Effect.DENIED:
            return "reaches", "a denied command"
        case Effect.LEAK:
            return "sees", "secrets of others"
        case Effect.DESTROY:
            return "can stop or destroy", "things"
        case _:
            return "", ""


def sentence(finding: Finding) -> str:
    """What was found, what it takes and the proof, in one line."""
    words = cut(shown(finding.message), LONGEST)
    if finding.needs:
        words += visible(f" (needs {', '.join(finding.needs)})")
    if finding.grant is not None and finding.grant.condition:
        words += f"; only where {cut(shown(finding.grant.condition), LONGEST)}"
    if finding.undecided:
        words += f"; undecided: {cut(shown(finding.undecided), LONGEST)}"
    if finding.witness is not None:
        words += f": {cut(command_line(finding.witness), LONGEST)}"
    return words


def where(span: Span) -> str:
    """The place of something, as editors know it; no path makes a line begin as workflow commands do."""
    path, begin = visible(span.source.path), span.begin
    return f"{'./' if path.lstrip().startswith(':') else ''}{path}:{begin.line}:{begin.column}"


def page(rule: Rule) -> str | None:
    """Where one reads more of what a rule is about."""
    return next((one for one in rule.references if one.startswith(("https://", "http://"))), None)


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """The fingerprint of each; where several have the same one, those after the first are numbered."""
    seen: dict[str, int] = {}
    names = []
    for finding in findings:
        name = finding.fingerprint
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return names


def relative(path: str) -> str:
    """The path from the top of what a CI service has checked out, else from the working directory.

    What lies elsewhere, and standard input, keeps its name.
    """
    if path == "-":
        return path
    top = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR") or os.curdir
    for base in (top, os.curdir):
        inside = os.path.relpath(path, base)
        if inside.split(os.sep, 1)[0] != os.pardir:
            return inside
    return os.path.normpath(path)
