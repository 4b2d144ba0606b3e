"""What sudo would decide about a command line.

sudoers(5): of several entries that match the last one counts, which need not be the most specific one.
"""

from __future__ import annotations

from enum import Enum

from sudolint.policy.accounts import Accounts
from sudolint.policy.matching import UndecidableError, covers
from sudolint.policy.model import Scope
from sudolint.policy.situation import Match, Situation
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.model import Cmnd, Grant, Policy, Setting
    from sudolint.policy.situation import Request


class Verdict(Enum):
    """The answer; DENY: the last entry that matches is a negated command."""

    ALLOW = "allow"
    DENY = "deny"
    UNMATCHED = "unmatched"
    UNDECIDED = "undecided"


class Decision(NamedTuple):
    """What sudo would decide, and by which grant."""

    verdict: Verdict
    grant: Grant | None
    password: bool
    """Whether sudo would ask the user for a password."""
    reason: str = ""
    """Why it is undecided."""
    certain: Verdict = Verdict.UNMATCHED
    """The answer if nothing that is unknown matches: the verdict itself unless that is undecided."""


def decide(policy: Policy, request: Request, accounts: Accounts | None = None) -> Decision:
    """What sudo would decide about the request."""
    situation = Situation(policy, request, accounts or Accounts())
    for setting in policy.settings:
        if setting.scope is Scope.CMND and concerns(setting, request, situation):
            situation.flags.apply(setting)
    possible: list[tuple[Verdict, Grant | None]] = []
    for grant in reversed(policy.grants):
        match = situation.applies(grant)
        if match & Match.ALLOW:
            covered = _covers(grant.cmnd, request, situation)
            if covered & Match.ALLOW:
                possible.append((Verdict.DENY if grant.negated else Verdict.ALLOW, grant))
            match = Match.ALLOW if match == covered == Match.ALLOW else Match.UNSPEC
        if match == Match.ALLOW:
            break
    else:
        possible.append((Verdict.UNMATCHED, None))
    verdict, deciding = possible[0]
    reason = ""
    if any(other != verdict for other, _ in possible):
        verdict, reason = Verdict.UNDECIDED, "; ".join(situation.reasons)
    return Decision(verdict, deciding, situation.asks(deciding), reason, possible[-1][0])


def _covers(cmnd: Cmnd, request: Request, situation: Situation) -> int:
    try:
        covered = covers(cmnd, request.argv, fast_glob=situation.flags.fast_glob)
    except UndecidableError as reason:
        situation.reasons[str(reason)] = None
        return Match.ALLOW | Match.UNSPEC
    return Match.ALLOW if covered else Match.UNSPEC


def concerns(setting: Setting, request: Request, situation: Situation) -> bool:
    """Whether a Defaults entry that is bound to commands concerns the one of the request."""
    for cmnd, negated in reversed(setting.cmnds):
        if _covers(cmnd, request, situation) == Match.ALLOW:
            return not negated
    return False
