"""What a policy permits that another one doesn't, each difference with a witness."""

from __future__ import annotations

import time

from sudolint.audit.audit import Auditor
from sudolint.audit.programs import Programs
from sudolint.checks.context import Holding
from sudolint.difference.cases import ANYONE, Cases
from sudolint.difference.compare import Comparison
from sudolint.difference.guards import GUARDS, PASSWORD
from sudolint.difference.parties import SOME_GROUP, text_of
from sudolint.difference.sides import Side
from sudolint.findings import Severity
from sudolint.language.search import Effort
from sudolint.policy.holders import effort_for
from sudolint.policy.matching import only_path
from sudolint.policy.model import Witness
from sudolint.policy.permits import Answer
from sudolint.policy.surroundings import NOTHING_KNOWN
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from sudolint.difference.compare import Found
    from sudolint.difference.parties import Party
    from sudolint.findings import Finding, Rule
    from sudolint.packs import Packs
    from sudolint.policy.holders import Holder
    from sudolint.policy.model import Gap, Grant, Policy, Setting
    from sudolint.policy.surroundings import Surroundings


EFFORT = 3
"""How often what an audit of both policies may cost."""

LISTED = 6
"""How many of a list are told."""


class Change(NamedTuple):
    """Something that one policy permits a user and the other doesn't."""

    holding: Holding
    answer: Answer
    findings: tuple[Finding, ...] = ()
    """The known ways out that came with it, the worst first."""
    group: str = ""
    """The group that has to be asked for, with `-g`."""
    when: str = ""
    """When it is so, in words; empty: always."""
    guard: str = ""
    """What no longer guards it."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What the ways out are instances of, each once."""
        return tuple(dict.fromkeys([finding.rule for finding in self.findings]))


class Difference(NamedTuple):
    """How a policy changed."""

    added: tuple[Change, ...]
    removed: tuple[Change, ...]
    unasked: tuple[Change, ...]
    """Permitted before and now, but no longer with a password."""
    settings_added: tuple[Setting, ...]
    settings_removed: tuple[Setting, ...]
    besides_added: tuple[Finding, ...] = ()
    """What hands out root besides sudo: groups, wrappers, rules of doas."""
    besides_removed: tuple[Finding, ...] = ()
    unguarded: tuple[Change, ...] = ()
    """Permitted before and now, but no longer under NOEXEC, in a chroot or the like."""
    gaps: tuple[Gap, ...] = ()
    """What may be permitted besides by the new policy, and wasn't by the old one."""

    @property
    def worse(self) -> bool:
        """Whether anything came to be permitted, or a password is no longer asked for."""
        return bool(self.besides_added) or any(
            change.answer.witness is not None for change in (*self.added, *self.unasked, *self.unguarded)
        )


def difference(
    old: Policy, new: Policy, packs: Packs, around: Surroundings = NOTHING_KNOWN, now: int | None = None
) -> Difference:
    """What changed from the old policy to the new one, from now on; identical parts cost next to nothing."""
    codes: dict[Hashable, int] = {}
    before, after = Side(old, around.accounts, codes), Side(new, around.accounts, codes)
    moment = int(time.time()) if now is None else now
    cases = Cases((before.plain, after.plain), moment)
    programs = Programs(packs, around.places)
    old_settings, new_settings = ({_text(s): s for s in policy.settings} for policy in (old, new))
    old_besides, new_besides = (_besides(policy, packs, around) for policy in (old, new))
    effort = Effort(EFFORT * sum([effort_for(policy).left for policy in (old, new)]))
    added, removed = (Comparison(*sides, cases, effort) for sides in ((after, before), (before, after)))
    of_new, of_old = _Teller(after, programs), _Teller(before, programs)
    here, gone = list(added.beyond()), list(removed.beyond())
    told = [frozenset([found.number for found in some]) for some in (here, gone)]
    unguarded = {}
    for guard in (PASSWORD, *GUARDS):
        unguarded[guard] = tuple(of_new.changes(added.without(guard, *told), guard.missing))
    return Difference(
        tuple(of_new.changes(here)),
        tuple(of_old.changes(gone)),
        unguarded.pop(PASSWORD),
        tuple(setting for text, setting in new_settings.items() if text not in old_settings),
        tuple(setting for text, setting in old_settings.items() if text not in new_settings),
        tuple([finding for key, finding in new_besides.items() if key not in old_besides]),
        tuple([finding for key, finding in old_besides.items() if key not in new_besides]),
        tuple([change for changes in unguarded.values() for change in changes]),
        tuple([gap for gap in new.gaps if gap.message not in {known.message for known in old.gaps}]),
    )


