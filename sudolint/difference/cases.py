"""Who asks where, as whom and when: the cases that two policies can tell from each other.

A list tells apart only whom it names. So of those whom a grant is for, one of each class is looked at:
someone whom no list names, and besides whoever is named by an exception: a negated member or grant.
"""

from __future__ import annotations

from itertools import islice, product

from sudolint.difference.conditions import worlds
from sudolint.difference.hosts import is_wild, unnamed_host
from sudolint.difference.hosts import within as hosts_within
from sudolint.difference.parties import (
    DEFAULT,
    HERSELF,
    NAMES,
    ROOT,
    SOME_GROUP,
    SOMEBODY,
    SOMEBODY_ELSE,
    Named,
    Party,
    forms,
    is_root,
    party,
    text_of,
    within,
)
from sudolint.policy.holders import CANDIDATES
from sudolint.policy.matching import may_cover_path, only_path
from sudolint.policy.model import Kind, Member, Scope
from sudolint.policy.situation import DECIDING
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeAlias

    from sudolint.difference.conditions import Facts
    from sudolint.difference.parties import Class
    from sudolint.policy.model import Cmnd, Grant, Policy

    Digest: TypeAlias = tuple[str, str] | None
    _Way: TypeAlias = tuple[Party, str, tuple[Party, str | None], int | None, Digest, Facts]

MOST = 2000
"""How many cases of a family are gone through."""

ANYONE = "ALL"
"""How all users, or all hosts, are called."""


class Case(NamedTuple):
    """One user on one host who asks to become someone."""

    user: Party
    host: str
    target: Party
    group: str | None
    """The group that is asked for."""
    time: int | None
    """Seconds since the epoch; None: dates don't matter."""
    digest: Digest
    """The digest of the command; None: none of those that are named."""
    facts: Facts
    """What is so of what the files leave open."""


class Family(NamedTuple):
    """Cases of one class: the others of it differ in nothing that matters."""

    users: tuple[str, ...]
    """All users of this class, as people call them."""
    hosts: tuple[str, ...]
    targets: tuple[str, ...]
    cases: tuple[Case, ...]
    """The most general one first; no more than MOST."""


class _Odd(NamedTuple):
    """Whom and what exceptions name."""

    users: tuple[Member, ...]
    hosts: tuple[Member, ...]
    targets: tuple[Member, ...]
    groups: tuple[Member, ...]
    times: tuple[int, ...]
    digests: tuple[tuple[str, str], ...]
    conditions: tuple[str, ...]


