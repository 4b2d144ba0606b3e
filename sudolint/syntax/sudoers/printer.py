"""A syntax tree as text again, in one canonical form that reads back to the same tree."""

from __future__ import annotations

import re

from sudolint.syntax.sudoers.nodes import ALIAS_KEYWORDS, Cmnd, Defaults, Include, Kind, UserSpec
from sudolint.syntax.sudoers.patterns import DIRECTORY_OPTIONS, TAGS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sudolint.syntax.sudoers.nodes import (
        CmndSpec,
        Entry,
        Member,
        OptionSpec,
        Parameter,
        Privilege,
        RunasSpec,
        Sudoers,
    )

# Words that mean something else than a name unless a character of them is escaped.
_RESERVED = re.compile(
    r"""[A-Z][A-Z0-9_]* | [/^%+].* | (?s:\#.*) | \d+\.\d.*
    | Defaults.* | (?:User|Runas|Host|Cmn?d)_Alias | sudoedit | sha(?:224|256|384|512) | @include(?:dir)?""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_ID = re.compile("#-?[0-9]+", re.ASCII)


_LONGEST_TAG = max(map(len, TAGS))


def sudoers_text(tree: Sudoers) -> str:
    """The text of a policy; files that were read in place of an include take its place here too.

    An escaped blank must not end a line, for that would go on at the next.
    """
    lines = [_entry(entry) for entry in tree.entries if not (isinstance(entry, Include) and entry.followed)]
    return "".join(line + (" #\n" if line.endswith(("\\ ", "\\\t")) else "\n") for line in lines)


def _entry(entry: Entry) -> str:
    match entry:
        case UserSpec():
            return f"{_list(entry.users)} {_divided([_privilege(one) for one in entry.privileges])}"
        case Defaults():
            parameters = ", ".join(_parameter(one) for one in entry.parameters)
            return f"Defaults{entry.scope}{_list(entry.binding)} {parameters}"
        case Include():
            return f"@include{'dir' if entry.directory else ''} {_value(entry.path)}"
        case _:
            return f"{ALIAS_KEYWORDS[type(entry)]} {entry.name} = {_list(entry.members)}"


def _privilege(privilege: Privilege) -> str:
    return f"{_list(privilege.hosts)} = {', '.join(_cmnd_spec(spec) for spec in privilege.cmnd_specs)}"


def _cmnd_spec(spec: CmndSpec) -> str:
    parts = [_runas(spec.runas)] if spec.runas else []
    parts += [_option(option) for option in spec.options]
    parts += [f"{tag.name}:" for tag in spec.tags]
    return " ".join([*parts, _cmnd(spec.cmnd)])


def _runas(runas: RunasSpec) -> str:
    if not runas.groups:
        return f"({_list(runas.users)})"
    return f"({_divided([_list(runas.users), _list(runas.groups)])})"


def _option(option: OptionSpec) -> str:
    directory = option.name in DIRECTORY_OPTIONS
    return f"{option.name}={_escape(option.value) if directory else _word(option.value)}"


def _parameter(parameter: Parameter) -> str:
    if parameter.value is None:
        return parameter.operator + parameter.name
    return f"{parameter.name}{parameter.operator}{_value(parameter.value)}"


def _list(members: Sequence[Member] | Sequence[Cmnd]) -> str:
    return ", ".join(_cmnd(one) if isinstance(one, Cmnd) else _member(one) for one in members)


def _divided(parts: Iterable[str]) -> str:
    """Parts with colons in between; an alias named like a tag must not become one."""
    tag_name = re.compile(rf"(?<![^ (,!=])(?:{'|'.join(TAGS)})$")
    pieces: list[str] = []
    for part in parts:
        if pieces:
            last = pieces[-1]
            pieces.append(" \\\n: " if tag_name.search(last, max(0, len(last) - _LONGEST_TAG)) else " : ")
        pieces.append(part)
    return "".join(pieces)


def _member(member: Member) -> str:
    bang = "!" if member.negated else ""
    match member.kind:
        case Kind.WORD:
            return bang + _word(member.name)
        case Kind.GROUP:
            sign = "%:" if member.name.startswith("%:") else "%"
            rest = member.name.removeprefix(sign)
            return bang + sign + (rest if _ID.fullmatch(rest) else _escape(rest))
        case Kind.NETGROUP:
            return bang + "+" + _escape(member.name[1:])
        case _:
            return bang + member.name


def _cmnd(cmnd: Cmnd) -> str:
    digests = ", ".join(f"{digest.algorithm}:{digest.value}" for digest in cmnd.digests)
    text = (digests + " " if digests else "") + ("!" if cmnd.negated else "")
    if not cmnd.name.startswith("^"):
        text += re.sub(r"([,:= \t#])", r"\\\1", cmnd.name)
    else:
        text += cmnd.name
        if cmnd.name.endswith(r"\$"):  # or it might end at another `$` on this line
            text += " \\\n"
    return text if cmnd.arguments is None else f"{text} {_arguments(cmnd.arguments)}"


def _arguments(arguments: str) -> str:
    if arguments.startswith("^"):
        return arguments
    return re.sub(
        r"(\\[*?\[\]!^])|([\\:,\t#]|(?<![^\\:, \t#])=(?![^\\:, \t#])|(?<![^ ]) | (?![^ ]))",
        lambda match: match[1] or "\\" + match[2],
        arguments,
    )


def _word(name: str) -> str:
    """A name, so that it is nothing but a name."""
    if _ID.fullmatch(name):
        return name
    text = _escape(name)
    return "\\" + text if _RESERVED.fullmatch(text) else text


def _value(value: str) -> str:
    """A parameter's value, quoted where that looks better."""
    if re.fullmatch(r'[^#!=, \t\r\n\f\v\\"%+][^#=, \t\r\n\f\v\\"]*', value):
        return value
    if re.search(r"[\r\n]|\\$|^$|^[%+]", value):
        return _escape(value)
    return '"' + value.replace('"', '\\"') + '"'


def _escape(text: str) -> str:
    r"""Characters of a word, escaped where they mean something; nothing at all is `\x00`."""
    return re.sub(r'(^ |[\t-\r])|[ #>!=:,()\\"]', _escaped, text) or r"\x00"


def _escaped(match: re.Match[str]) -> str:
    return f"\\x{ord(match[0]):02x}" if match[1] else "\\" + match[0]
