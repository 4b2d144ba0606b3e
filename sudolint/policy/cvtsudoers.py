"""A policy as `cvtsudoers -f json` of sudo 1.9.18 prints it, to the byte (cvtsudoers_json.c)."""

from __future__ import annotations

import re
from time import gmtime

from sudolint.policy.parameters import PARAMETERS, Type
from sudolint.records import NamedTuple
from sudolint.syntax.sudoers.nodes import (
    Cmnd,
    CmndAlias,
    Defaults,
    HostAlias,
    Kind,
    RunasAlias,
    UserAlias,
    UserSpec,
)
from sudolint.syntax.sudoers.values import generalized_time, identifier, timeout_seconds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    from sudolint.syntax.sudoers.nodes import (
        Alias,
        CmndSpec,
        Member,
        OptionSpec,
        Parameter,
        RunasSpec,
        Sudoers,
    )

Json: TypeAlias = "str | int | dict[str, Json] | list[Json]"

_TAGS = (
    ("authenticate", "PASSWD", True),
    ("noexec", "EXEC", False),
    ("intercept", "INTERCEPT", True),
    ("send_mail", "MAIL", True),
    ("setenv", "SETENV", True),
    ("sudoedit_follow", "FOLLOW", True),
    ("log_input", "LOG_INPUT", True),
    ("log_output", "LOG_OUTPUT", True),
)
"""Key, tag, and the value that the tag without NO stands for."""

_PAIRS = (("ROLE", "TYPE"), ("PRIVS", "LIMITPRIVS"))
"""Options that a Cmnd_Spec inherits together, where it has neither."""

_COMPARED = ("APPARMOR_PROFILE", "CHROOT", "CWD", "LIMITPRIVS", "PRIVS", "ROLE", "TYPE")
"""Options that a Cmnd_Spec has to share with the one before it to be shown along with it."""

_OPERATIONS = {"=": "list_assign", "+=": "list_add", "-=": "list_remove"}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class _List(NamedTuple):
    """How the members of a list are called."""

    word: str
    alias: str
    aliases: type[Alias]


_USERS = _List("username", "useralias", UserAlias)
_HOSTS = _List("hostname", "hostalias", HostAlias)
_RUNAS_USERS = _List("username", "runasalias", RunasAlias)
_RUNAS_GROUPS = _List("usergroup", "runasalias", RunasAlias)
_CMNDS = _List("command", "cmndalias", CmndAlias)
_BINDINGS = {"": _USERS, ":": _USERS, ">": _RUNAS_USERS, "@": _HOSTS, "!": _CMNDS}


class _State(NamedTuple):
    """What holds for a Cmnd_Spec, with what it inherits; sudo compares the very objects."""

    runas: RunasSpec | None
    options: dict[str, OptionSpec]
    tags: dict[str, bool]


def json_text(tree: Sudoers) -> str:
    """The JSON of a policy; nothing at all where the policy says nothing."""
    document = _Converter(tree).document()
    return _render(document, "") + "\n" if document else ""