class Cases:
    """Finds the cases of grants of two policies, which have to be plain."""

    def __init__(self, policies: Sequence[Policy], now: int) -> None:
        self._now = now
        self._special: dict[str | None, list[Grant]] = {}
        """Grants with an exception in them, by the path of each."""
        self._near: dict[str | None, list[Grant]] = {}
        self._odd: dict[str | None, _Odd] = {}
        settings = [one for policy in policies for one in policy.settings if one.name in DECIDING]
        self._bound = {
            scope: [member for one in settings if one.scope is scope for member in one.members]
            for scope in Scope
        }
        for one in settings:
            if one.name == "exempt_group" and one.value:
                self._bound[Scope.USER].append(Member(Kind.GROUP, one.value))
            elif one.name == "runas_default":
                self._bound[Scope.RUNAS].append(Member(Kind.NAME, one.value))
        members = [frozenset(policy.members) for policy in policies]
        moved = sorted(frozenset().union(*members) - members[0].intersection(*members))
        self._moved = list(dict.fromkeys([Member(Kind.NAME, user) for user, _ in moved if user != "root"]))
        """Users who are in a group by one policy only."""
        self._named = {scope: Named() for scope in Scope}
        for policy in policies:
            for grant in policy.grants:
                self._named[Scope.USER].add(grant.users)
                self._named[Scope.HOST].add(grant.hosts)
                self._named[Scope.RUNAS].add(grant.runas.users or ())
                if _is_special(grant):
                    self._special.setdefault(only_path(grant.cmnd), []).append(grant)
        for one in settings:
            self._named[one.scope].add(one.members)
        for pair in moved:
            self._named[Scope.USER].add((Member(Kind.NAME, pair[0]),), pair)
        for name in ("root", *[one.value for one in settings if one.name == "runas_default"]):
            self._named[Scope.RUNAS].add((Member(Kind.NAME, name),), name)
        self._hosts = list(dict.fromkeys(self._named[Scope.HOST].members))
        self._plain_hosts = not any(is_wild(one) or "." in one.name for one in self._hosts)
        self._unnamed_host = unnamed_host(self._hosts)

    def of(
        self, grant: Grant, default: Callable[[Party, str], str], rivals: Sequence[Grant] = ()
    ) -> Iterator[Family]:
        """The cases of a grant, those of which are told apart that rivals are for, too.

        `default` tells whom a user on a host becomes where the grant doesn't say.
        """
        odd = self._exceptions(grant.cmnd, rivals)
        times: list[int | None] = [None]
        if odd.times:
            times = [self._now, *[time for time in odd.times if time > self._now]]
        digests: Sequence[Digest] = grant.cmnd.digests or (None, *odd.digests)
        facts = worlds(grant.condition, odd.conditions)
        for users, user_forms in self._users(grant, odd):
            for hosts, host_forms in self._places(grant, odd):
                for targets, target_forms in self._targets(grant, odd):
                    ways = product(user_forms, host_forms, target_forms, times, digests, facts)
                    cases = tuple([_case(way, default) for way in islice(ways, MOST)])
                    named = tuple([name or cases[0].target.shown for name in targets])
                    yield Family(users, hosts, named, cases)

    def _exceptions(self, cmnd: Cmnd, rivals: Sequence[Grant]) -> _Odd:
        """What is named by exceptions that may bear on a command, and by rivals."""
        path = only_path(cmnd)
        if path not in self._near:
            self._near[path] = [
                grant
                for at, grants in self._special.items()
                for grant in grants
                if path is None
                or at == path
                or (at is None and may_cover_path(grant.cmnd, path, fast_glob=True))
            ]
        if rivals:
            return self._odd_in([*self._near[path], *[one._replace(negated=True) for one in rivals]])
        if path not in self._odd:
            self._odd[path] = self._odd_in(self._near[path])
        return self._odd[path]

    def _odd_in(self, grants: Sequence[Grant]) -> _Odd:
        return _Odd(
            _odd([(one.users, one.negated) for one in grants], self._bound[Scope.USER]),
            _odd([(one.hosts, one.negated) for one in grants], self._bound[Scope.HOST]),
            _odd([(one.runas.users or (), one.negated) for one in grants], self._bound[Scope.RUNAS]),
            _odd([(one.runas.groups or (), one.negated) for one in grants]),
            tuple(sorted({time for one in grants for time in _edges(one)})),
            tuple(dict.fromkeys([digest for one in grants for digest in one.cmnd.digests])),
            tuple(dict.fromkeys([one.condition for one in grants if one.condition])),
        )

    def _users(self, grant: Grant, odd: _Odd) -> Iterator[Class[Party]]:
        for alike in self._named[Scope.USER].alike(grant.users, self._named[Scope.RUNAS]):
            if not is_root(alike[0]):
                yield _class(alike, [party(alike[0])], odd.users)
        others = [one for one in grant.users[:CANDIDATES] if not one.negated and one.kind not in NAMES]
        if others:
            names = [one for one in dict.fromkeys([*odd.users, *odd.targets]) if one.kind in NAMES]
            names = [one for one in names if not is_root(one)]
            for member in others:
                groups = frozenset() if member.kind is Kind.ALL else frozenset([member])
                anyone = Party(SOMEBODY, text_of(member), -1, groups)
                yield _class([member], [anyone, *[party(one, groups) for one in names]], odd.users)
                for one in self._moved:
                    yield _class([one], [party(one)], odd.users)

    def _places(self, grant: Grant, odd: _Odd) -> Iterator[Class[str]]:
        for alike in self._named[Scope.HOST].alike(grant.hosts):
            for some in [alike] if self._plain_hosts else [[one] for one in alike]:
                names = tuple([one.name for one in some])
                yield names, hosts_within(some[0], self._hosts, odd.hosts)
        if any(one.kind is Kind.ALL and not one.negated for one in grant.hosts):
            others = [host for one in odd.hosts for host in hosts_within(one, self._hosts, ())]
            yield (ANYONE,), tuple(dict.fromkeys([self._unnamed_host, *others]))

    def _targets(self, grant: Grant, odd: _Odd) -> Iterator[Class[tuple[Party, str | None]]]:
        """Whom one becomes, and with which group."""
        members = grant.runas.users
        classes = [
            _class(alike, [party(alike[0])], odd.targets)
            for alike in self._named[Scope.RUNAS].alike(members or ())
        ]
        if members is None:
            classes.append((("",), forms([DEFAULT], odd.targets)))
        names = [party(one) for one in odd.targets if one.kind in NAMES and not is_root(one)]
        if odd.groups or any(one.kind is Kind.MYSELF for one in odd.targets):
            names.append(HERSELF)
        for member in (members or ())[:CANDIDATES]:
            if member.negated or member.kind in NAMES:
                continue
            if member.kind is Kind.MYSELF:
                classes.append((("",), forms([HERSELF], odd.targets)))
                continue
            if member.kind is Kind.ALL:
                classes.append((("root",), (ROOT,)))
            groups = frozenset() if member.kind is Kind.ALL else frozenset([member])
            anyone = Party(SOMEBODY_ELSE, text_of(member), -1, groups)
            others = [one._replace(groups=groups) for one in names]
            classes.append(_class([member], [anyone, *others], odd.targets))
        granted = [_some(one) for one in grant.runas.groups or () if not one.negated]
        for number, (alike, parties) in enumerate(classes):
            others = [HERSELF] if granted and number == 0 else []
            with_groups = [(target, one) for target in (*parties, *others) for one in granted]
            if granted:
                with_groups += [(target, one) for target in parties for one in odd.groups]
            inside = dict.fromkeys([*odd.groups, *(granted if any(odd) else ())])
            with_groups += [(within(target, one), one) for target in (*parties, *others) for one in inside]
            named = [(target, one.text) for target, one in with_groups]
            alone: list[tuple[Party, str | None]] = [(target, None) for target in parties]
            group_first = granted and parties[0] == HERSELF
            yield alike, tuple([*named, *alone] if group_first else [*alone, *named])


