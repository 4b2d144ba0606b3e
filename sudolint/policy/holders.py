"""Who holds a grant: one user, host and target for each way in which the rest of the policy differs."""

from __future__ import annotations

from bisect import bisect_right
from itertools import chain

from sudolint.language.search import Effort
from sudolint.policy.matching import lower
from sudolint.policy.model import Kind, Scope, plain_names
from sudolint.policy.situation import BEARING, Match, Parameters, Request, Situation
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sudolint.policy.accounts import Accounts
    from sudolint.policy.model import Grant, Member, Policy

CANDIDATES, FEW = 200, 3
"""How many members of a list are looked at, and how many once too many were."""

MEMBERS = 3_000_000
"""How many members all lists may have together, each as often as it is looked through."""

_SITUATION = 30
"""What it costs besides, in members, to work out what is so of someone."""

EFFORT, EFFORT_EACH = 400_000, 2
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
    confined: bool = False
    """Whether commands are kept from running others: by NOEXEC or INTERCEPT."""
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
        self._denials = _Denials(policy.grants)
        self._situations: dict[Request, Situation] = {}
        self._bear: dict[Request, tuple[Later, Later]] = {}
        self._requests: dict[tuple[object, ...], tuple[list[Request], Request | None]] = {}
        self._left = MEMBERS
        bound = [one for one in policy.settings if one.scope is not Scope.GENERIC and one.name in BEARING]
        self._differ = bool(self._denials.grants or bound)
        """Whether people may differ in what a grant is for them."""

    def of(self, at: int, *, every_target: bool = False) -> Iterator[Holder]:
        """The holders of the grant at this place in the policy, one of each kind.

        Each becomes root where the grant lets her; with `every_target` there is one for each target.
        """
        grant = self._policy.grants[at]
        key = (*_lists(grant), every_target)
        if key not in self._requests:
            self._requests[key] = self._of_lists(grant, every_target=every_target)
        requests, another = self._requests[key]
        seen: set[tuple[object, ...]] = set()
        for request in requests:
            holder = self._holder(at, grant, request)
            kind = (id(holder.denials), id(holder.doubtful), holder.confined, holder.fast_glob)
            if every_target or not seen.intersection([(True, *kind), (holder.becomes_root, *kind)]):
                seen.add((holder.becomes_root, *kind))
                yield holder
        if another is not None and self._denials.grants.after(at):
            doubtful = self._denials.grants.after(at)
            yield self._holder(at, grant, another)._replace(denials=(), doubtful=doubtful)

    def _of_lists(self, grant: Grant, *, every_target: bool) -> tuple[list[Request], Request | None]:
        """Who holds grants with the lists of this one: of those for whom all is the same, the first.

        Beside these someone who wasn't looked at, where lists are too long.
        """
        found: list[Request] = []
        seen: set[tuple[object, ...]] = set()
        most = CANDIDATES if self._left > 0 else FEW
        members = len(grant.users) + len(grant.hosts) + len(grant.runas.users or ())
        for user in self._candidates(grant.users, "ALL", Scope.USER):
            if user in ("root", "#0"):
                continue
            for host in self._candidates(grant.hosts, "localhost", Scope.HOST):
                held = False
                for target in dict.fromkeys(self._targets(grant, user)):
                    request = Request(user, (), host, target)
                    situation = self._situation(request)
                    self._left -= _SITUATION + members
                    if situation.applies(grant) & Match.ALLOW:
                        held = True
                        flags = situation.flags
                        bearing = map(id, self._bearing(request))
                        kind = (target, flags.noexec, flags.intercept, flags.fast_glob, *bearing)
                        if every_target or kind not in seen:
                            seen.add(kind)
                            found.append(request)
                        if not every_target and self._all_alike:
                            break
                if held and self._all_alike:
                    break
        others = [one.text for one in grant.users[most:] if not one.negated]
        if self._left <= 0 or len(grant.hosts) > most or len(grant.runas.users or ()) > most:
            others += [request.user for request in found[:1]]
        return found, Request(others[0], (), "localhost", "root") if others else None

    @property
    def _all_alike(self) -> bool:
        """Whether what a grant is for one is looked at only: it is the same for all, or enough was done."""
        return not self._differ or self._left <= 0

    def _candidates(self, members: Sequence[Member], anyone: str, scope: Scope) -> Iterator[str]:
        """Those of a list, and those whom denials leave out."""
        most = CANDIDATES if self._left > 0 else FEW
        for member in members[:most]:
            if not member.negated:
                yield anyone if member.kind is Kind.ALL else member.text
        if any(member.kind is not Kind.NAME for member in members[:most]):
            yield from self._denials.left_out[scope][:most]

    def _holder(self, at: int, grant: Grant, request: Request) -> Holder:
        situation = self._situation(request)
        applies = situation.applies(grant)
        certain, doubtful = self._bearing(request)
        return Holder(
            request.user,
            request.host,
            request.runas_user or "",
            certain.after(at),
            doubtful.after(at),
            situation.flags.fast_glob,
            situation.asks(grant),
            "" if applies == Match.ALLOW else "; ".join(situation.reasons),
            situation.asks(grant) and situation.flags.asks_for_another,
            situation.confines(grant),
            self._effort,
        )

    def _bearing(self, request: Request) -> tuple[Later, Later]:
        """The negated grants that bear on who asks, and those of which that isn't known: all, in the end."""
        if request not in self._bear:
            if self._left <= 0:
                return _NONE, self._denials.grants
            situation = self._situation(request)
            near = self._denials.near(situation, request)
            self._left -= _SITUATION * len(near)
            self._bear[request] = self._denials.bearing(situation, near)
        return self._bear[request]

    def _targets(self, grant: Grant, user: str) -> Iterator[str]:
        """Whom the grant lets one become, root first."""
        yield "root"
        if grant.runas.users is None:
            yield self._situation(Request(user, runas_user="root")).flags.runas_default
        members = (grant.runas.users or ())[: CANDIDATES if self._left > 0 else FEW]
        for member in members:
            if member.kind is Kind.MYSELF:
                yield user
            elif not member.negated:
                yield member.text
        if any(member.kind is not Kind.NAME for member in members):
            yield from self._denials.left_out[Scope.RUNAS][:CANDIDATES]

    def _situation(self, request: Request) -> Situation:
        if request not in self._situations:
            self._situations[request] = Situation(self._policy, request, self._accounts, self._parameters)
        return self._situations[request]


