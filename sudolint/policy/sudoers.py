"""Work out what a sudoers tree means: aliases expanded, what Cmnd_Specs inherit, in sudo's order."""

from __future__ import annotations

from sudolint.errors import LimitError
from sudolint.policy import structure
from sudolint.policy.aliases import Aliases
from sudolint.policy.model import (
    Cmnd,
    CmndKind,
    Grant,
    Kind,
    Member,
    Options,
    Policy,
    Runas,
    Scope,
    Setting,
    Tags,
)
from sudolint.source import ErrorKind, PolicyError, Span
from sudolint.syntax.sudoers import nodes
from sudolint.syntax.sudoers.values import generalized_time, identifier, timeout_seconds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeAlias, TypeVar

    from sudolint.source import Source

    T = TypeVar("T")
    _Commands: TypeAlias = "list[tuple[Cmnd, bool, Span]]"

GRANTS = 100_000
"""How many commands may be granted by way of aliases."""

_META = "\\?*[]"
"""The signs by which sudo knows a pattern (match_command.c, has_meta)."""

TAGS = {
    "NOPASSWD": ("nopasswd", True),
    "PASSWD": ("nopasswd", False),
    "NOEXEC": ("noexec", True),
    "EXEC": ("noexec", False),
    "SETENV": ("setenv", True),
    "NOSETENV": ("setenv", False),
    "INTERCEPT": ("intercept", True),
    "NOINTERCEPT": ("intercept", False),
    "FOLLOW": ("follow", True),
    "NOFOLLOW": ("follow", False),
    "MAIL": ("mail", True),
    "NOMAIL": ("mail", False),
    "LOG_INPUT": ("log_input", True),
    "NOLOG_INPUT": ("log_input", False),
    "LOG_OUTPUT": ("log_output", True),
    "NOLOG_OUTPUT": ("log_output", False),
}

_OPTIONS: dict[str, tuple[str, Callable[[str], int | None] | None]] = {
    "CWD": ("chdir", None),
    "CHROOT": ("chroot", None),
    "TIMEOUT": ("timeout", timeout_seconds),
    "NOTBEFORE": ("notbefore", generalized_time),
    "NOTAFTER": ("notafter", generalized_time),
    "ROLE": ("role", None),
    "TYPE": ("type", None),
    "APPARMOR_PROFILE": ("apparmor_profile", None),
    "PRIVS": ("privs", None),
    "LIMITPRIVS": ("limitprivs", None),
}

_TOGETHER = (("role", "type"), ("privs", "limitprivs"))
"""Options that are inherited only where the entry sets neither."""


def policy_of(tree: nodes.Sudoers) -> Policy:
    """The policy that a tree describes; an entry that stands for too much is an error."""
    reader = _Reader(tree)
    grants: list[Grant] = []
    settings: list[Setting] = []
    errors = list(tree.errors)
    for entry in tree.entries:
        try:
            if isinstance(entry, nodes.UserSpec):
                grants += list(reader.grants(entry))
            elif isinstance(entry, nodes.Defaults):
                settings += list(reader.settings(entry))
        except LimitError as error:
            place = Span(entry.source, entry.start, entry.end)
            errors.append(PolicyError(ErrorKind.LIMIT, place, str(error)))
    return Policy(
        tuple(grants),
        tuple(settings),
        tuple(errors),
        sources=tuple(tree.sources),
        aliases=tuple(structure.aliases(tree)),
        references=tuple(structure.references(tree)),
        inclusions=tuple(structure.inclusions(tree)),
    )