def _some(group: Member) -> Member:
    """A group, or one that is nowhere named."""
    return Member(Kind.NAME, SOME_GROUP) if group.kind is Kind.ALL else group


def _case(way: _Way, default: Callable[[Party, str], str]) -> Case:
    """A case, with whom the user becomes worked out."""
    user, host, (target, group), time, digest, facts = way
    if target.name == HERSELF.name:
        user = target = user._replace(groups=user.groups | target.groups)
    elif target.name == DEFAULT.name:
        usual = party(Member(Kind.NAME, default(user, host)))
        target = usual if usual == ROOT else usual._replace(groups=target.groups)
    return Case(user, host, target, group, time, digest, facts)


def _class(alike: Sequence[Member], parties: Iterable[Party], exceptions: Sequence[Member]) -> Class[Party]:
    names = [party(one).shown if one.kind in NAMES else text_of(one) for one in alike]
    return tuple(names), forms(parties, exceptions)


def may_meet(one: Grant, other: Grant) -> bool:
    """Whether two grants may be for the same user on the same host."""
    return _overlap(one.users, other.users) and _overlap(one.hosts, other.hosts)


def _overlap(some: Sequence[Member], others: Sequence[Member]) -> bool:
    known = {member.name for member in some if not member.negated}
    return any(member.name in known for member in others) or not all(
        member.negated or (member.kind is Kind.NAME and "." not in member.name and not is_wild(member))
        for member in (*some, *others)
    )


def _is_special(grant: Grant) -> bool:
    users, groups = grant.runas
    lists = (grant.users, grant.hosts, users or (), groups or ())
    return (
        grant.negated
        or bool(grant.condition)
        or any(True for _ in _edges(grant))
        or any(member.negated for members in lists for member in members)
    )


def _edges(grant: Grant) -> Iterator[int]:
    """The times at which a grant begins or ceases to hold."""
    if grant.options.notbefore is not None:
        yield grant.options.notbefore
    if grant.options.notafter is not None:
        yield grant.options.notafter + 1


def _odd(lists: Iterable[tuple[Sequence[Member], bool]], bound: Iterable[Member] = ()) -> tuple[Member, ...]:
    """The members that exceptions name."""
    found = [one for members, negated in lists for one in members if negated or one.negated]
    return tuple(
        dict.fromkeys([one._replace(negated=False) for one in (*found, *bound) if one.kind is not Kind.ALL])
    )
