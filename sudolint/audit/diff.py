"""What a policy permits that another one doesn't, each difference with a witness."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sudolint.audit.programs import ANY_COMMAND, Programs
from sudolint.checks.context import holdings_of
from sudolint.findings import Severity
from sudolint.policy.model import CmndKind
from sudolint.policy.permits import NO, Answer, Permits
from sudolint.policy.situation import Match, Request, Situation
from sudolint.policy.surroundings import NOTHING_KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.checks.context import Holding
    from sudolint.findings import Rule
    from sudolint.packs import Packs
    from sudolint.policy.model import Grant, Policy, Setting
    from sudolint.policy.surroundings import Surroundings


class Change(NamedTuple):
    """Something that one policy permits a user and the other doesn't."""

    holding: Holding
    answer: Answer
    rules: tuple[Rule, ...]
    """The known ways out that came with it, the worst first."""


class Difference(NamedTuple):
    """How a policy changed."""

    added: tuple[Change, ...]
    removed: tuple[Change, ...]
    unasked: tuple[Change, ...]
    """Permitted before and now, but no longer with a password."""
    settings_added: tuple[Setting, ...]
    settings_removed: tuple[Setting, ...]

    @property
    def worse(self) -> bool:
        """Whether anything came to be permitted, or a password is no longer asked for."""
        return any(change.answer.witness is not None for change in (*self.added, *self.unasked))


def difference(old: Policy, new: Policy, packs: Packs, around: Surroundings = NOTHING_KNOWN) -> Difference:
    """What changed from the old policy to the new one; identical parts cost next to nothing."""
    programs = Programs(packs, around.places)
    before = _Side(old, programs, around)
    after = _Side(new, programs, around)
    old_settings, new_settings = ({_text(s): s for s in policy.settings} for policy in (old, new))
    return Difference(
        tuple(after.beyond(before)),
        tuple(before.beyond(after)),
        tuple(after.no_longer_asked(before)),
        tuple(setting for text, setting in new_settings.items() if text not in old_settings),
        tuple(setting for text, setting in old_settings.items() if text not in new_settings),
    )


class _Side:
    """One of the two policies."""

    def __init__(self, policy: Policy, programs: Programs, around: Surroundings) -> None:
        self.policy = policy
        self.accounts = around.accounts
        self.holdings = holdings_of(policy, around.accounts, every_target=True)
        self.keys = {_key(holding): holding for holding in self.holdings}
        self.programs = programs
        self._grants: dict[tuple[str, str, str], tuple[Situation, list[Grant]]] = {}

    def beyond(self, other: _Side) -> Iterator[Change]:
        """What this side permits and the other doesn't."""
        for key, holding in self.keys.items():
            if key in other.keys:
                continue
            _, grants = other.grants_for(holding)
            layers = [(grant, not grant.negated) for grant in grants]
            answer = Permits(holding.grant, holding.holder, layers).find(ANY_COMMAND)
            if answer != NO:
                yield self._change(holding, answer, layers)

    def no_longer_asked(self, other: _Side) -> Iterator[Change]:
        """What both sides permit, the other one only with a password."""
        for key, holding in self.keys.items():
            known = other.keys.get(key)
            if holding.holder.password or (known and not known.holder.password):
                continue
            situation, grants = other.grants_for(holding)
            # Beyond all that the other side doesn't permit with a password lies what it does.
            layers = [(grant, grant.negated or not situation.asks(grant)) for grant in grants]
            permits = Permits(holding.grant, holding.holder, [(holding.grant, True), *layers])
            answer = permits.find(ANY_COMMAND)
            if answer != NO:
                yield Change(holding, answer, ())

    def grants_for(self, holding: Holding) -> tuple[Situation, list[Grant]]:
        """This side's grants that concern the holder of a grant of the other side."""
        holder = holding.holder
        key = (holder.user, holder.host, holder.runas_user)
        if key not in self._grants:
            request = Request(holder.user, (), holder.host, holder.runas_user)
            situation = Situation(self.policy, request, self.accounts)
            applying = [
                grant
                for grant in self.policy.grants
                if (match := situation.applies(grant)) & Match.ALLOW
                and (match == Match.ALLOW or grant.negated)
            ]
            self._grants[key] = situation, applying
        return self._grants[key]

    def _change(self, holding: Holding, answer: Answer, layers: list[tuple[Grant, bool]]) -> Change:
        """A difference with the ways out that are in it; the worst of them gives the witness."""
        best = answer
        rules: dict[Rule, None] = {}
        if holding.grant.cmnd.kind is CmndKind.FILE:
            found = sorted(
                self.programs.of_grant(holding, Permits(holding.grant, holding.holder, layers)),
                key=lambda finding: -finding.severity,
            )
            rules = dict.fromkeys(finding.rule for finding in found if finding.severity > Severity.LOW)
            if found and found[0].witness is not None:
                best = Answer(found[0].witness, found[0].undecided)
        return Change(holding, best, tuple(rules))


def _key(holding: Holding) -> tuple[object, ...]:
    """Holdings with the same key permit the same."""
    grant, holder = holding
    denials = tuple([denial.cmnd for denial in (*holder.denials, *holder.doubtful)])
    return holder.user, holder.host, holder.runas_user, grant.cmnd, denials


def _text(setting: Setting) -> str:
    """A setting as one would write it, for comparison."""
    members = ",".join([member.text for member in setting.members])
    cmnds = ",".join([("!" if negated else "") + cmnd.text for cmnd, negated in setting.cmnds])
    sign = "!" if setting.operator == "!" else ""
    value = f"{setting.operator}{setting.value}" if setting.operator not in ("", "!") else ""
    return f"Defaults{setting.scope.value}{members or cmnds} {sign}{setting.name}{value}"
