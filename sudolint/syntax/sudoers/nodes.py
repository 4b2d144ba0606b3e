"""The syntax tree of a sudoers policy, in the words of sudoers(5).

Names and values are stored as sudo stores them, without quotes and escapes. `start` and `end` are
offsets into the source of the entry that a node belongs to.
"""

from __future__ import annotations

from enum import Enum

from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from sudolint.source import PolicyError, Source


class Kind(Enum):
    """What sort of thing a member of a list names."""

    ALL = "ALL"
    ALIAS = "alias"
    """A name in capitals; where no such alias is defined sudo takes it for a plain name."""
    WORD = "word"
    """A user, group or host by name, or a user by `#` and number; quoted or not, never ALL or an alias."""
    GROUP = "group"
    """`%group`, `%#gid`, `%:nonunix_group` or `%:#nonunix_gid`, stored with these signs."""
    NETGROUP = "netgroup"
    """`+netgroup`, stored with its sign."""
    NETWORK = "network"
    """An IP address or network."""
    COMMAND = "command"
    """A path, directory, regular expression, `sudoedit` or `list`."""


class Member(NamedTuple):
    """A User, Runas_Member or Host."""

    kind: Kind
    name: str
    negated: bool
    start: int
    end: int


class Digest(NamedTuple):
    """A Digest_Spec: the checksum that a command's file must have."""

    algorithm: str
    """`sha224`, `sha256`, `sha384` or `sha512`."""
    value: str
    start: int
    end: int


class Cmnd(NamedTuple):
    """A Cmnd: a command, ALL or an alias, with the digests before it."""

    kind: Kind
    name: str
    """The command without its arguments."""
    arguments: str | None
    """Joined by single blanks; None where any are permitted, `""` where none are."""
    digests: list[Digest]
    negated: bool
    start: int
    end: int


class RunasSpec(NamedTuple):
    """A Runas_Spec: whom a command may be run as."""

    users: list[Member]
    """Empty: the invoking user."""
    groups: list[Member]
    start: int
    end: int


class OptionSpec(NamedTuple):
    """An Option_Spec such as `CWD=/srv`."""

    name: str
    value: str
    start: int
    end: int


class TagSpec(NamedTuple):
    """A Tag_Spec such as `NOPASSWD:`."""

    name: str
    start: int
    end: int


class CmndSpec(NamedTuple):
    """A Cmnd_Spec, as it is written: what it inherits from those before it isn't in it."""

    runas: RunasSpec | None
    options: list[OptionSpec]
    tags: list[TagSpec]
    cmnd: Cmnd
    start: int
    end: int


class Privilege(NamedTuple):
    """Hosts and what may be run there: what a User_Spec has, or several divided by colons."""

    hosts: list[Member]
    cmnd_specs: list[CmndSpec]
    start: int
    end: int


class UserSpec(NamedTuple):
    """A User_Spec: who may run what, where, and as whom."""

    source: Source
    users: list[Member]
    privileges: list[Privilege]
    start: int
    end: int


class UserAlias(NamedTuple):
    """A User_Alias."""

    source: Source
    name: str
    members: list[Member]
    start: int
    end: int


class RunasAlias(NamedTuple):
    """A Runas_Alias."""

    source: Source
    name: str
    members: list[Member]
    start: int
    end: int


class HostAlias(NamedTuple):
    """A Host_Alias."""

    source: Source
    name: str
    members: list[Member]
    start: int
    end: int


class CmndAlias(NamedTuple):
    """A Cmnd_Alias."""

    source: Source
    name: str
    members: list[Cmnd]
    start: int
    end: int


class Parameter(NamedTuple):
    """A Parameter of a Defaults line."""

    name: str
    operator: str
    """`=`, `+=` or `-=`; `!` for a negated name and nothing for a name alone."""
    value: str | None
    start: int
    end: int


class Defaults(NamedTuple):
    """A Default_Entry: parameters, and what they are bound to."""

    source: Source
    scope: str
    """`@` hosts, `:` users, `>` runas users, `!` commands, or nothing."""
    binding: list[Member] | list[Cmnd]
    parameters: list[Parameter]
    start: int
    end: int


class Include(NamedTuple):
    """An `@include`, or an `@includedir` where `directory` is true."""

    source: Source
    path: str
    directory: bool
    followed: bool
    """Whether what it includes was read: the entries after it are from there first."""
    start: int
    end: int


Alias: TypeAlias = UserAlias | RunasAlias | HostAlias | CmndAlias
Entry: TypeAlias = UserSpec | Alias | Defaults | Include


ALIAS_KEYWORDS: dict[type[Alias], str] = {
    UserAlias: "User_Alias",
    RunasAlias: "Runas_Alias",
    HostAlias: "Host_Alias",
    CmndAlias: "Cmnd_Alias",
}


class Sudoers(NamedTuple):
    """A policy: what sudo would make of one file, or of a file and those that it includes.

    Entries stand in the order in which sudo reads them. Where there are errors sudo applies the rest.
    """

    sources: list[Source]
    entries: list[Entry]
    errors: list[PolicyError]
    passed_over: tuple[tuple[Source, int, str], ...] = ()
    """Files that an `@includedir` leaves out for their names: where that directive stands, and the name."""