class Later:
    """Grants with their places, of which those after a place are wanted."""

    def __init__(self, grants: Sequence[tuple[int, Grant]]) -> None:
        self._places = [place for place, _ in grants]
        self._grants = tuple([grant for _, grant in grants])
        self._after: dict[int, tuple[Grant, ...]] = {}

    def after(self, place: int) -> tuple[Grant, ...]:
        """Those after a place; the same object for the same ones."""
        first = bisect_right(self._places, place)
        if first not in self._after:
            self._after[first] = self._grants[first:]
        return self._after[first]


_NONE = Later([])


class _Denials:
    """The negated grants of a policy: those with the same lists together."""

    def __init__(self, grants: Sequence[Grant]) -> None:
        groups: dict[tuple[object, ...], list[tuple[int, Grant]]] = {}
        for at, grant in enumerate(grants):
            if grant.negated:
                groups.setdefault(_lists(grant), []).append((at, grant))
        self._groups = list(groups.values())
        self.grants = Later([(at, grant) for at, grant in enumerate(grants) if grant.negated])
        """All of them."""
        lists = {scope: _left_out(pick, self._groups) for scope, pick in _PICK.items()}
        self.left_out: dict[Scope, list[str]] = lists
        """The names that exceptions in their lists have."""
        self._by_user: dict[str, list[int]] = {"": []}
        """The numbers of groups, by plain names of users; empty: of those that others may be in."""
        for number, ((_, first), *_) in enumerate(self._groups):
            for name in plain_names(first.users) or ("",):
                self._by_user.setdefault(name, []).append(number)
        self._together: dict[tuple[int, ...], Later] = {}

    def near(self, situation: Situation, request: Request) -> list[int]:
        """The numbers of groups that may be about who asks."""
        names = dict.fromkeys(["", lower(request.user), lower(situation.user)])
        return sorted({number for name in names for number in self._by_user.get(name, ())})

    def bearing(self, situation: Situation, numbers: Sequence[int]) -> tuple[Later, Later]:
        """Those of some groups that bear on who asks, and those of which that isn't known.

        The same ones are the same objects, whoever asks.
        """
        judged = [(number, situation.applies(self._groups[number][0][1])) for number in numbers]
        return (
            self._later(tuple([number for number, bears in judged if bears == Match.ALLOW])),
            self._later(tuple([number for number, bears in judged if bears == Match.ALLOW | Match.UNSPEC])),
        )

    def _later(self, numbers: tuple[int, ...]) -> Later:
        if numbers not in self._together:
            grants = chain(*[self._groups[number] for number in numbers])
            self._together[numbers] = Later(sorted(grants, key=_place))
        return self._together[numbers]


_PICK: dict[Scope, Callable[[Grant], Sequence[Member] | None]] = {
    Scope.USER: lambda grant: grant.users,
    Scope.HOST: lambda grant: grant.hosts,
    Scope.RUNAS: lambda grant: grant.runas.users,
}


def _left_out(
    pick: Callable[[Grant], Sequence[Member] | None], groups: Sequence[Sequence[tuple[int, Grant]]]
) -> list[str]:
    """The names of negated members in lists of grants."""
    lists = [pick(first) or () for (_, first), *_ in groups]
    return list(dict.fromkeys([one.name for members in lists for one in members if one.negated]))


def _place(numbered: tuple[int, Grant]) -> int:
    return numbered[0]


def _lists(grant: Grant) -> tuple[object, ...]:
    """What tells for whom a grant is: of grants that share their lists the same."""
    users, groups = grant.runas
    return id(grant.users), id(grant.hosts), id(users), id(groups), grant.condition


def effort_for(policy: Policy) -> Effort:
    """What may be spent on questions about a policy: more for a longer one."""
    cmnds = {grant.cmnd for grant in policy.grants}
    size = sum([_ENTRY + len(cmnd.path) + len(cmnd.arguments or "") for cmnd in cmnds])
    return Effort(EFFORT + EFFORT_EACH * size)
