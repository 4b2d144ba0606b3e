"""Hosts as lists of hosts tell them apart."""

from __future__ import annotations

from sudolint.errors import LimitError
from sudolint.language.automaton import Automaton
from sudolint.language.charset import charset
from sudolint.language.expression import Chars, Expression, Star, alt, cat, literal
from sudolint.language.glob import glob
from sudolint.language.search import witness
from sudolint.policy.matching import fnmatch, lower
from sudolint.policy.model import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sudolint.policy.model import Member

_USUAL = ("localhost", "host", "elsewhere", *[f"host{number}" for number in range(1, 10)])

_FIRST = Chars(charset("abcdefghijklmnopqrstuvwxyz0123456789"))
_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789-"


def is_wild(member: Member) -> bool:
    """Whether a member is a pattern of host names."""
    return member.kind is Kind.NAME and any(sign in member.name for sign in "*?[\\")


def unnamed_host(members: Sequence[Member]) -> str:
    """A host that no list names, if there is one."""
    for name in _USUAL:
        if not any(_is(member, name) for member in members):
            return name
    return _USUAL[0]


def within(member: Member, members: Sequence[Member], odd: Sequence[Member]) -> tuple[str, ...]:
    """Hosts that a member stands for: one that no other member does, and those of exceptions."""
    if not is_wild(member):
        return (member.name,)
    others = [one for one in members if one.kind is Kind.NAME and lower(one.name) != lower(member.name)]
    found = _host([member], others)
    hosts = [found] if found else [_host([member], [one]) for one in others]
    hosts += [_host([member, one], ()) for one in odd if one.kind is Kind.NAME]
    return tuple(dict.fromkeys([host for host in hosts if host])) or (member.name,)


def _host(inside: Sequence[Member], outside: Sequence[Member]) -> str | None:
    """A host that all of some members stand for, and none of others."""
    long = any("." in one.name for one in inside)
    name = cat(_FIRST, Star(Chars(charset(_SIGNS + "." * long))))
    without = [Automaton(alt([_names(one) for one in outside]))] if outside else []
    try:
        return witness([Automaton(name), *[Automaton(_names(one)) for one in inside]], without)
    except LimitError:
        return None


def _names(member: Member) -> Expression:
    name = lower(member.name)
    return glob(name) if is_wild(member) else literal(name)


def _is(member: Member, host: str) -> bool:
    if member.kind is not Kind.NAME:
        return False
    return fnmatch(member.name, host, fold=True) if is_wild(member) else lower(member.name) == host
