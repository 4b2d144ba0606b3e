"""Check the parameters of Defaults lines as visudo does (defaults.c)."""

from __future__ import annotations

import re

from sudolint.policy.parameters import PARAMETERS, Known, Type
from sudolint.source import ErrorKind, PolicyError, Span
from sudolint.syntax.sudoers.nodes import Defaults
from sudolint.syntax.sudoers.values import PATH_MAX, integer, timeout_seconds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.syntax.sudoers.nodes import Parameter, Sudoers

_FACILITIES = ("authpriv", "auth", "daemon", "user", *(f"local{number}" for number in range(8)))
_PRIORITIES = ("alert", "crit", "debug", "emerg", "err", "info", "notice", "warning", "none")


def check_defaults(tree: Sudoers) -> Iterator[PolicyError]:
    """Yield an error for each parameter that sudo doesn't know or whose value it refuses."""
    for entry in tree.entries:
        if isinstance(entry, Defaults):
            for parameter in entry.parameters:
                problem = _problem(parameter)
                if problem:
                    yield PolicyError(
                        ErrorKind.VALUE, Span(entry.source, parameter.start, parameter.end), problem
                    )


def _problem(parameter: Parameter) -> str | None:
    """What visudo has against a parameter."""
    name, operator, value = parameter.name, parameter.operator, parameter.value
    known = PARAMETERS.get(name)
    if known is None:
        return f"unknown Defaults parameter `{name}`"
    if value is None:
        if known.type is Type.FLAG:
            return None
        alone = known.type is Type.FACILITY or (known.type is Type.CHOICE and known.negatable)
        permitted = known.negatable if operator == "!" else alone
        return None if permitted else f"no value specified for `{name}`"
    if operator != "=" and known.type is not Type.LIST:
        return f"invalid operator `{operator}` for `{name}`"
    if known.type is Type.FLAG:
        return f"`{name}` does not take a value"
    if _permits(known, value):
        return None
    wanted = f"one of {', '.join(known.choices)}" if known.choices else known.type.value
    return f"value `{value}` of `{name}` is not {wanted}"


def _permits(known: Known, value: str) -> bool:
    """Whether a value is of the type that it has to be."""
    match known.type:
        case Type.PATH:
            return value.startswith("/") and len(value) < PATH_MAX
        case Type.DIRECTORY:
            return (value == "*" or value.startswith(("/", "~"))) and len(value) < PATH_MAX
        case Type.INTEGER:
            return integer(value, -(2**31), 2**31 - 1) is not None
        case Type.UNSIGNED:
            return integer(value, 0, 2**32 - 1) is not None
        case Type.MODE:
            return re.fullmatch(r"[ \t-\r]*(?:-0+|\+?0*[0-7]{1,3})", value) is not None
        case Type.MINUTES:
            minutes = re.match(r"[+-]?([0-9]*)(?:$|\.(?:[0-9]{9}|[0-9]{0,8}$))", value)
            return minutes is not None and int("0" + minutes[1].lstrip("0")[:40]) <= (2**63 - 1) // 60
        case Type.TIMEOUT:
            return timeout_seconds(value) is not None
        case Type.LIMIT:
            limits = value.split(",")
            return value in ("user", "default") or (len(limits) < 3 and all(map(_is_limit, limits)))
        case Type.FACILITY:
            return value in _FACILITIES
        case Type.PRIORITY:
            return value in _PRIORITIES
        case Type.CHOICE:
            return value in known.choices
        case _:
            return True


def _is_limit(text: str) -> bool:
    return text == "infinity" or (text[:1].isdigit() and integer(text, 0, 2**64 - 1) is not None)
