"""The options users.users and users.groups, as far as policies refer to them."""

from __future__ import annotations

from sudolint.policy.nixos.configuration import Declaration, Node, Presets
from sudolint.policy.nixos.text import NOWHERE, constant, joined
from sudolint.policy.nixos.types import BOOL, INT, STR, Type, attrs_of, is_set, list_of, null_or
from sudolint.policy.nixos.values import NULL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.nixos.values import Value


def _name(node: Node) -> Value:
    return constant(node.name)


def _is(node: Node, kind: str) -> bool:
    return node.system.ev.decide(node.system.ev.force(node.find(kind)), NOWHERE)


def _group(node: Node) -> Value:
    return constant("users" if _is(node, "isNormalUser") else "")


def _home(node: Node) -> Value:
    ev = node.system.ev
    if _is(node, "isNormalUser"):
        return joined([constant("/home/"), ev.string(ev.force(node.find("name")), NOWHERE)], NOWHERE)
    return constant("/var/empty") if _is(node, "isSystemUser") else ev.unknown(f"{node.path}.home")


_USER: dict[str, object] = {
    "name": Declaration(STR, compute=_name),
    "uid": Declaration(null_or(INT), NULL),
    "isNormalUser": Declaration(BOOL, False),
    "isSystemUser": Declaration(BOOL, False),
    "group": Declaration(STR, compute=_group),
    "extraGroups": Declaration(list_of(STR), []),
    "home": Declaration(STR, compute=_home),
}

_GROUP: dict[str, object] = {
    "name": Declaration(STR, compute=_name),
    "gid": Declaration(null_or(INT), NULL),
    "members": Declaration(list_of(STR), []),
}


def _set_of(options: dict[str, object]) -> Declaration:
    return Declaration(attrs_of(Type("submodule", "a set", is_set, Presets(options, closed=False))))


USERS: dict[str, object] = {"users": _set_of(_USER), "groups": _set_of(_GROUP)}
