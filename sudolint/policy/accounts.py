"""User and group databases, as far as they are known."""

from __future__ import annotations

from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


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

    def having(self, memberships: Iterable[tuple[str, str]]) -> Accounts:
        """The same with further memberships."""
        accounts = Accounts(None, None, self.memberships.union(memberships))
        accounts.users, accounts.groups = self.users, self.groups
        return accounts

    def user(self, name: str) -> User | None:
        """The account of that name, or of the id in `#1000`; root is always known."""
        users = [ROOT] if self.users is None else self.users
        uid = id_of(name[1:]) if name.startswith("#") else None
        for user in users:
            if user.name == name or user.uid == uid:
                return user
        return None if uid is None else User(name, uid, -1)

    def group(self, name: str) -> Group | None:
        """The group of that name, or of the id in `#1000`."""
        gid = id_of(name[1:]) if name.startswith("#") else None
        for group in self.groups or ():
            if group.name == name or group.gid == gid:
                return group
        return None if gid is None else Group(name, gid, frozenset())

    def groups_of(self, user: User) -> list[Group]:
        """The groups that a user is in, the primary one first."""
        groups = self.groups or []
        primary = [group for group in groups if group.gid == user.gid]
        return primary + [group for group in groups if user.name in group.members and group.gid != user.gid]


def id_of(digits: str) -> int | None:
    """A user or group id as sudo reads one (sudo_strtoid): decimal, 32 bits, never -1."""
    text = digits.strip(" \t")
    negative = text.startswith("-")
    if not text[negative:].isascii() or not text[negative:].isdigit():
        return None
    number = -int(text[1:]) if negative else int(text)
    if negative:
        number += 1 << 32
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
