"""Users as lists of a policy tell them apart."""

from __future__ import annotations

from itertools import combinations

from sudolint.policy.accounts import id_of
from sudolint.policy.matching import lower
from sudolint.policy.model import Kind, Member, Scope
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence
    from typing import TypeAlias, TypeVar

    from sudolint.policy.model import Policy

    T = TypeVar("T")

    Class: TypeAlias = tuple[tuple[str, ...], tuple[T, ...]]
    """Some whom lists don't tell apart, as people call them, and the forms in which one of them comes."""

_OPAQUE = (Kind.NETGROUP, Kind.PLUGIN_GROUP, Kind.UNKNOWN)
_GROUPS = (Kind.GROUP, Kind.GROUP_ID)
NAMES = (Kind.NAME, Kind.ID)
"""What members of lists name one user, or one host, by."""

FEW = 3
"""Of so many groups every choice is looked at."""


class Party(NamedTuple):
    """A user, as far as lists tell one from another."""

    name: str
    shown: str
    """As people call her: `ALL` and `%group` stand for anyone of these."""
    uid: int = -1
    groups: frozenset[Member] = frozenset()
    """Those of the groups that matter which she is in."""

    @property
    def named(self) -> bool:
        """Whether it is someone in particular."""
        return "\x7f" not in self.name


ROOT = Party("root", "root", 0)

SOMEBODY, SOMEBODY_ELSE, SOME_GROUP = "\x7fuser", "\x7ftarget", "\x7fgroup"
"""Names that no policy has, for a user, for a target and for a group."""

HERSELF, DEFAULT = Party("\x7fherself", ""), Party("\x7fdefault", "")
"""Stand for the user as the one whom she becomes, and for whom she becomes if nothing is said."""


def plain(policy: Policy) -> Policy:
    """The policy with whatever only the machine knows as a group of that name: netgroups, unknown values."""
    made: dict[int, tuple[Member, ...]] = {}

    def converted(members: tuple[Member, ...], kind: Kind) -> tuple[Member, ...]:
        if id(members) not in made:
            opaque = any(member.kind in _OPAQUE for member in members)
            made[id(members)] = tuple([_plain(one, kind) for one in members]) if opaque else members
        return made[id(members)]

    grants = [
        grant._replace(
            users=converted(grant.users, Kind.GROUP),
            hosts=converted(grant.hosts, Kind.NAME),
            runas=grant.runas._replace(
                users=grant.runas.users and converted(grant.runas.users, Kind.GROUP),
                groups=grant.runas.groups and converted(grant.runas.groups, Kind.NAME),
            ),
        )
        for grant in policy.grants
    ]
    settings = [
        one._replace(members=converted(one.members, Kind.NAME if one.scope is Scope.HOST else Kind.GROUP))
        for one in policy.settings
    ]
    return policy._replace(grants=tuple(grants), settings=tuple(settings))


def _plain(member: Member, kind: Kind) -> Member:
    if member.kind not in _OPAQUE:
        return member
    return Member(kind, member.text.removeprefix("!"), member.negated)


def text_of(member: Member) -> str:
    """A member as one would write it; what only the machine knows has its sign in the name."""
    opaque = member.kind is Kind.GROUP and member.name.startswith(("+", "%", "<"))
    return member.name if opaque else member.text


class Named:
    """Who is named in which lists."""

    def __init__(self) -> None:
        self.members: list[Member] = []
        self.places: dict[Hashable, list[tuple[int, int]]] = {}
        """By the key of a member, each list with the stretch of it that she stands in."""
        self._lists: dict[Hashable, int] = {}
        self._added: dict[tuple[int, Hashable], object] = {}
        """The lists themselves, by their identity: grants share them."""
        self._alike: dict[tuple[int, ...], tuple[object, list[list[Member]]]] = {}

    def add(self, members: tuple[Member, ...], what: Hashable = None) -> None:
        """Note a list; `what` tells it from others that say the same."""
        if (id(members), what) in self._added:
            return
        self._added[id(members), what] = members
        if (members, what) in self._lists:
            return
        number = self._lists[members, what] = len(self._lists)
        stretch = 0
        before: tuple[bool, bool] | None = None
        for member in members:
            kind = (member.kind in NAMES, member.negated)
            stretch += kind != before
            before = kind
            self.members.append(member)
            self.places.setdefault(_key(member), []).append((number, stretch))

    def alike(self, members: Sequence[Member], *others: Named) -> list[list[Member]]:
        """The names of a list, those together that stand in the same lists everywhere, once all are added."""
        key = (id(members), *map(id, others))
        if key not in self._alike:
            self._alike[key] = members, self._grouped(members, others)
        return self._alike[key][1]

    def _grouped(self, members: Sequence[Member], others: Sequence[Named]) -> list[list[Member]]:
        found: dict[str, list[Member]] = {}
        for member in members:
            if not member.negated and member.kind in (*NAMES, Kind.NETWORK):
                places = [named.places.get(_key(member)) for named in (self, *others)]
                found.setdefault(str(places), []).append(member)
        return list(found.values())


def _key(member: Member) -> Hashable:
    number = id_of(member.name) if member.kind is Kind.ID else None
    return member.kind, lower(member.name) if number is None else number


def is_root(member: Member) -> bool:
    """Whether a member of a list is root."""
    return (member.kind is Kind.NAME and member.name == "root") or (
        member.kind is Kind.ID and id_of(member.name) == 0
    )


def party(member: Member, groups: frozenset[Member] = frozenset()) -> Party:
    """The user whom a member of a list names."""
    if is_root(member):
        return ROOT
    uid = id_of(member.name) if member.kind is Kind.ID else None
    if uid is None:
        return Party(member.name, member.name, -1, groups)
    return Party(f"#{uid}", f"#{uid}", uid, groups)


def within(one: Party, group: Member) -> Party:
    """The same one as a member of a group, which is given as in a list of groups."""
    member = Member(Kind.GROUP_ID if group.kind is Kind.ID else Kind.GROUP, group.name)
    return one if one == ROOT else one._replace(groups=one.groups | {member})


def forms(parties: Iterable[Party], exceptions: Sequence[Member]) -> tuple[Party, ...]:
    """Each party, and each in the groups that exceptions name, with their user ids and under their names."""
    groups = [one for one in exceptions if one.kind in _GROUPS]
    found: dict[Party, None] = {}
    for one in parties:
        if one == ROOT:
            found[one] = None
            continue
        for some in _subsets([group for group in groups if group not in one.groups]):
            anyone_of_it = one.shown == "ALL" and len(some) == 1
            shown = text_of(some[0]) if anyone_of_it else one.shown
            member = one._replace(shown=shown, groups=one.groups.union(some))
            found[member] = None
            if one.uid > 0:
                names = [
                    other.name for other in exceptions if other.kind is Kind.NAME and other.name != "root"
                ]
                found |= dict.fromkeys([member._replace(name=name) for name in names])
            elif one.named:
                ids = [other.name for other in exceptions if other.kind is Kind.ID]
                numbers = [number for one_id in ids if (number := id_of(one_id))]
                found |= dict.fromkeys([member._replace(uid=number) for number in numbers])
    return tuple(found)


def _subsets(items: Sequence[T]) -> Iterator[tuple[T, ...]]:
    """Some of the items: every choice of a few, else none, each one, and all of them."""
    sizes = range(len(items) + 1) if len(items) <= FEW else (0, 1, len(items))
    for size in sizes:
        yield from combinations(items, size)
