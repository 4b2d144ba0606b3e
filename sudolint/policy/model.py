"""A policy in the terms of sudoers(5), whatever language it was written in."""

from __future__ import annotations

from enum import Enum

from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.source import PolicyError, Source, Span


class Kind(Enum):
    """What a member of a User_List, Runas_List or Host_List stands for."""

    ALL = "ALL"
    NAME = "name"
    """A user or host name, or for hosts a pattern."""
    ID = "#"
    """A user id, or in a list of Runas groups a group id."""
    GROUP = "%"
    GROUP_ID = "%#"
    PLUGIN_GROUP = "%:"
    """A group that only a plug-in knows."""
    NETGROUP = "+"
    NETWORK = "network"
    MYSELF = "myself"
    """The invoking user: `()` as Runas_Spec."""
    UNKNOWN = "unknown"
    """A value that is not known from the files: `<config.my.user>`."""


class Member(NamedTuple):
    """A member of a User_List, Runas_List or Host_List; aliases are expanded."""

    kind: Kind
    name: str
    negated: bool = False

    @property
    def text(self) -> str:
        """As one would write it in sudoers."""
        sign = "!" if self.negated else ""
        prefix = self.kind.value if self.kind.value in ("#", "%", "%#", "%:", "+") else ""
        return f"{sign}{prefix}{self.name}"


_TEXTS: dict[int, tuple[tuple[Member, ...], list[str]]] = {}


def texts(members: tuple[Member, ...]) -> list[str]:
    """Members as one would write them: once for a long list, which many grants may share."""
    known = _TEXTS.get(id(members))
    if known is not None:
        return known[1]
    found = [member.text for member in members]
    if len(members) > _LONG:
        _TEXTS[id(members)] = members, found
    return found


def plain_names(members: Sequence[Member]) -> list[str]:
    """The names of a list in small letters, if it is nothing but names: it says nothing of anyone else."""
    if not all(member.kind is Kind.NAME for member in members):
        return []
    return list({member.name.translate(LOWER): None for member in members})


LOWER = {code: code + 32 for code in range(0x41, 0x5B)}
"""For `translate`: the letters as they are made small in the C locale."""

_LONG = 100
"""How many members a list has whose texts are kept."""


class Runas(NamedTuple):
    """Whom commands may be run as; None where the Runas_Spec leaves a part out."""

    users: tuple[Member, ...] | None
    groups: tuple[Member, ...] | None


class CmndKind(Enum):
    """How the path of a Cmnd is compared with the one that the user gives."""

    ALL = "ALL"
    FILE = "file"
    DIRECTORY = "directory"
    GLOB = "glob"
    REGEX = "regex"
    SUDOEDIT = "sudoedit"
    LIST = "list"
    UNKNOWN = "unknown"
    """The path holds a value that is not known from the files."""


class Cmnd(NamedTuple):
    """A command as policies name it; no alias."""

    kind: CmndKind
    path: str
    arguments: str | None = None
    """None: any; `""`: none; else a pattern or, in `^...$`, a regular expression."""
    digests: tuple[tuple[str, str], ...] = ()
    """Algorithm and value of each."""
    holes: tuple[str, ...] = ()
    """Words such as `<config.my.user>` in path or arguments: values that are not known from the files."""

    @property
    def text(self) -> str:
        """The command with its arguments as they are compared."""
        return self.path if self.arguments is None else f"{self.path} {self.arguments}"


class Tags(NamedTuple):
    """What the Tag_Specs say, inherited ones too; None where they say nothing."""

    nopasswd: bool | None = None
    noexec: bool | None = None
    setenv: bool | None = None
    intercept: bool | None = None
    follow: bool | None = None
    mail: bool | None = None
    log_input: bool | None = None
    log_output: bool | None = None
    setenv_implied: bool = False
    """SETENV holds because the command is ALL."""

    @property
    def names(self) -> list[str]:
        """The tags as one would write them."""
        pairs = (
            (self.nopasswd, "NOPASSWD", "PASSWD"),
            (self.noexec, "NOEXEC", "EXEC"),
            (self.setenv, "SETENV", "NOSETENV"),
            (self.intercept, "INTERCEPT", "NOINTERCEPT"),
            (self.follow, "FOLLOW", "NOFOLLOW"),
            (self.mail, "MAIL", "NOMAIL"),
            (self.log_input, "LOG_INPUT", "NOLOG_INPUT"),
            (self.log_output, "LOG_OUTPUT", "NOLOG_OUTPUT"),
        )
        return [yes if flag else no for flag, yes, no in pairs if flag is not None]


