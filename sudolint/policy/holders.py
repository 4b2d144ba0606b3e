"""Who holds a grant: one user, host and target for each way in which the rest of the policy differs."""

from __future__ import annotations

from itertools import islice

from sudolint.language.search import Effort
from sudolint.policy.model import Kind
from sudolint.policy.situation import Match, Parameters, Request, Situation
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    from sudolint.policy.accounts import Accounts
    from sudolint.policy.model import Grant, Member, Policy

    _Denials: TypeAlias = list[tuple[int, Grant]]

CANDIDATES = 200
"""How many members of a list are looked at."""

EFFORT, EFFORT_EACH = 400_000, 5
"""What questions about a policy may cost together: in any case, and for each character of its grants."""

_ENTRY = 30
"""How many characters an entry has beside its command."""


class Holder(NamedTuple):
    """Someone who can use a grant, with the negated grants after it that bear on her."""

    user: str
    host: str
    runas_user: str
    denials: tuple[Grant, ...]
    doubtful: tuple[Grant, ...]
    """Negated grants of which it isn't known whether they bear on her."""
    fast_glob: bool
    password: bool
    unknown: str
    """Why it isn't known that she holds the grant; empty where it is."""
    knows_target: bool = False
    """Whether the password that she is asked for is that of root, or of whom she becomes."""
    effort: Effort | None = None
    """What may be spent on questions about the policy's grants, by all holders together; None: EFFORT."""

    @property
    def becomes_root(self) -> bool:
        """Whether commands run as root."""
        return self.runas_user in ("root", "#0")


class Holders:
    """Finds the holders of a policy's grants."""

    def __init__(self, policy: Policy, accounts: Accounts) -> None:
        self._policy = policy
        self._accounts = accounts
        self._parameters = Parameters(policy.settings)
        self._effort = effort_for(policy)
        self._situations: dict[Request, Situation] = {}
        self._bear: dict[Request, tuple[_Denials, _Denials]] = {}
        self._denials = [(at, grant) for at, grant in enumerate(policy.grants) if grant.negated]

    def of(self, at: int, *, every_target: bool = False) -> Iterator[Holder]:
        """The holders of the grant at this place in the policy, one of each kind.

        Each becomes root where the grant lets her; with `every_target` there is one for each target.
        """
        grant = self._policy.grants[at]
        seen: set[tuple[object, ...]] = set()
        for user in _candidates(grant.users, "ALL"):
            if user in ("root", "#0"):
                continue
            for host in _candidates(grant.hosts, "localhost"):
                holders = (
                    holder
                    for target in dict.fromkeys(self._targets(grant, user))
                    if (holder := self._holder(at, grant, Request(user, (), host, target)))
                )
                held = False
                for holder in holders if every_target else islice(holders, 1):
                    held = True
                    kind = (holder.runas_user, *map(id, holder.denials), *map(id, holder.doubtful))
                    if every_target or kind not in seen:
                        seen.add(kind)
                        yield holder
                if held:
                    break

    def _holder(self, at: int, grant: Grant, request: Request) -> Holder | None:
        situation = self._situation(request)
        applies = situation.applies(grant)
        if not applies & Match.ALLOW:
            return None
        certain, doubtful = self._bearing(request, situation)
        return Holder(
            request.user,
            request.host,
            request.runas_user or "",
            tuple([denial for place, denial in certain if place > at]),
            tuple([denial for place, denial in doubtful if place > at]),
            situation.flags.fast_glob,
            situation.asks(grant),
            "" if applies == Match.ALLOW else "; ".join(situation.reasons),
            situation.asks(grant) and situation.flags.asks_for_another,
            self._effort,
        )

    def _bearing(self, request: Request, situation: Situation) -> tuple[_Denials, _Denials]:
        """The negated grants that bear on who asks, and those of which that isn't known."""
        if request not in self._bear:
            judged = [(one, situation.applies(one[1])) for one in self._denials]
            self._bear[request] = (
                [one for one, bears in judged if bears == Match.ALLOW],
                [one for one, bears in judged if bears == Match.ALLOW | Match.UNSPEC],
            )
        return self._bear[request]

    def _targets(self, grant: Grant, user: str) -> Iterator[str]:
        """Whom the grant lets one become, root first."""
        yield "root"
        if grant.runas.users is None:
            yield self._situation(Request(user, runas_user="root")).flags.runas_default
        for member in (grant.runas.users or ())[:CANDIDATES]:
            if member.kind is Kind.MYSELF:
                yield user
            elif not member.negated:
                yield member.text

    def _situation(self, request: Request) -> Situation:
        if request not in self._situations:
            self._situations[request] = Situation(self._policy, request, self._accounts, self._parameters)
        return self._situations[request]


def effort_for(policy: Policy) -> Effort:
    """What may be spent on questions about a policy: more for a longer one."""
    cmnds = {grant.cmnd for grant in policy.grants}
    size = sum([_ENTRY + len(cmnd.path) + len(cmnd.arguments or "") for cmnd in cmnds])
    return Effort(EFFORT + EFFORT_EACH * size)


def _candidates(members: Sequence[Member], anyone: str) -> Iterator[str]:
    for member in members[:CANDIDATES]:
        if not member.negated:
            yield anyone if member.kind is Kind.ALL else member.text
