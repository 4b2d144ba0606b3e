"""Values in words: of what type they are, and how one would write them."""

from __future__ import annotations

import re

from sudolint.policy.nixos.text import HOLE, String
from sudolint.policy.nixos.values import (
    PENDING,
    Attrs,
    Builtin,
    Closure,
    Either,
    Null,
    Package,
    Path,
    Property,
    Thunk,
    Unknown,
    truth_text,
)
from sudolint.source import octets
from sudolint.syntax.nix import nodes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.nixos.values import Scope, Value

ELLIPSIS = octets("…")

LENGTH = 200
"""The longest text that an unknown value is named by."""

_BLANKS = r"\s+|\s*#[^\n]*\n\s*"
_SIMPLE = (nodes.Var, nodes.Select, nodes.Str, nodes.Path, nodes.Int, nodes.List, nodes.AttrSet)
_ARTICLES = {bool: "a truth value", int: "an integer", float: "a number", list: "a list", String: "a string"}


def kind_of(value: Value) -> str:
    """The type of a value, with its article."""
    if isinstance(value, Attrs | Property):
        return "a package" if isinstance(value, Package) else "a set"
    if isinstance(value, Closure | Builtin):
        return "a function"
    if isinstance(value, Path):
        return "a path"
    if isinstance(value, Null):
        return "null"
    return _ARTICLES.get(type(value), "an unknown value")


def written(value: Value) -> str:
    """A value as an expression; what would take long is left out."""
    if isinstance(value, PENDING):
        if isinstance(value, Thunk) and isinstance(value.node, nodes.Path):
            return source_text(value.node, value.scope)
        if value.state == Thunk.DONE:
            return written(value.value)
        return source_text(value.node, value.scope) if isinstance(value, Thunk) else ELLIPSIS
    if isinstance(value, Unknown | Either | bool):
        text = truth_text(value)
        return f"({text})" if " " in text else text
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, String):
        return '"' + _shortened(HOLE.sub(ELLIPSIS, value.text)) + '"'
    if isinstance(value, Path):
        return _shortened(value.text)
    if isinstance(value, list):
        return "[ ]" if not value else f"[ {ELLIPSIS} ]"
    if isinstance(value, Attrs):
        return "{ " + ELLIPSIS + " }"
    return "null" if isinstance(value, Null) else ELLIPSIS


def source_text(node: nodes.Expr, scope: Scope) -> str:
    """An expression as it is written, or what its variable is bound to where that is known."""
    if isinstance(node, nodes.Var):
        value = scope.find(node.name)
        if value is not None and not (isinstance(value, PENDING) and value.state != Thunk.DONE):
            return written(value)
    text = _shortened(re.sub(_BLANKS, " ", scope.source.text[node.start : node.end]))
    simple = isinstance(node, _SIMPLE)
    return text if simple else f"({text})"


def called(function: str, arguments: list[Value]) -> str:
    """The expression of a function that is applied."""
    return _shortened(" ".join([function, *map(written, arguments)]))


def _shortened(text: str) -> str:
    return text if len(text) <= LENGTH else text[:LENGTH] + ELLIPSIS