class _Reader:
    """Knows all aliases of a tree; lists that say the same become one object."""

    def __init__(self, tree: nodes.Sudoers) -> None:
        self._users = Aliases(tree, nodes.UserAlias)
        self._runases = Aliases(tree, nodes.RunasAlias)
        self._hosts = Aliases(tree, nodes.HostAlias)
        self._cmnd_aliases = Aliases(tree, nodes.CmndAlias)
        self._lists: dict[object, object] = {}
        self._of_aliases: dict[tuple[object, ...], tuple[Member, ...]] = {}
        self._commands: dict[tuple[str, bool], _Commands] = {}
        self._left = GRANTS

    def grants(self, spec: nodes.UserSpec) -> Iterator[Grant]:
        users = self._members(spec.users, self._users, _user)
        entry = Span(spec.source, spec.start, spec.end)
        for privilege in spec.privileges:
            hosts = self._members(privilege.hosts, self._hosts, _host)
            runas, options, tags = Runas(None, None), Options(), Tags()
            for cmnd_spec in privilege.cmnd_specs:
                if cmnd_spec.runas is not None:
                    runas = self._runas(cmnd_spec.runas)
                options = _with_options(options, cmnd_spec.options)
                for tag in cmnd_spec.tags:
                    name, value = TAGS[tag.name]
                    tags = tags._replace(**{name: value})
                own = [option.name for option in cmnd_spec.options] + [tag.name for tag in cmnd_spec.tags]
                if cmnd_spec.runas is not None:
                    own.append("()")
                here = tags
                if (
                    cmnd_spec.cmnd.kind is nodes.Kind.ALL
                    and not cmnd_spec.cmnd.negated
                    and tags.setenv is None
                ):
                    here = tags._replace(setenv=True, setenv_implied=True)
                written = cmnd_spec.cmnd
                reference = Span(spec.source, written.start, written.end)
                for cmnd, negated, span in self._granted(written, spec.source):
                    yield Grant(
                        users,
                        hosts,
                        runas,
                        here,
                        options,
                        cmnd,
                        negated,
                        span,
                        entry,
                        None if span == reference else reference,
                        written=tuple(own),
                    )

    def settings(self, entry: nodes.Defaults) -> Iterator[Setting]:
        scope = Scope(entry.scope)
        members: tuple[Member, ...] = ()
        cmnds: tuple[tuple[Cmnd, bool], ...] = ()
        if scope is Scope.CMND:
            binding: Sequence[nodes.Cmnd] = entry.binding  # type: ignore[assignment]
            cmnds = tuple((cmnd, negated) for cmnd, negated, _ in self._cmnds(binding, entry.source))
        elif scope is not Scope.GENERIC:
            aliases = {Scope.HOST: self._hosts, Scope.USER: self._users, Scope.RUNAS: self._runases}[scope]
            read = _host if scope is Scope.HOST else _user
            names: Sequence[nodes.Member] = entry.binding  # type: ignore[assignment]
            members = self._members(names, aliases, read)
        for parameter in entry.parameters:
            span = Span(entry.source, parameter.start, parameter.end)
            yield Setting(
                scope, members, cmnds, parameter.name, parameter.operator, parameter.value or "", span
            )

    def _runas(self, spec: nodes.RunasSpec) -> Runas:
        users = self._members(spec.users, self._runases, _user) or self._same((Member(Kind.MYSELF, ""),))
        groups = self._members(spec.groups, self._runases, _group) or None
        return Runas(users, groups)

    def _members(
        self,
        members: Sequence[nodes.Member],
        aliases: Aliases,
        read: Callable[[nodes.Member], Member],
    ) -> tuple[Member, ...]:
        """A list with its aliases expanded; an alias that isn't defined is a name."""
        alone = len(members) == 1 and members[0].kind is nodes.Kind.ALIAS
        key = (id(aliases), read, members[0].name, members[0].negated) if alone else ()
        found = self._of_aliases.get(key)
        if found is None:
            expanded = aliases.expand(members)
            found = self._same(tuple([read(one)._replace(negated=no) for one, no, _ in expanded]))
            if alone:
                self._of_aliases[key] = found
        return found

    def _granted(self, cmnd: nodes.Cmnd, source: Source) -> _Commands:
        """What a Cmnd grants: of an alias all that it stands for. Raises LimitError."""
        if cmnd.kind is not nodes.Kind.ALIAS:
            return self._cmnds([cmnd], source)
        found = self._commands.get((cmnd.name, cmnd.negated))
        if found is None:
            found = self._commands[cmnd.name, cmnd.negated] = self._cmnds([cmnd], source)
        self._left -= len(found)
        if self._left < 0:
            raise LimitError("too many commands are granted by way of aliases")
        return found

    def _cmnds(self, cmnds: Sequence[nodes.Cmnd], source: Source) -> _Commands:
        """Commands with their aliases expanded; an alias that isn't defined is nothing."""
        return [
            (self._same(_cmnd(cmnd)), negated, Span(elsewhere or source, cmnd.start, cmnd.end))
            for cmnd, negated, elsewhere in self._cmnd_aliases.expand(cmnds)
            if cmnd.kind is not nodes.Kind.ALIAS
        ]

    def _same(self, value: T) -> T:
        return self._lists.setdefault(value, value)  # type: ignore[return-value]


def _user(member: nodes.Member) -> Member:
    name = member.name
    match member.kind:
        case nodes.Kind.ALL:
            return Member(Kind.ALL, "ALL")
        case nodes.Kind.NETGROUP:
            return Member(Kind.NETGROUP, name[1:])
        case nodes.Kind.GROUP:
            if name.startswith("%:"):
                return Member(Kind.PLUGIN_GROUP, name[2:])
            if name.startswith("%#") and identifier(name[2:]) is not None:
                return Member(Kind.GROUP_ID, name[2:])
            return Member(Kind.GROUP, name[1:])
        case _:
            return _named(name)


def _group(member: nodes.Member) -> Member:
    return Member(Kind.ALL, "ALL") if member.kind is nodes.Kind.ALL else _named(member.name)


def _named(name: str) -> Member:
    if name.startswith("#") and identifier(name[1:]) is not None:
        return Member(Kind.ID, name[1:])
    return Member(Kind.NAME, name)


def _host(member: nodes.Member) -> Member:
    match member.kind:
        case nodes.Kind.ALL:
            return Member(Kind.ALL, "ALL")
        case nodes.Kind.NETGROUP:
            return Member(Kind.NETGROUP, member.name[1:])
        case nodes.Kind.NETWORK:
            return Member(Kind.NETWORK, member.name)
        case _:
            return Member(Kind.NAME, member.name)


def _cmnd(cmnd: nodes.Cmnd) -> Cmnd:
    path = cmnd.name
    if cmnd.kind is nodes.Kind.ALL:
        kind = CmndKind.ALL
    elif path in ("sudoedit", "list"):
        kind = CmndKind(path)
    elif path.startswith("^"):
        kind = CmndKind.REGEX
    elif any(sign in path for sign in _META):
        kind = CmndKind.GLOB
    elif path.endswith("/"):
        kind = CmndKind.DIRECTORY
    else:
        kind = CmndKind.FILE
    digests = tuple((digest.algorithm, digest.value) for digest in cmnd.digests)
    return Cmnd(kind, path, cmnd.arguments, digests)


def _with_options(inherited: Options, specs: Sequence[nodes.OptionSpec]) -> Options:
    """The options of a Cmnd_Spec: its own, else those of the one before it."""
    own: dict[str, str | int | None] = {}
    for spec in specs:
        name, convert = _OPTIONS[spec.name]
        own[name] = convert(spec.value) if convert else spec.value
    for pair in _TOGETHER:
        if any(name in own for name in pair):
            own = {**dict.fromkeys(pair), **own}
    return inherited._replace(**own) if own else inherited  # type: ignore[arg-type]
