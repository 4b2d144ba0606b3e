"""What expressions are made of."""

from __future__ import annotations

from sudolint.syntax.nix.nodes import (
    Apply,
    Assert,
    AttrSet,
    Binary,
    HasAttr,
    If,
    Interpolation,
    Lambda,
    Let,
    List,
    Name,
    Path,
    Select,
    Str,
    Unary,
    With,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeAlias

    from sudolint.syntax.nix.nodes import AttrPath, Expr

Children: TypeAlias = "Callable[[Any], Iterable[Expr]]"


def _of_string(node: Str | Path) -> list[Expr]:
    return [part.value for part in node.parts if type(part) is Interpolation]


def _of_path(path: AttrPath) -> list[Expr]:
    return [name for name in path if not isinstance(name, Name)]


def _of_select(node: Select) -> list[Expr]:
    children = [node.subject, *_of_path(node.path)]
    return children if node.default is None else [*children, node.default]


def _of_lambda(node: Lambda) -> list[Expr]:
    formals = node.formals.formals if node.formals else ()
    return [*(formal.default for formal in formals if formal.default), node.body]


def _of_attr_set(node: AttrSet) -> list[Expr]:
    children = [attribute.value for attribute in node.attributes.values()]
    for dynamic in node.dynamic:
        children += (dynamic.name, dynamic.value)
    return children + node.sources


CHILDREN: dict[type, Children] = {
    Str: _of_string,
    Path: _of_string,
    Select: _of_select,
    HasAttr: lambda node: [node.subject, *_of_path(node.path)],
    Apply: lambda node: (node.function, *node.arguments),
    Unary: lambda node: (node.operand,),
    Binary: lambda node: (node.left, node.right),
    Lambda: _of_lambda,
    AttrSet: _of_attr_set,
    List: lambda node: node.elements,
    Let: lambda node: (node.bindings, node.body),
    With: lambda node: (node.namespace, node.body),
    Assert: lambda node: (node.condition, node.body),
    If: lambda node: (node.condition, node.consequence, node.alternative),
}
"""For each kind of expression that is made of others: those."""


def beyond(tree: Expr, depth: int) -> Expr | None:
    """An expression that is nested in more than so many others, if there is one."""
    children = CHILDREN
    level = [tree] if type(tree) in children else []
    for _ in range(depth):
        if not level:
            return None
        level = [child for node in level for child in children[type(node)](node) if type(child) in children]
    return level[0] if level else None