class _Converter:
    """Turns nodes into JSON; whether an alias is defined is all it has to know of the others."""

    def __init__(self, tree: Sudoers) -> None:
        self._entries = tree.entries
        aliases = (UserAlias, RunasAlias, HostAlias, CmndAlias)
        self._defined = {(type(entry), entry.name) for entry in tree.entries if isinstance(entry, aliases)}

    def document(self) -> dict[str, Json]:
        sections: dict[str, Json] = {}
        defaults = [entry for entry in self._entries if isinstance(entry, Defaults)]
        if defaults:
            sections["Defaults"] = [shown for entry in defaults for shown in self._defaults(entry)]
        sections |= self._aliases("User_Aliases", _USERS)
        sections |= self._aliases("Runas_Aliases", _RUNAS_USERS)
        sections |= self._aliases("Host_Aliases", _HOSTS)
        sections |= self._aliases("Command_Aliases", _CMNDS)
        specs = [entry for entry in self._entries if isinstance(entry, UserSpec)]
        if specs:
            sections["User_Specs"] = [
                {
                    "User_List": self._members(spec.users, _USERS),
                    "Host_List": self._members(privilege.hosts, _HOSTS),
                    "Cmnd_Specs": self._cmnd_specs(privilege.cmnd_specs),
                }
                for spec in specs
                for privilege in spec.privileges
            ]
        return sections

    def _defaults(self, entry: Defaults) -> Iterator[dict[str, Json]]:
        """Yield an object for each run of parameters that sudo knows."""
        members = self._members(entry.binding, _BINDINGS[entry.scope])
        binding: dict[str, Json] = {"Binding": members} if members else {}
        known: list[Json] = []
        for parameter in [*entry.parameters, None]:
            if parameter and parameter.name in PARAMETERS:
                known.append(_parameter(parameter))
            elif known:
                yield {**binding, "Options": known}
                known = []

    def _aliases(self, title: str, list_: _List) -> dict[str, Json]:
        aliases = [entry for entry in self._entries if isinstance(entry, list_.aliases)]
        aliases.sort(key=lambda alias: alias.name)
        members: dict[str, Json] = {alias.name: self._members(alias.members, list_) for alias in aliases}
        return {title: members} if members else {}

    def _members(self, members: Sequence[Member] | Sequence[Cmnd], list_: _List) -> list[Json]:
        shown: list[Json] = []
        for member in members:
            if isinstance(member, Cmnd):
                shown.append(_cmnd(member))
            else:
                key, value = self._member(member, list_)
                shown.append({key: value, "negated": True} if member.negated else {key: value})
        return shown

    def _member(self, member: Member, list_: _List) -> tuple[str, str | int]:
        name = member.name
        match member.kind:
            case Kind.GROUP:
                unix = not name.startswith("%:")
                name = name[1:] if unix else name[2:]
                gid = identifier(name[1:]) if name.startswith("#") else None
                if gid is not None:
                    return ("usergid" if unix else "nonunixgid"), gid
                return ("usergroup" if unix else "nonunixgroup"), name
            case Kind.NETGROUP:
                return "netgroup", name[1:]
            case Kind.NETWORK:
                return "networkaddr", name
            case Kind.ALIAS if (list_.aliases, name) in self._defined:
                return list_.alias, name
        uid = identifier(name[1:]) if name.startswith("#") and list_.word == "username" else None
        return (list_.word, name) if uid is None else ("userid", uid)

    def _cmnd_specs(self, specs: list[CmndSpec]) -> list[Json]:
        """Objects for Cmnd_Specs; one that only adds a command goes with the one before it."""
        shown: list[Json] = []
        commands: list[Json] = []
        before: _State | None = None
        for spec in specs:
            state = _inherit(before, spec)
            if before is None or not _continues(before, state):
                commands = []
                shown.append(self._settings(state, spec) | {"Commands": commands})
            commands.append(_cmnd(spec.cmnd))
            before = state
        return shown

    def _settings(self, state: _State, spec: CmndSpec) -> dict[str, Json]:
        settings: dict[str, Json] = {}
        if state.runas:
            users = self._members(state.runas.users, _RUNAS_USERS)
            settings["runasusers"] = users or [{"username": ""}]
            if state.runas.groups:
                settings["runasgroups"] = self._members(state.runas.groups, _RUNAS_GROUPS)
        tags = state.tags
        if spec.cmnd.kind is Kind.ALL and not spec.cmnd.negated:
            tags = {"SETENV": True} | tags
        values = {name: option.value for name, option in state.options.items()}
        options = [*_options(values), *_tags(tags), *_security(values)]
        if options or "NOTBEFORE" in values or "NOTAFTER" in values:
            settings["Options"] = options
        return settings


