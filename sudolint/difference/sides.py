"""One of two policies that are compared: what it says of a case."""

from __future__ import annotations

from bisect import bisect_right

from sudolint.difference.conditions import holds
from sudolint.difference.parties import plain
from sudolint.policy.accounts import ROOT, Accounts, Group, User, id_of
from sudolint.policy.in_force import value_of
from sudolint.policy.matching import covers, lower, may_cover_path, only_path
from sudolint.policy.model import Kind, Member, Scope
from sudolint.policy.permits import layers
from sudolint.policy.situation import DECIDING, Match, Request, Situation
from sudolint.records import NamedTuple
from sudolint.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Sequence

    from sudolint.difference.cases import Case
    from sudolint.difference.parties import Party
    from sudolint.language.layers import Layers
    from sudolint.policy.model import Cmnd, Grant, Policy


_NOWHERE = Span(Source("", ""), 0, 0)


class Said(NamedTuple):
    """What a grant says of the commands that it covers."""

    number: int
    cmnd: Cmnd
    positive: bool


class Side:
    """A policy; grants are known by their numbers in it."""

    def __init__(self, policy: Policy, accounts: Accounts, codes: dict[Hashable, int]) -> None:
        """`codes` are numbers for meanings; both sides have the same."""
        self.policy = policy
        self._codes = codes
        self.plain = plain(policy)
        self.grants = self.plain.grants
        self._accounts = accounts.having(policy.members)
        self._members = self._accounts.memberships
        self._by_user: dict[Hashable, list[list[int]]] = {}
        """By a member of a list, the grants of each list that she stands in."""
        self._users: dict[Party, tuple[dict[str, list[int]], list[int], list[int]]] = {}
        self._at: dict[tuple[Party, str | None], list[int]] = {}
        self._negated: dict[tuple[Party, str | None], list[int]] = {}
        self._last_about: tuple[object, list[int]] = None, []
        self._situations: dict[object, Situation] = {}
        self._layers: dict[object, Layers] = {}
        self._denials: dict[str | None, list[int]] = {}
        self._general: dict[str, str] = {}
        self._permitting: dict[str | None, list[int]] = {}
        self._meanings: dict[Callable[[Grant], Hashable], list[int]] = {}
        self._twins: dict[Callable[[Grant], Hashable], dict[int, int]] = {}
        by_list: dict[int, list[int]] = {}
        for number, grant in enumerate(self.grants):
            if id(grant.users) not in by_list:
                by_list[id(grant.users)] = []
                for atom in {_atom(member) for member in grant.users if not member.negated}:
                    self._by_user.setdefault(atom, []).append(by_list[id(grant.users)])
            by_list[id(grant.users)].append(number)
        known: dict[int, int] = {}
        self._lists = [
            tuple([self._code(members, known) for members in (grant.users, grant.hosts, *grant.runas)])
            for grant in self.grants
        ]
        """Numbers for the lists of each grant."""

    def _code(self, members: tuple[Member, ...] | None, known: dict[int, int]) -> int:
        """A number for a list, the same on both sides; `known` are those of lists by their identity."""
        if id(members) not in known:
            known[id(members)] = self._codes.setdefault(members, len(self._codes))
        return known[id(members)]

    def situation(self, case: Case) -> Situation:
        """How this side sees the user, the host and the target of a case."""
        key = case[:5]
        if key not in self._situations:
            user, host, target, group, time = key
            request = Request(user.name, (), host, target.name, group, time)
            self._situations[key] = Situation(self.plain, request, self._known(user, target, group=group))
        return self._situations[key]

    def default_target(self, user: Party, host: str) -> str:
        """Whom a user on a host becomes who doesn't say whom."""
        return Situation(self.plain, Request(user.name, (), host), self._known(user)).flags.runas_default

    def applies(self, number: int, case: Case) -> bool:
        """Whether a grant is about a case."""
        grant = self.grants[number]
        if grant.condition and not holds(grant.condition, case.facts):
            return False
        if grant.cmnd.digests and case.digest not in grant.cmnd.digests:
            return False
        return bool(self.situation(case).applies(grant) & Match.ALLOW)

    def about(self, case: Case, path: str | None) -> list[int]:
        """The grants that are about a case, and may cover a path; None: any path."""
        key = (case, path)
        if self._last_about[0] != key:
            found = [number for number in self._near(case.user, path) if self.applies(number, case)]
            self._last_about = key, found
        return self._last_about[1]

    def denials(self, number: int, case: Case, path: str | None) -> tuple[Grant, ...]:
        """The negated grants after one that are about a case, and may cover a path."""
        key = (case.user, path)
        if key not in self._negated:
            self._negated[key] = [at for at in self._near(*key) if self.grants[at].negated]
        denials = self._negated[key]
        later = denials[bisect_right(denials, number) :]
        return tuple(
            [
                self.grants[at]._replace(cmnd=bare(self.grants[at].cmnd))
                for at in later
                if self.applies(at, case)
            ]
        )

    def said(
        self, case: Case, path: str | None, positive: Callable[[int], bool] | None = None
    ) -> tuple[Said, ...]:
        """What is said of a case, in order: the last one that covers a command decides.

        `positive` tells of a grant what it says; without it, whether it permits.
        """
        return tuple(
            [
                Said(
                    number,
                    bare(self.grants[number].cmnd),
                    positive(number) if positive else not self.grants[number].negated,
                )
                for number in self.about(case, path)
            ]
        )

    def layers(self, case: Case, path: str | None, said: Iterable[Said]) -> Layers:
        """The commands of which what is said is positive; kept for the next one who asks."""
        fast_glob = self.situation(case).flags.fast_glob
        signed = tuple([(cmnd, sign) for _, cmnd, sign in said])
        key = (path, fast_glob, signed)
        if key not in self._layers:
            self._layers[key] = layers(signed, path, fast_glob=fast_glob)
        return self._layers[key]

    def deciding(self, case: Case, said: Sequence[Said], argv: Sequence[str]) -> Said | None:
        """What decides about one command line, if anything does. Raises UndecidableError."""
        fast_glob = self.situation(case).flags.fast_glob
        return next((one for one in reversed(said) if covers(one.cmnd, argv, fast_glob=fast_glob)), None)

    def meanings(self, meaning: Callable[[Grant], Hashable]) -> list[int]:
        """A number for each grant, the same for those of both sides that mean the same."""
        if meaning not in self._meanings:
            codes = self._codes
            self._meanings[meaning] = [
                codes.setdefault((lists, meaning(one)), len(codes))
                for lists, one in zip(self._lists, self.grants, strict=True)
            ]
        return self._meanings[meaning]

    def twin(self, code: int, meaning: Callable[[Grant], Hashable]) -> int | None:
        """The last grant with a meaning."""
        if meaning not in self._twins:
            self._twins[meaning] = {one: number for number, one in enumerate(self.meanings(meaning))}
        return self._twins[meaning].get(code)

    def later_denials(self, number: int) -> set[int]:
        """What negated grants after one may take from anyone who holds it."""
        path = only_path(self.grants[number].cmnd)
        if path not in self._denials:
            self._denials[path] = [
                at
                for at, grant in enumerate(self.grants)
                if grant.negated and (path is None or may_cover_path(grant.cmnd, path, fast_glob=True))
            ]
        codes = self.meanings(meaning)
        return {codes[at] for at in self._denials[path] if at > number}

    def general(self, name: str) -> str:
        """What Defaults for everyone set a parameter to; empty where they don't."""
        if name not in self._general:
            found = ""
            for one in self.plain.settings:
                if one.scope is Scope.GENERIC and one.name == name:
                    found = value_of(one)
            self._general[name] = found
        return self._general[name]

    def permitting(self, path: str | None) -> list[int]:
        """The grants that may permit a path to someone; None: any path."""
        if path not in self._permitting:
            self._permitting[path] = [
                number
                for number, grant in enumerate(self.grants)
                if not grant.negated and (path is None or only_path(grant.cmnd) in (path, None))
            ]
        return self._permitting[path]

    @property
    def basis(self) -> object:
        """What decisions depend on besides grants."""
        return self.settings_of(DECIDING), self._members

    def settings_of(self, names: Collection[str]) -> list[object]:
        """What Defaults say of some parameters."""
        return [tuple(one._replace(span=_NOWHERE)) for one in self.plain.settings if one.name in names]

    def _near(self, user: Party, path: str | None) -> list[int]:
        """The grants that may be about a user, and a path."""
        key = (user, path)
        if key not in self._at:
            by_path, others, every = self._of_user(user)
            if path is None:
                self._at[key] = every
            else:
                wide = [
                    number
                    for number in others
                    if may_cover_path(self.grants[number].cmnd, path, fast_glob=True)
                ]
                self._at[key] = sorted((*by_path.get(path, ()), *wide))
        return self._at[key]

    def _of_user(self, user: Party) -> tuple[dict[str, list[int]], list[int], list[int]]:
        if user not in self._users:
            names = [Kind.ALL, (Kind.NAME, lower(user.name)), (Kind.ID, user.uid)]
            groups = [
                *map(_atom, user.groups),
                *[(Kind.GROUP, lower(g)) for u, g in self._members if u == user.name],
            ]
            numbers = sorted(
                {
                    number
                    for atom in (*names, *groups)
                    for numbers in self._by_user.get(atom, ())
                    for number in numbers
                }
            )
            by_path: dict[str, list[int]] = {}
            others = []
            for number in numbers:
                path = only_path(self.grants[number].cmnd)
                if path is None:
                    others.append(number)
                else:
                    by_path.setdefault(path, []).append(number)
            self._users[user] = by_path, others, numbers
        return self._users[user]

    def _known(self, *people: Party, group: str | None = None) -> Accounts:
        """The accounts of a case, with a group that is asked for: who is not said to be in one isn't."""
        groups: dict[Member, set[str]] = {}
        if group is not None:
            groups[Member(Kind.GROUP_ID, group[1:]) if group[:1] == "#" else Member(Kind.GROUP, group)] = (
                set()
            )
        for one in people:
            for member in one.groups:
                groups.setdefault(member, set()).add(one.name)
        return _World(
            self._accounts,
            [User(one.name, one.uid, -1) for one in people if one.uid != 0],
            [_group(member, number, names) for number, (member, names) in enumerate(groups.items())],
        )


