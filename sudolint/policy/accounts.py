"""User and group databases, as far as they are known."""

from __future__ import annotations

from copy import copy

from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeVar

    T = TypeVar("T")
    E = TypeVar("E")


class User(NamedTuple):
    """A line of passwd(5)."""

    name: str
    uid: int
    gid: int


class Group(NamedTuple):
    """A line of group(5)."""

    name: str
    gid: int
    members: frozenset[str]


ROOT = User("root", 0, 0)


class Accounts:
    """Who exists and who is in which group; None for a database that is not known."""

    def __init__(
        self,
        passwd: str | None = None,
        group: str | None = None,
        memberships: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Reads the texts of passwd(5) and group(5); lines that make no sense are skipped."""
        self.users = None if passwd is None else _users(passwd)
        self.groups = None if group is None else _groups(group)
        self.memberships = frozenset(memberships)
        """Users and groups that they are known to be in, whatever else is known."""
        self._users = _numbered([one.name for one in self.users or ()])
        self._uids = _numbered([one.uid for one in self.users or ()])
        self._groups = _numbered([one.name for one in self.groups or ()])
        self._gids = _numbered([one.gid for one in self.groups or ()])
        self._of_gid: dict[int, list[Group]] = {}
        self._of_member: dict[str, list[Group]] = {}
        for one in self.groups or ():
            self._of_gid.setdefault(one.gid, []).append(one)
            for member in one.members:
                self._of_member.setdefault(member, []).append(one)

    def having(self, memberships: Iterable[tuple[str, str]]) -> Accounts:
        """The same with further memberships."""
        accounts = copy(self)
        accounts.memberships = self.memberships.union(memberships)
        return accounts

    def user(self, name: str) -> User | None:
        """The account of that name, or of the id in `#1000`; root is always known."""
        uid = id_of(name[1:]) if name.startswith("#") else None
        if self.users is None and (name == ROOT.name or uid == ROOT.uid):
            return ROOT
        found = _first(self.users or (), self._users.get(name), None if uid is None else self._uids.get(uid))
        return found or (None if uid is None else User(name, uid, -1))

    def group(self, name: str) -> Group | None:
        """The group of that name, or of the id in `#1000`."""
        gid = id_of(name[1:]) if name.startswith("#") else None
        found = _first(
            self.groups or (), self._groups.get(name), None if gid is None else self._gids.get(gid)
        )
        return found or (None if gid is None else Group(name, gid, frozenset()))

    def groups_of(self, user: User) -> list[Group]:
        """The groups that a user is in, the primary one first."""
        further = [group for group in self._of_member.get(user.name, ()) if group.gid != user.gid]
        return [*self._of_gid.get(user.gid, ()), *further]


def _numbered(keys: Iterable[T]) -> dict[T, int]:
    """The number of the first entry with each key."""
    numbers: dict[T, int] = {}
    for number, key in enumerate(keys):
        numbers.setdefault(key, number)
    return numbers


def _first(entries: Sequence[E], *numbers: int | None) -> E | None:
    """The first of the entries with these numbers."""
    found = [number for number in numbers if number is not None]
    return entries[min(found)] if found else None


_DIGITS = 20
"""So many digits are too many for an id."""


def id_of(digits: str) -> int | None:
    """A user or group id as sudo reads one (sudo_strtoid): decimal, 32 bits, never -1."""
    text = digits.strip(" \t")
    negative = text.startswith("-")
    if not text[negative:].isascii() or not text[negative:].isdigit():
        return None
    number = int(text[negative:].lstrip("0")[:_DIGITS] or "0")
    if negative:
        number = (1 << 32) - number
    return number if 0 <= number < (1 << 32) - 1 else None


def _users(text: str) -> list[User]:
    users = []
    for line in text.splitlines():
        fields = line.split(":")
        if (
            len(fields) >= 4
            and (uid := id_of(fields[2])) is not None
            and (gid := id_of(fields[3])) is not None
        ):
            users.append(User(fields[0], uid, gid))
    return users


def _groups(text: str) -> list[Group]:
    groups = []
    for line in text.splitlines():
        fields = line.split(":")
        if len(fields) >= 4 and (gid := id_of(fields[2])) is not None:
            groups.append(Group(fields[0], gid, frozenset(filter(None, fields[3].split(",")))))
    return groups
