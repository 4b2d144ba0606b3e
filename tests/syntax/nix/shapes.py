"""Trees as nested tuples, with the sugar taken out that `nix-instantiate --parse` takes out."""

from __future__ import annotations

import posixpath
from functools import reduce
from typing import Any, TypeAlias

from sudolint.syntax.nix import nodes
from sudolint.syntax.nix.nodes import AttrSet, Expr, From, Interpolation, Name, Text

Shape: TypeAlias = Any

ARITHMETIC = {"-": "__sub", "*": "__mul", "/": "__div"}


def call(function: Shape, *arguments: Shape) -> Shape:
    """A function applied; an application of an application is one."""
    if function[0] == "call":
        return (*function, *arguments)
    return ("call", function, *arguments)


def builtin(name: str, *arguments: Shape) -> Shape:
    """A builtin applied."""
    return call(("var", name), *arguments)


def shape(node: Expr) -> Shape:
    """The shape of an expression, without its places."""
    match node:
        case nodes.Int() | nodes.Float():
            return ("number", node.value)
        case nodes.Str():
            return concatenation(node.parts)
        case nodes.Path():
            return concatenation(node.parts, "path")
        case nodes.SearchPath():
            return builtin("__findFile", ("var", "__nixPath"), ("text", node.name))
        case nodes.Var():
            return ("var", node.name)
        case nodes.CurPos():
            return ("var", "__curPos")
        case nodes.Select():
            default = None if node.default is None else shape(node.default)
            return ("select", shape(node.subject), path(node.path), default)
        case nodes.HasAttr():
            return ("has", shape(node.subject), path(node.path))
        case nodes.Apply():
            return call(shape(node.function), *map(shape, node.arguments))
        case nodes.Unary(operator="-"):
            return builtin("__sub", ("number", 0), shape(node.operand))
        case nodes.Unary():
            return (node.operator, shape(node.operand))
        case nodes.Binary():
            return operation(node.operator, shape(node.left), shape(node.right))
        case nodes.Lambda():
            parameter = node.parameter and node.parameter.name
            return ("lambda", parameter, node.formals and formals(node.formals), shape(node.body))
        case nodes.AttrSet():
            return attr_set(node)
        case nodes.List():
            return ("list", *map(shape, node.elements))
        case nodes.Let():
            return ("let", attr_set(node.bindings), shape(node.body))
        case nodes.With():
            return ("with", shape(node.namespace), shape(node.body))
        case nodes.Assert():
            return ("assert", shape(node.condition), shape(node.body))
        case nodes.If():
            return ("if", shape(node.condition), shape(node.consequence), shape(node.alternative))
        case nodes.From() | nodes.Broken():
            raise AssertionError(node)


def operation(operator: str, left: Shape, right: Shape) -> Shape:
    """An infix operation; some are calls of builtins."""
    match operator:
        case "-" | "*" | "/":
            return builtin(ARITHMETIC[operator], left, right)
        case "<":
            return builtin("__lessThan", left, right)
        case ">":
            return builtin("__lessThan", right, left)
        case "<=":
            return ("!", builtin("__lessThan", right, left))
        case ">=":
            return ("!", builtin("__lessThan", left, right))
        case "|>":
            return call(right, left)
        case "<|":
            return call(left, right)
        case "+":
            return added(left, right)
        case _:
            return (operator, left, right)


def added(left: Shape, right: Shape) -> Shape:
    """A sum; text added to text is one text, and no text adds nothing."""
    if left == ("text", ""):
        return right
    if right[0] == "text":
        if not right[1]:
            return left
        if left[0] == "text":
            return ("text", left[1] + right[1])
        if left[0] == "+" and left[2][0] == "text":
            return ("+", left[1], ("text", left[2][1] + right[1]))
    return ("+", left, right)


def concatenation(parts: nodes.Parts, kind: str = "text") -> Shape:
    """A string or path with holes is a sum."""
    shapes: list[Shape] = []
    for part in parts:
        match part:
            case Text():
                value = part.value
                if kind == "path" and not value.startswith("~"):
                    value = posixpath.normpath(posixpath.join("/", value))  # as seen from the root directory
                shapes.append((kind, value))
            case Interpolation():
                shapes.append(shape(part.value))
        kind = "text"
    return reduce(added, shapes) if shapes else (kind, "")


def path(names: nodes.AttrPath) -> Shape:
    """The names of an attribute path."""
    return tuple(name.name if isinstance(name, Name) else shape(name) for name in names)


def formals(formal_set: nodes.FormalSet) -> Shape:
    """The arguments of a function by name, with their defaults."""
    arguments = {
        formal.name.name: None if formal.default is None else shape(formal.default)
        for formal in formal_set.formals
    }
    return tuple(sorted(arguments.items())), formal_set.ellipsis


def attr_set(node: AttrSet) -> Shape:
    """The attributes of a set by name."""
    static: dict[str, Shape] = {}
    for name, attribute in node.attributes.items():
        value = attribute.value
        if isinstance(value, nodes.Select) and isinstance(value.subject, From):
            static[name] = ("select", shape(node.sources[value.subject.number]), (name,), None)
        else:
            static[name] = ("inherited", name) if attribute.inherited else shape(value)
    dynamic = [(shape(attribute.name), shape(attribute.value)) for attribute in node.dynamic]
    return ("set", node.recursive, tuple(sorted(static.items())), tuple(dynamic))