class _World(Accounts):
    """A few accounts beside those that are known: nobody else is in any group."""

    def __init__(self, known: Accounts, users: Sequence[User], groups: Sequence[Group]) -> None:
        super().__init__(None, None, known.memberships)
        self.users = [*(known.users or [ROOT]), *users]
        self.groups = [*(known.groups or ()), *groups]

    def user(self, name: str) -> User | None:
        uid = id_of(name[1:]) if name.startswith("#") else None
        known = (one for one in self.users or () if one.name == name or one.uid == uid)
        return next(known, None if uid is None else User(name, uid, -1))

    def group(self, name: str) -> Group | None:
        gid = id_of(name[1:]) if name.startswith("#") else None
        known = (one for one in self.groups or () if one.name == name or one.gid == gid)
        return next(known, None if gid is None else Group(name, gid, frozenset()))

    def groups_of(self, user: User) -> list[Group]:
        return [one for one in self.groups or () if user.gid == one.gid or user.name in one.members]


def bare(cmnd: Cmnd) -> Cmnd:
    """A command without the digests that it may have."""
    return cmnd._replace(digests=()) if cmnd.digests else cmnd


def meaning(grant: Grant) -> tuple[object, ...]:
    """What is the same of grants that decide the same, besides their lists."""
    options = grant.options
    return grant.condition, options.notbefore, options.notafter, grant.cmnd, grant.negated


def _atom(member: Member) -> Hashable:
    if member.kind is Kind.ALL:
        return Kind.ALL
    number = id_of(member.name) if member.kind in (Kind.ID, Kind.GROUP_ID) else None
    return member.kind, lower(member.name) if number is None else number


def _group(member: Member, number: int, names: set[str]) -> Group:
    if member.kind is Kind.GROUP_ID and (gid := id_of(member.name)) is not None:
        return Group(f"#{gid}", gid, frozenset(names))
    return Group(member.name, -10 - number, frozenset(names))
