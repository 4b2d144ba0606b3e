"""What changed between two policies, for people."""

from __future__ import annotations

from sudolint.difference.difference import LISTED, enumerated
from sudolint.policy.model import Kind
from sudolint.report.lines import wrapped
from sudolint.report.shown import command_line, shown
from sudolint.report.text import STYLES, place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sudolint.difference.difference import Change, Difference
    from sudolint.findings import Finding
    from sudolint.policy.model import Setting
    from sudolint.report.lines import Line
    from sudolint.source import PolicyError

_INDENT = "    "


def changes(change: Difference, errors: Sequence[PolicyError], width: int) -> Iterator[Line]:
    """The report, line by line: what came, what went, what needs no password any more."""
    for error in errors:
        yield [*place(error.span), ("error: ", "bold red"), (shown(error.message), "")]
    yield from _section("newly permitted", "+", "bold red", change.added, width)
    yield from _section("permitted without a password now", "!", "yellow", change.unasked, width)
    for guard in dict.fromkeys([one.guard for one in change.unguarded]):
        entries = [one for one in change.unguarded if one.guard == guard]
        yield from _section(f"permitted {guard} now", "!", "yellow", entries, width)
    yield from _section("no longer permitted", "-", "green", change.removed, width, "was ")
    yield from _besides("newly root besides sudo", "+", "bold red", change.besides_added)
    yield from _besides("no longer root besides sudo", "-", "green", change.besides_removed)
    yield from _settings(change.settings_added, change.settings_removed)
    for gap in change.gaps:
        yield [*place(gap.span.origin), ("undecided: ", "magenta"), (shown(gap.message), "")]
    of_grants = (change.added, change.removed, change.unasked, change.unguarded)
    if not any((*of_grants, change.besides_added, change.besides_removed, change.gaps)):
        yield [("both permit the same", "bold")]


def _section(
    title: str, sign: str, style: str, entries: Iterable[Change], width: int, verb: str = ""
) -> Iterator[Line]:
    together: dict[object, list[Change]] = {}
    for change in entries:
        witness = change.answer.witness
        said = (witness and witness.argv, change.answer.undecided, change.when, change.group)
        together.setdefault((id(change.holding.grant), said), []).append(change)
    if together:
        yield [(title, "bold")]
        worst_first = [sorted(alike, key=_badness) for alike in together.values()]
        for alike in sorted(worst_first, key=lambda alike: _badness(alike[0])):
            yield from _entry(alike, sign, style, width, verb)
        yield []


def _entry(alike: Sequence[Change], sign: str, style: str, width: int, verb: str) -> Iterator[Line]:
    change = alike[0]
    command = shown(change.holding.grant.cmnd.text)
    who = "; ".join(_people(alike)) + (f" {shown(change.when)}" if change.when else "")
    yield [(f"  {sign} ", style), (f"{who}: ", ""), (command, style)]
    if change.answer.witness is not None:
        yield [(f"{_INDENT}$ {command_line(change.answer.witness)}", "")]
    if change.answer.undecided:
        yield [(f"{_INDENT}undecided: {shown(change.answer.undecided)}", "magenta")]
    if change.rules:
        names = ", ".join(rule.id for rule in change.rules[:LISTED])
        more = f" and {len(change.rules) - LISTED} more" if len(change.rules) > LISTED else ""
        severity = change.findings[0].severity
        for line in wrapped(f"{verb}{severity}: {names}{more}", width - len(_INDENT)):
            yield [(_INDENT + line, STYLES[severity])]


def _people(alike: Sequence[Change]) -> Iterator[str]:
    """Who becomes whom, in words: those together who become the same."""
    anyone = any(member.kind is Kind.ALL for member in alike[0].holding.grant.runas.users or ())
    targets: dict[str, dict[str, None]] = {}
    for change in alike:
        holder = change.holding.holder
        itself = holder.runas_user == holder.user and not (holder.user == "ALL" and anyone)
        targets.setdefault(holder.user, {})["" if itself else holder.runas_user] = None
    users: dict[tuple[str, ...], list[str]] = {}
    for user, some in targets.items():
        users.setdefault(tuple(some), []).append("anyone" if user == "ALL" else shown(user))
    group = alike[0].group
    with_group = f" with {'any group' if group == 'ALL' else f'group {shown(group)}'}" if group else ""
    for names, who in users.items():
        become = [_called(name) for name in names if name or not group]
        yield enumerated(who) + (f" as {enumerated(become, 'or')}" if become else "") + with_group


def _called(target: str) -> str:
    if not target:
        return "herself"
    if target == "ALL":
        return "any other user"
    return f"anyone in {shown(target)}" if target.startswith(("%", "+")) else shown(target)


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
    worst = change.findings[0].severity if change.findings else -1
    return -worst, -len(change.rules)


def _settings(added: Sequence[Setting], removed: Sequence[Setting]) -> Iterator[Line]:
    if added or removed:
        yield [("Defaults", "bold")]
        for sign, style, settings in (("+", "red", added), ("-", "green", removed)):
            for setting in settings:
                yield [(f"  {sign} ", style), (shown(setting.span.text), "")]
        yield []