class Options(NamedTuple):
    """What the Option_Specs say, inherited ones too."""

    chdir: str | None = None
    chroot: str | None = None
    timeout: int | None = None
    """Seconds."""
    notbefore: int | None = None
    """Seconds since the epoch, UTC."""
    notafter: int | None = None
    role: str | None = None
    type: str | None = None
    apparmor_profile: str | None = None
    privs: str | None = None
    limitprivs: str | None = None


class Grant(NamedTuple):
    """One Cmnd for a list of users, hosts and runas, with what it inherited.

    A Cmnd_Alias gives as many grants as it has commands. A negated grant denies.
    """

    users: tuple[Member, ...]
    hosts: tuple[Member, ...]
    runas: Runas
    tags: Tags
    options: Options
    cmnd: Cmnd
    negated: bool
    span: Span
    """Where the Cmnd stands, in an alias where that is one."""
    entry: Span
    """The whole entry that it stands in."""
    reference: Span | None = None
    """Where the user specification names the alias that holds the Cmnd."""
    condition: str = ""
    """Under which unknown condition the grant exists at all."""
    builtin: bool = False
    """Whether NixOS makes it by itself: no file says so."""
    written: tuple[str, ...] = ()
    """The tags and options that its own Cmnd_Spec has, `()` for a Runas_Spec; the rest is inherited."""


class Scope(Enum):
    """What a Defaults entry is bound to."""

    GENERIC = ""
    HOST = "@"
    USER = ":"
    RUNAS = ">"
    CMND = "!"


class Setting(NamedTuple):
    """One parameter of a Defaults entry."""

    scope: Scope
    members: tuple[Member, ...]
    """Whom or what it is bound to, for all scopes but GENERIC and CMND."""
    cmnds: tuple[tuple[Cmnd, bool], ...]
    """For scope CMND: commands, and whether each is negated."""
    name: str
    operator: str
    """`=`, `+=`, `-=`; `!` for a negated parameter; empty for a bare one."""
    value: str
    span: Span
    condition: str = ""
    """Under which unknown condition it is there at all."""


class Alias(NamedTuple):
    """The definition of an alias."""

    kind: str
    """Its keyword: `User_Alias`."""
    name: str
    span: Span
    negates: bool
    """Whether some of its members are negated."""


class Reference(NamedTuple):
    """A place that names an alias, or what would be one if it were defined."""

    kind: str
    """The keyword of what is looked for there."""
    name: str
    span: Span
    negated: bool
    within: str = ""
    """The alias in whose definition it stands; empty: none."""


class Inclusion(NamedTuple):
    """An `@include` or `@includedir`."""

    path: str
    directory: bool
    span: Span
    passed_over: tuple[str, ...] = ()
    """Files of the directory that sudo doesn't read, because of their names."""


class Fact(NamedTuple):
    """What a NixOS configuration says outside its sudo policy that bears on who becomes root."""

    option: str
    """The option that says it, `*` standing for names: `users.users.*.extraGroups`."""
    subject: str
    """Whom or what it is about: a user, or the name that stands for the last `*`."""
    value: str
    """One of the option's values: a group, a command, `true`."""
    span: Span
    condition: str = ""
    """Under which unknown condition it is so."""


class Gap(NamedTuple):
    """Something that may add to a policy, while the files don't say what."""

    message: str
    span: Span


class Policy(NamedTuple):
    """All that the files of one policy say."""

    grants: tuple[Grant, ...]
    settings: tuple[Setting, ...]
    errors: tuple[PolicyError, ...]
    sources: tuple[Source, ...] = ()
    """Every file that was read for it, in order."""
    gaps: tuple[Gap, ...] = ()
    doas: tuple[Grant, ...] = ()
    """What doas permits, where NixOS sets it up; sudo has nothing to do with it."""
    facts: tuple[Fact, ...] = ()
    aliases: tuple[Alias, ...] = ()
    references: tuple[Reference, ...] = ()
    inclusions: tuple[Inclusion, ...] = ()

    @property
    def memberships(self) -> Iterator[tuple[str, str, Fact]]:
        """Who is in which group, as far as a NixOS configuration says so."""
        for fact in self.facts:
            option = fact.option.rpartition(".")[2]
            if fact.option.startswith("users."):
                if option == "members":
                    yield fact.value, fact.subject, fact
                elif option in ("extraGroups", "group"):
                    yield fact.subject, fact.value, fact

    @property
    def members(self) -> list[tuple[str, str]]:
        """Users and groups that they are in, whatever else is so."""
        return [(user, group) for user, group, fact in self.memberships if not fact.condition]


class Witness(NamedTuple):
    """A command line that sudo permits, and whom it permits it."""

    user: str
    """A name, `#uid`, `%group`, or `ALL` for anyone."""
    host: str
    runas_user: str
    argv: tuple[str, ...]
    runas_group: str = ""
    """The group that has to be asked for; empty: none."""
