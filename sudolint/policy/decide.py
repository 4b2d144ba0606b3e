"""What sudo would decide about a command line.

sudoers(5): of several entries that match the last one counts, which need not be the most specific one.
"""

from __future__ import annotations

from enum import Enum
from heapq import merge

from sudolint.language.search import TOO_MANY
from sudolint.policy.accounts import Accounts
from sudolint.policy.matching import UndecidableError, beginning, covers, lower
from sudolint.policy.model import CmndKind, Scope, plain_names
from sudolint.policy.situation import DECIDING, Match, Parameters, Situation
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
    may_allow: tuple[Grant, ...] = ()
    """The grants by which it would be allowed if what is unknown were so."""


def decide(policy: Policy, request: Request, accounts: Accounts | None = None) -> Decision:
    """What sudo would decide about the request."""
    return Decider(policy, accounts).decide(request)


EFFORT = 2_000_000
"""How many entries are looked at for all requests to a policy; one that is compared in full counts more."""


class Decider:
    """Decides about one request after another to one policy."""

    def __init__(self, policy: Policy, accounts: Accounts | None = None, effort: int = EFFORT) -> None:
        """`effort` is how many entries may be looked at in all; what takes more is undecided."""
        self._policy = policy
        self._accounts = accounts or Accounts()
        self._parameters = Parameters(policy.settings)
        self._bound = [one for one in policy.settings if one.scope is Scope.CMND and one.name in DECIDING]
        self._entries: _Entries | None = None
        self._cost = 1 + 2 * self._parameters.general + sum([2 * len(one.cmnds) for one in self._bound])
        self._left = effort

    def decide(self, request: Request) -> Decision:
        """What sudo would decide about the request."""
        if self._spend(self._cost):
            return Decision(Verdict.UNDECIDED, None, True, TOO_MANY)
        situation = Situation(self._policy, request, self._accounts, self._parameters)
        for setting in self._bound:
            if concerns(setting, request, situation):
                situation.flags.apply(setting)
        possible: list[tuple[Verdict, Grant | None]] = []
        length = sum(map(len, request.argv))
        for grant in self._near(request, situation):
            if self._spend(1):
                break
            match = situation.applies(grant)
            if match & Match.ALLOW:
                self._spend(_cost(grant.cmnd, length))
                covered = _covers(grant.cmnd, request, situation)
                if covered & Match.ALLOW:
                    possible.append((Verdict.DENY if grant.negated else Verdict.ALLOW, grant))
                match = Match.ALLOW if match == covered == Match.ALLOW else Match.UNSPEC
            if match == Match.ALLOW:
                break
        else:
            possible.append((Verdict.UNMATCHED, None))
        if self._left < 0:
            return Decision(Verdict.UNDECIDED, None, situation.asks(None), TOO_MANY)
        verdict, deciding = possible[0]
        reason = ""
        if any(other != verdict for other, _ in possible):
            verdict, reason = Verdict.UNDECIDED, "; ".join(situation.reasons)
        may_allow = tuple([grant for one, grant in possible if grant is not None and one is Verdict.ALLOW])
        return Decision(verdict, deciding, situation.asks(deciding), reason, possible[-1][0], may_allow)

    def _spend(self, entries: int) -> bool:
        """Count entries that are looked at; whether it is too many."""
        self._left -= entries
        return self._left < 0

    def _near(self, request: Request, situation: Situation) -> Iterator[Grant]:
        """The grants that may decide, the last one first."""
        if self._entries is None:
            self._entries = _Entries(self._policy.grants)
        return self._entries.near((request.user, situation.user), request.argv)


class _Entries:
    """The grants of a policy, found by plain names of users and by plain commands."""

    def __init__(self, grants: Sequence[Grant]) -> None:
        self._grants = grants
        self._numbers: dict[tuple[str, str], list[int]] = {}
        """By user and command, which are empty where there may be several or they aren't plain."""
        names: dict[int, list[str]] = {}
        for number in range(len(grants) - 1, -1, -1):
            users, cmnd = grants[number].users, grants[number].cmnd
            if id(users) not in names:
                names[id(users)] = plain_names(users) or [""]
            for name in names[id(users)]:
                self._numbers.setdefault((name, _command(cmnd)), []).append(number)

    def near(self, users: Iterable[str], argv: Sequence[str]) -> Iterator[Grant]:
        """Those that may decide about a command line of a user, by her names, the last one first."""
        names = dict.fromkeys([*map(lower, users), ""])
        commands = (*dict.fromkeys((argv[0], " ".join(argv))), "") if argv else ("",)
        found = [self._numbers.get((name, command), ()) for name in names for command in commands]
        for number in merge(*found, reverse=True):
            yield self._grants[number]


def _command(cmnd: Cmnd) -> str:
    """The path of a Cmnd, or its command line where it covers no other one; empty: it may be several."""
    if cmnd.kind is not CmndKind.FILE:
        return ""
    arguments = cmnd.arguments
    fixed = arguments and not cmnd.holes and beginning(arguments) == arguments
    return f"{cmnd.path} {arguments}" if fixed else cmnd.path


def _cost(cmnd: Cmnd, length: int) -> int:
    """What it costs to compare a Cmnd with a command line of a length, in entries that are looked at."""
    size = len(cmnd.path) + len(cmnd.arguments or "")
    return 2 + (size + length) // 64 + size * length // 4096


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