def _besides(policy: Policy, packs: Packs, around: Surroundings) -> dict[tuple[str, str], Finding]:
    """What hands out more than is said besides sudo, by rule and what it is about."""
    if not (policy.facts or policy.doas):
        return {}
    alone = policy._replace(grants=(), settings=(), aliases=(), references=(), sources=())
    findings = Auditor(packs, around).audit(alone).findings
    return {
        (finding.rule.id, finding.detail): finding
        for finding in findings
        if finding.severity >= Severity.MEDIUM
    }


class _Teller:
    """Makes changes of differences: who, when, and which known ways out came with them."""

    def __init__(self, side: Side, programs: Programs) -> None:
        self._side = side
        self._programs = programs
        self._findings: dict[object, list[Finding]] = {}

    def changes(self, differences: Iterable[Found], guard: str = "") -> Iterator[Change]:
        """Each difference for each of those whom it concerns."""
        for found in differences:
            grant = self._side.policy.grants[found.number]
            first, *others = found.holders
            answer, findings = found.answer.for_holder(first), []
            if not guard and only_path(grant.cmnd) is not None:
                findings = self._ways_out(found, grant)
            if findings and findings[0].witness is not None:
                answer = Answer(findings[0].witness, findings[0].undecided or answer.undecided)
            worst = tuple([one for one in findings if one.severity > Severity.LOW])
            group = "ALL" if found.case.group == SOME_GROUP else found.case.group or ""
            change = Change(Holding(grant, first), answer, worst, group, self._when(found), guard)
            for holder in (first, *others):
                yield _for_holder(change, holder)

    def _ways_out(self, found: Found, grant: Grant) -> list[Finding]:
        """The known ways out that are in a difference, the worst first."""
        first = found.holders[0]
        key = (found.number, found.permits.key, first.becomes_root)
        if key not in self._findings:
            findings = self._programs.of_grant(Holding(grant, first), found.permits)
            self._findings[key] = sorted(findings, key=lambda finding: -finding.severity)
        return self._findings[key]

    def _when(self, found: Found) -> str:
        """Under which circumstances it is so."""
        case, first = found.case, found.family.cases[0]
        words = [f"and {found.others} others"] if found.others else []
        if found.family.hosts != (ANYONE,):
            words.append(f"on {enumerated(found.family.hosts)}")
            if case.host not in found.family.hosts:
                words[-1] += f" (such as {case.host})"
        elif case.host != first.host:
            words.append(f"on {case.host}")
        words += _belongings(case.user, first.user, "")
        if case.target.name != case.user.name:
            words += _belongings(case.target, first.target, f"{case.target.shown} is ")
        if case.time is not None and case.time != first.time:
            words.append(f"from {time.strftime('%Y-%m-%d %H:%M', time.gmtime(case.time))} UTC")
        return ", ".join(words)


def _belongings(party: Party, first: Party, whose: str) -> list[str]:
    """What else has to be so of a user: the groups that she is in, her number or name."""
    if party.shown != first.shown:
        groups = party.groups if party.named else frozenset()
    else:
        groups = party.groups - first.groups
    words = []
    if groups:
        words.append(f"if {whose}in {enumerated(sorted(map(text_of, groups)))}")
    if party.shown == first.shown and party.name != first.name:
        words.append(f"if {whose}{party.name}")
    elif party.shown == first.shown and party.uid != first.uid:
        words.append(f"if {whose}number {party.uid}")
    return words


def _for_holder(change: Change, holder: Holder) -> Change:
    """The same for someone else whom it concerns."""
    return change._replace(
        holding=Holding(change.holding.grant, holder),
        answer=change.answer._replace(witness=_as_of(change.answer.witness, holder, change.group)),
        findings=tuple(
            [one._replace(witness=_as_of(one.witness, holder, change.group)) for one in change.findings]
        ),
    )


def _as_of(witness: Witness | None, holder: Holder, group: str) -> Witness | None:
    if witness is None:
        return None
    return Witness(holder.user, holder.host, holder.runas_user, witness.argv, group)


def enumerated(words: Sequence[str], conjunction: str = "and") -> str:
    """Words as one says them: a, b and c, the many left out."""
    if len(words) > LISTED + 1:
        words = [*words[:LISTED], f"{len(words) - LISTED} others"]
    *most, last = words
    return f"{', '.join(most)} {conjunction} {last}" if most else last


def _text(setting: Setting) -> str:
    """A setting as one would write it, for comparison."""
    members = ",".join([member.text for member in setting.members])
    cmnds = ",".join([("!" if negated else "") + cmnd.text for cmnd, negated in setting.cmnds])
    sign = "!" if setting.operator == "!" else ""
    value = f"{setting.operator}{setting.value}" if setting.operator not in ("", "!") else ""
    return f"Defaults{setting.scope.value}{members or cmnds} {sign}{setting.name}{value}"
