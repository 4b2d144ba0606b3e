"""How each kind of expression is evaluated."""

from __future__ import annotations

from sudolint.policy.nixos import operators
from sudolint.policy.nixos.describe import kind_of, source_text
from sudolint.policy.nixos.failures import EvaluationError
from sudolint.policy.nixos.paths import path_value
from sudolint.policy.nixos.text import String, computed, literal
from sudolint.policy.nixos.values import (
    NULL,
    Attrs,
    Closure,
    Scope,
    Thunk,
    Unknown,
    Value,
    span_of,
    value_span,
)
from sudolint.source import Span
from sudolint.syntax.nix import nodes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sudolint.policy.nixos.evaluator import Evaluator


def _constant(ev: Evaluator, node: nodes.Int | nodes.Float, _: Scope) -> Value:
    return node.value


def _variable(ev: Evaluator, node: nodes.Var, scope: Scope) -> Value:
    value = scope.find(node.name)
    if value is None:
        value = _from_with(ev, node, scope)
    return ev.force(value)


def _from_with(ev: Evaluator, node: nodes.Var, scope: Scope) -> Value:
    """What a variable means that only a `with` can bind; the innermost that surely has it goes first."""
    possible: list[Value] = []
    withs = scope.withs
    while withs is not None:
        subject, withs = withs
        value = ev.force(subject)
        if isinstance(value, Attrs):
            found = value.find(node.name)
            if found is not None:
                return found
        elif not isinstance(value, Unknown):
            raise EvaluationError(f"{kind_of(value)}, where `with` takes a set", value_span(subject))
        found = ev.attribute(value, node.name)
        if found is not None:
            possible.append(found)
    if not possible:
        raise EvaluationError(f"undefined variable `{node.name}`", span_of(node, scope))
    return min(possible, key=_doubt)


def _string(ev: Evaluator, node: nodes.Str, scope: Scope) -> String:
    found = ev._literals.get(node)
    if found is None:
        found = _interpolated(ev, node, scope)
        if all(type(part) is nodes.Text for part in node.parts):
            ev._literals[node] = found
    return found


def _interpolated(ev: Evaluator, node: nodes.Str, scope: Scope) -> String:
    strings: list[String | tuple[String, Span]] = []
    for part in node.parts:
        if isinstance(part, nodes.Text):
            strings.append(literal(part, scope.source))
        else:
            place = span_of(part, scope)
            value = ev.evaluate(part.value, scope)
            strings.append((operators.coerced(ev, value, place), place))
    return operators.together(ev, strings, span_of(node, scope))


def _path(ev: Evaluator, node: nodes.Path, scope: Scope) -> Value:
    texts: list[str] = []
    for part in node.parts:
        if isinstance(part, nodes.Text):
            texts.append(part.value)
        else:
            place = span_of(part, scope)
            value = ev.evaluate(part.value, scope)
            texts.append(operators.coerced(ev, value, place, in_path=True).text)
    return path_value("".join(texts), scope.source.path)


def _search_path(ev: Evaluator, node: nodes.SearchPath, scope: Scope) -> Value:
    return find_file(ev, node.name, span_of(node, scope))


def find_file(ev: Evaluator, name: str, span: Span) -> Value:
    """What is meant by `<name>`."""
    return ev.call(ev.names["__findFile"], [NULL, computed(name, span)], span)


def _current_position(ev: Evaluator, node: nodes.CurPos, scope: Scope) -> Value:
    place = span_of(node, scope)
    line, column = place.begin
    return Attrs({"file": computed(scope.source.path, place), "line": line, "column": column})


def _from(ev: Evaluator, node: nodes.From, scope: Scope) -> Value:
    return ev.force(scope.names[f" {node.number}"])


def _broken(ev: Evaluator, node: nodes.Broken, scope: Scope) -> Value:
    return Unknown(source_text(node, scope))


def _select(ev: Evaluator, node: nodes.Select, scope: Scope) -> Value:
    value = ev.evaluate(node.subject, scope)
    for name in node.path:
        key = ev.key(name, scope)
        found = None if key is None else ev.attribute(value, key)
        if found is None:
            if node.default is not None:
                return ev.evaluate(node.default, scope)
            place = Span(scope.source, node.start, name.end) if node.end > name.end else span_of(node, scope)
            if isinstance(value, Attrs):
                raise EvaluationError(f"there is no attribute `{key}` in this set", place)
            raise EvaluationError(f"{kind_of(value)}, where a set with `{key}` is expected", place)
        value = ev.force(found)
    return value


