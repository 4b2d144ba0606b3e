"""What a policy permits that another one doesn't, each difference with a witness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sudolint.audit.audit import Auditor
from sudolint.audit.programs import ANY_COMMAND, Programs
from sudolint.checks.context import holdings_of
from sudolint.findings import Severity
from sudolint.policy.model import Cmnd, CmndKind
from sudolint.policy.permits import NO, Answer, Permits, layers, only_path
from sudolint.policy.situation import Match, Request, Situation
from sudolint.policy.surroundings import NOTHING_KNOWN
from sudolint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sudolint.checks.context import Holding
    from sudolint.findings import Finding, Rule
    from sudolint.language.layers import Layers
    from sudolint.packs import Packs
    from sudolint.policy.model import Grant, Policy, Setting
    from sudolint.policy.surroundings import Surroundings


_EVERYTHING = Cmnd(CmndKind.ALL, "ALL")


class Change(NamedTuple):
    """Something that one policy permits a user and the other doesn't."""

    holding: Holding
    answer: Answer
    findings: tuple[Finding, ...] = ()
    """The known ways out that came with it, the worst first."""

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

    @property
    def worse(self) -> bool:
        """Whether anything came to be permitted, or a password is no longer asked for."""
        return bool(self.besides_added) or any(
            change.answer.witness is not None for change in (*self.added, *self.unasked)
        )


def difference(old: Policy, new: Policy, packs: Packs, around: Surroundings = NOTHING_KNOWN) -> Difference:
    """What changed from the old policy to the new one; identical parts cost next to nothing."""
    programs = Programs(packs, around.places)
    before = _Side(old, programs, around)
    after = _Side(new, programs, around)
    old_settings, new_settings = ({_text(s): s for s in policy.settings} for policy in (old, new))
    old_besides, new_besides = (_besides(policy, packs, around) for policy in (old, new))
    return Difference(
        tuple(after.beyond(before)),
        tuple(before.beyond(after)),
        tuple(after.no_longer_asked(before)),
        tuple(setting for text, setting in new_settings.items() if text not in old_settings),
        tuple(setting for text, setting in old_settings.items() if text not in new_settings),
        tuple([finding for key, finding in new_besides.items() if key not in old_besides]),
        tuple([finding for key, finding in old_besides.items() if key not in new_besides]),
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


class _Side:
    """One of the two policies."""

    def __init__(self, policy: Policy, programs: Programs, around: Surroundings) -> None:
        self.policy = policy
        self.accounts = around.accounts
        self.holdings = holdings_of(policy, around.accounts, every_target=True)
        self.keys = {_key(holding): holding for holding in self.holdings}
        self.programs = programs
        self._situations: dict[Request, Situation] = {}
        self._kept: dict[tuple[object, ...], Layers] = {}
        self._by_path: dict[str, list[Grant]] = {}

    def beyond(self, other: _Side) -> Iterator[Change]:
        """What this side permits and the other doesn't."""
        for key, holding in self.keys.items():
            if key not in other.keys:
                permits = Permits(holding.grant, holding.holder, other.permitted(holding))
                answer = permits.find(ANY_COMMAND)
                if answer != NO:
                    yield self._change(holding, permits, answer)

    def no_longer_asked(self, other: _Side) -> Iterator[Change]:
        """What both sides permit, the other one only with a password."""
        for key, holding in self.keys.items():
            known = other.keys.get(key)
            if holding.holder.password or (known and not known.holder.password):
                continue
            permits = Permits(holding.grant, holding.holder, other.not_with_password(holding))
            answer = permits.find(ANY_COMMAND)
            if answer != NO:
                yield Change(holding, answer)

    def permitted(self, holding: Holding) -> Layers:
        """All that this side permits the holder of a grant of the other side, as far as that reaches."""
        return self._layers(holding, "permitted", lambda grant, _: not grant.negated)

    def not_with_password(self, holding: Holding) -> Layers:
        """All but what this side permits that holder with a password only."""
        return self._layers(
            holding, "not with password", lambda grant, situation: grant.negated or not situation.asks(grant)
        )

    def _layers(self, holding: Holding, what: str, sign: Callable[[Grant, Situation], bool]) -> Layers:
        """This side's grants that concern a holder, each with its sign; kept for the next of her grants."""
        grant, holder = holding
        path = only_path(grant.cmnd)
        key = (what, holder.user, holder.host, holder.runas_user, path)
        if key not in self._kept:
            request = Request(holder.user, (), holder.host, holder.runas_user)
            situation = self._situations.get(request)
            if situation is None:
                situation = self._situations[request] = Situation(self.policy, request, self.accounts)
            signed = [
                (own.cmnd, sign(own, situation))
                for own in self._at(path)
                if (match := situation.applies(own)) & Match.ALLOW and (match == Match.ALLOW or own.negated)
            ]
            if what == "not with password":
                signed.insert(0, (_EVERYTHING, True))
            self._kept[key] = layers(signed, path, fast_glob=holder.fast_glob)
        return self._kept[key]

    def _at(self, path: str | None) -> list[Grant]:
        """The grants that may cover a path; None: any path."""
        if path is None:
            return list(self.policy.grants)
        if path not in self._by_path:
            self._by_path[path] = [
                grant for grant in self.policy.grants if only_path(grant.cmnd) in (path, None)
            ]
        return self._by_path[path]

    def _change(self, holding: Holding, permits: Permits, answer: Answer) -> Change:
        """A difference with the ways out that are in it; the worst of them gives the witness."""
        best = answer
        found: list[Finding] = []
        if only_path(holding.grant.cmnd) is not None:
            found = sorted(self.programs.of_grant(holding, permits), key=lambda finding: -finding.severity)
            if found and found[0].witness is not None:
                best = Answer(found[0].witness, found[0].undecided)
        return Change(holding, best, tuple([one for one in found if one.severity > Severity.LOW]))


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