def _inherit(before: _State | None, spec: CmndSpec) -> _State:
    """What holds for a Cmnd_Spec after another (gram.y, propagate_cmndspec)."""
    options = {option.name: option for option in spec.options}
    tags = {tag.name.removeprefix("NO"): not tag.name.startswith("NO") for tag in spec.tags}
    if before is None:
        return _State(spec.runas, options, tags)
    own = {name for pair in _PAIRS if not options.keys().isdisjoint(pair) for name in pair} | options.keys()
    inherited = {name: option for name, option in before.options.items() if name not in own}
    return _State(spec.runas or before.runas, inherited | options, before.tags | tags)


def _continues(before: _State, after: _State) -> bool:
    """Whether a Cmnd_Spec differs from the one before in the command alone, as far as cvtsudoers looks."""
    return (
        before.runas is after.runas
        and all(before.tags.get(tag) is value for tag, value in after.tags.items())
        and all(before.options.get(name) is after.options.get(name) for name in _COMPARED)
    )


def _options(values: dict[str, str]) -> Iterator[Json]:
    for key, name in (("runchroot", "CHROOT"), ("runcwd", "CWD")):
        if name in values:
            yield {key: values[name]}
    if (seconds := timeout_seconds(values.get("TIMEOUT", "")) or 0) > 0:
        yield {"command_timeout": seconds}
    for name in ("NOTBEFORE", "NOTAFTER"):
        if (time := generalized_time(values.get(name, ""))) is not None:
            year, month, day, hour, minute, second = gmtime(time)[:6]
            date = f"{year}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z"
            if len(date) < 16:  # sudo has no room for more
                yield {name.lower(): date}


def _tags(tags: dict[str, bool]) -> Iterator[Json]:
    for key, tag, meaning in _TAGS:
        if tag in tags:
            yield {key: tags[tag] is meaning}


def _security(values: dict[str, str]) -> Iterator[Json]:
    if "ROLE" in values and "TYPE" in values:
        yield {"role": values["ROLE"]}
        yield {"type": values["TYPE"]}
    for name in ("APPARMOR_PROFILE", "PRIVS", "LIMITPRIVS"):
        if name in values:
            yield {name.lower(): values[name]}


def _cmnd(cmnd: Cmnd) -> Json:
    key = "cmndalias" if cmnd.kind is Kind.ALIAS else "command"
    shown: dict[str, Json] = {key: cmnd.name if cmnd.arguments is None else f"{cmnd.name} {cmnd.arguments}"}
    for algorithm in ("sha224", "sha256", "sha384", "sha512"):
        values: list[Json] = [digest.value for digest in cmnd.digests if digest.algorithm == algorithm]
        if values:
            shown[algorithm] = values if len(values) > 1 else values[0]
    if cmnd.negated:
        shown["negated"] = True
    return shown


def _parameter(parameter: Parameter) -> Json:
    name, value = parameter.name, parameter.value
    if value is None or PARAMETERS[name].type is Type.FLAG:
        return {name: parameter.operator != "!"}
    if PARAMETERS[name].type is Type.LIST:
        words: list[Json] = [word for word in re.split("[ \t]+", value) if word]
        return {"operation": _OPERATIONS[parameter.operator], name: words}
    return {name: value}


def _render(value: Json, indent: str) -> str:
    """A value in sudo's layout: an object of one plain value stays on its line."""
    inner = indent + "    "
    if isinstance(value, dict):
        if len(value) == 1 and not isinstance(next(iter(value.values())), dict | list):
            ((key, plain),) = value.items()
            return f"{{ {_string(key)}: {_render(plain, '')} }}"
        pairs = [f"{inner}{_string(key)}: {_render(one, inner)}" for key, one in value.items()]
        return "{\n" + ",\n".join(pairs) + f"\n{indent}}}"
    if isinstance(value, list):
        elements = [inner + _render(one, inner) for one in value]
        return "[\n" + "".join([",\n".join(elements), "\n"] if elements else []) + f"{indent}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _string(value)


def _string(text: str) -> str:
    return '"' + re.sub('["\\\\\x00-\x1f\x7f]', _escaped, text) + '"'


def _escaped(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04x}"