def _has_attr(ev: Evaluator, node: nodes.HasAttr, scope: Scope) -> Value:
    value = ev.evaluate(node.subject, scope)
    for name in node.path[:-1]:
        found = ev.attribute(value, ev.key(name, scope) or "")
        if found is None:
            return False
        value = ev.force(found)
    return ev.has(value, ev.key(node.path[-1], scope) or "")


def _unary(ev: Evaluator, node: nodes.Unary, scope: Scope) -> Value:
    place = span_of(node.operand, scope)
    value = ev.evaluate(node.operand, scope)
    if node.operator == "!":
        return ev.negated(ev.truth(value, place))
    return operators.arithmetic(ev, "-", 0, value, place)


def _binary(ev: Evaluator, node: nodes.Binary, scope: Scope) -> Value:
    return operators.OPERATORS[node.operator](ev, node, scope)


def _lambda(ev: Evaluator, node: nodes.Lambda, scope: Scope) -> Value:
    return Closure(node, scope)


def _list(ev: Evaluator, node: nodes.List, scope: Scope) -> Value:
    ev.budget.left -= len(node.elements)
    return [ev.delay(element, scope) for element in node.elements]


def let_scope(ev: Evaluator, node: nodes.Let, scope: Scope) -> Scope:
    """The scope of what follows `in`."""
    names: dict[str, Value] = {}
    inner = Scope(names, scope, scope.source)
    _fill(ev, names, node.bindings, inner, scope)
    return inner


def _attr_set(ev: Evaluator, node: nodes.AttrSet, scope: Scope) -> Value:
    values: dict[str, Value] = {}
    inner = Scope(values, scope, scope.source) if node.recursive else scope
    _fill(ev, values, node, inner, scope)
    if node.recursive and "__overrides" in values:
        overrides = ev.force(values["__overrides"])
        if isinstance(overrides, Attrs):
            extra = {name: overrides.find(name) for name in overrides.names()}
            inner.names |= {name: value for name, value in extra.items() if name in values}
            values = values | extra
    if node.sources and node.recursive:
        values = {name: value for name, value in values.items() if name[:1] != " "}
    for dynamic in node.dynamic:
        key = ev.key(dynamic.name, inner)
        if key is None:
            continue
        if key in values:
            raise EvaluationError(f"attribute `{key}` is defined twice", span_of(dynamic, scope))
        if node.recursive and not node.sources:
            values = dict(values)  # a dynamic name is no variable
        values[key] = Thunk(dynamic.value, inner)
    return Attrs(values)


def _fill(ev: Evaluator, names: dict[str, Value], node: nodes.AttrSet, inner: Scope, outer: Scope) -> None:
    """Bind the static names of a set, and what its `inherit (source)` select from.

    Variables aren't looked up before all are bound.
    """
    ev.budget.left -= len(node.attributes)
    scope = inner
    if node.sources:
        hidden = names
        if inner is outer:
            hidden = {}
            scope = Scope(hidden, inner, inner.source)
        for number, source in enumerate(node.sources):
            hidden[f" {number}"] = Thunk(source, inner)
    for name, attribute in node.attributes.items():
        value = attribute.value
        names[name] = ev.delay(value, outer) if attribute.inherited else Thunk(value, scope)


def _doubt(value: Value) -> int:
    """How doubtful it is that a variable means this: what the library may hold comes last."""
    return 0 if type(value) is not Unknown else 1 + value.text.startswith("lib.")


EVALUATE: dict[type, Callable[[Evaluator, Any, Scope], Value]] = {
    nodes.Int: _constant,
    nodes.Float: _constant,
    nodes.Str: _string,
    nodes.Path: _path,
    nodes.SearchPath: _search_path,
    nodes.Var: _variable,
    nodes.CurPos: _current_position,
    nodes.From: _from,
    nodes.Broken: _broken,
    nodes.Select: _select,
    nodes.HasAttr: _has_attr,
    nodes.Unary: _unary,
    nodes.Binary: _binary,
    nodes.Lambda: _lambda,
    nodes.AttrSet: _attr_set,
    nodes.List: _list,
}
"""How each kind of expression is evaluated that doesn't just lead to another one."""
