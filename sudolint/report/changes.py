"""What changed between two policies, for people."""

from __future__ import annotations

from sudolint.report.lines import wrapped
from sudolint.report.shown import command_line, shown
from sudolint.report.text import STYLES, place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.audit.diff import Change, Difference
    from sudolint.findings import Finding
    from sudolint.policy.model import Setting
    from sudolint.report.lines import Line
    from sudolint.source import PolicyError

_INDENT = "    "
_NAMED = 6
"""How many of the ways out are named."""


def changes(change: Difference, errors: Sequence[PolicyError], width: int) -> Iterator[Line]:
    """The report, line by line: what came, what went, what needs no password any more."""
    for error in errors:
        yield [*place(error.span), ("error: ", "bold red"), (shown(error.message), "")]
    yield from _section("newly permitted", "+", "bold red", change.added, width)
    yield from _section("permitted without a password now", "!", "yellow", change.unasked, width)
    yield from _section("no longer permitted", "-", "green", change.removed, width)
    yield from _besides("newly root besides sudo", "+", "bold red", change.besides_added)
    yield from _besides("no longer root besides sudo", "-", "green", change.besides_removed)
    yield from _settings(change.settings_added, change.settings_removed)
    if not any((change.added, change.removed, change.unasked, change.besides_added, change.besides_removed)):
        yield [("both permit the same", "bold")]


def _section(title: str, sign: str, style: str, entries: Sequence[Change], width: int) -> Iterator[Line]:
    if not entries:
        return
    yield [(title, "bold")]
    for change in sorted(entries, key=_badness):
        grant, holder = change.holding
        who = "anyone" if holder.user == "ALL" else shown(holder.user)
        target = "anyone else" if holder.runas_user == "ALL" else shown(holder.runas_user)
        yield [(f"  {sign} ", style), (f"{who} as {target}: ", ""), (shown(grant.cmnd.text), style)]
        if change.answer.witness is not None:
            yield [(f"{_INDENT}$ {command_line(change.answer.witness)}", "")]
        if change.answer.undecided:
            yield [(f"{_INDENT}undecided: {shown(change.answer.undecided)}", "magenta")]
        if change.rules:
            names = ", ".join(rule.id for rule in change.rules[:_NAMED])
            more = f" and {len(change.rules) - _NAMED} more" if len(change.rules) > _NAMED else ""
            for line in wrapped(f"{change.rules[0].severity}: {names}{more}", width - len(_INDENT)):
                yield [(_INDENT + line, STYLES[change.rules[0].severity])]
    yield []


def _besides(title: str, sign: str, style: str, findings: Sequence[Finding]) -> Iterator[Line]:
    if findings:
        yield [(title, "bold")]
        for finding in findings:
            yield [
                (f"  {sign} ", style),
                *place(finding.span),
                (f"{finding.severity} {finding.rule.id}", style),
            ]
            yield [(_INDENT + shown(finding.message), "")]
        yield []


def _badness(change: Change) -> tuple[int, int]:
    worst = change.rules[0].severity if change.rules else -1
    return -worst, -len(change.rules)


def _settings(added: Sequence[Setting], removed: Sequence[Setting]) -> Iterator[Line]:
    if added or removed:
        yield [("Defaults", "bold")]
        for sign, style, settings in (("+", "red", added), ("-", "green", removed)):
            for setting in settings:
                yield [(f"  {sign} ", style), (shown(setting.span.text), "")]
        yield []
