"""The actions of grammars/nix.lark: what each rule makes of its tokens and expressions.

The values of a rule are plain tuples where they are tokens and nodes where they aren't.
"""

# ruff: noqa: D102 - what an action stands for is said by its rule

from __future__ import annotations

from math import inf

from sudolint.syntax.nix import strings
from sudolint.syntax.nix.attributes import Binding, Inherit, attr_set
from sudolint.syntax.nix.nodes import (
    Apply,
    Assert,
    Attribute,
    AttrSet,
    Broken,
    CurPos,
    DynamicAttribute,
    Float,
    Formal,
    FormalSet,
    If,
    Int,
    Interpolation,
    Lambda,
    Let,
    List,
    Name,
    Path,
    SearchPath,
    Select,
    Str,
    Text,
    Var,
    With,
)
from sudolint.syntax.nix.operators import arranged
from sudolint.syntax.nix.recovery import trimmed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sudolint.syntax.nix.errors import Errors
    from sudolint.syntax.nix.nodes import Expr

INT_MAX = 2**63 - 1
FLOAT_MIN = 2.0**-1022
"""The smallest number of full precision: Nix refuses smaller ones."""


def _nodes(values: Sequence[Any]) -> list[Any]:
    return [value for value in values if type(value) is not tuple]


def _listed(values: Sequence[Any]) -> list[Any]:
    """The list among the values; an empty one where there is none."""
    for value in values:
        if type(value) is list:
            return value
    return []


class Builder:
    """Makes the nodes of one file after the other; `errors` is where those of the present one go."""

    __slots__ = ("errors",)

    def __init__(self) -> None:
        self.errors: Errors

    def start(self, values: list[Any]) -> Expr:
        expr: Expr = values[0]
        return expr

    # ---- Lists, which grow in place

    def first(self, values: list[Any]) -> list[Any]:
        return values

    def pair(self, values: list[Any]) -> list[Any]:
        return values[::2]

    def next(self, values: list[Any]) -> list[Any]:
        items: list[Any] = values[0]
        items.append(values[-1])
        return items

    def longer(self, values: list[Any]) -> list[Any]:
        items: list[Any] = values[0]
        items.extend(values[1:])
        return items

    # ---- Expressions that extend as far to the right as they can

    def function(self, values: list[Any]) -> Lambda:
        body = values[-1]
        formals: FormalSet | None = None
        parameter: Name | None = None
        for value in values[:-1]:
            if type(value) is FormalSet:
                formals = value
            elif value[0] == "ID":
                parameter = self.name([value])
        if formals and parameter and any(formal.name.name == parameter.name for formal in formals.formals):
            self._duplicate(parameter)
        start = values[0][2] if type(values[0]) is tuple else values[0].start
        return Lambda(parameter, formals, body, start, body.end)

    def no_formals(self, values: list[Any]) -> FormalSet:
        return FormalSet((), False, values[0][2], values[-1][3])

    def some_formals(self, values: list[Any]) -> FormalSet:
        formals = _listed(values)
        open_ended = any(type(value) is tuple and value[0] in ("ELLIPSIS", "ERROR") for value in values)
        names: set[str] = set()
        for formal in formals:
            if formal.name.name in names:
                self._duplicate(formal.name)
            names.add(formal.name.name)
        return FormalSet(tuple(formals), open_ended, values[0][2], values[-1][3])

    def _duplicate(self, name: Name) -> None:
        self.errors.report(name.start, name.end, f"argument `{name.name}` is already named")

    def formal(self, values: list[Any]) -> Formal:
        name = self.name(values)
        default = values[2] if len(values) > 1 else None
        return Formal(name, default, name.start, default.end if default else name.end)

    def assertion(self, values: list[Any]) -> Assert:
        condition, body = _nodes(values)
        return Assert(condition, body, values[0][2], body.end)

    def with_(self, values: list[Any]) -> With:
        namespace, body = _nodes(values)
        return With(namespace, body, values[0][2], body.end)

    def let(self, values: list[Any]) -> Let:
        word, inside, body = values[0], values[-2], values[-1]
        found = attr_set(True, _listed(values), word[3], inside[2], self.errors)
        for dynamic in found.dynamic:
            name = dynamic.name
            self.errors.report(name.start, name.end, "a name in `let` can't depend on a value")
        return Let(found, body, word[2], body.end)

    def conditional(self, values: list[Any]) -> If:
        condition, consequence, alternative = _nodes(values)
        return If(condition, consequence, alternative, values[0][2], alternative.end)

    # ---- Operators

    def operation(self, values: list[Any]) -> Expr:
        return arranged(values[0], self.errors)

    def broken(self, values: list[Any]) -> Broken:
        return Broken(values[0][2], values[-1][3])

    def apply(self, values: list[Any]) -> Apply:
        function, *arguments = values[0]
        return Apply(function, tuple(arguments), function.start, arguments[-1].end)

    def select(self, values: list[Any]) -> Select:
        subject, path = values[0], values[2]
        if len(values) == 3:
            return Select(subject, path, None, subject.start, path[-1].end)
        default = values[4]
        return Select(subject, path, default, subject.start, default.end)

    def apply_to_or(self, values: list[Any]) -> Apply:
        function, word = values
        return Apply(function, (self.variable([word]),), function.start, word[3])

    # ---- Names of attributes

    def name(self, values: list[Any]) -> Name:
        _, name, start, end = values[0]
        return Name(name, start, end)

    def quoted_name(self, values: list[Any]) -> Name:
        _, source, start, end = values[0]
        return Name(strings.unescaped(source[1:-1], start + 1).value, start, end)

    def quoted_name_with_holes(self, values: list[Any]) -> Str:
        return self.string_with_holes(values)

    def dynamic_name(self, values: list[Any]) -> Name | Expr:
        name = self.group(values)
        if isinstance(name, Str) and not any(isinstance(part, Interpolation) for part in name.parts):
            text = "".join(part.value for part in name.parts if isinstance(part, Text))
            return Name(text, name.start, name.end)
        return name

    # ---- Expressions that need no parentheses

    def variable(self, values: list[Any]) -> Var | CurPos:
        _, name, start, end = values[0]
        return CurPos(start, end) if name == "__curPos" else Var(name, start, end)

    def integer(self, values: list[Any]) -> Int:
        _, digits, start, end = values[0]
        digits = digits.lstrip("0") or "0"
        value = int(digits) if len(digits) < 20 else INT_MAX + 1
        if value > INT_MAX:
            self.errors.report(start, end, f"an integer can't be larger than {INT_MAX}")
            value = INT_MAX
        return Int(value, start, end)

    def float_(self, values: list[Any]) -> Float:
        _, digits, start, end = values[0]
        value = float(digits)
        mantissa = digits.lower().partition("e")[0].strip("0.")
        if value == inf or (value < FLOAT_MIN and mantissa):
            self.errors.report(start, end, "this is out of the range of floating-point numbers")
        return Float(value, start, end)

    def string(self, values: list[Any]) -> Str:
        _, source, start, end = values[0]
        parts = (strings.unescaped(source[1:-1], start + 1),) if end - start > 2 else ()
        return Str(parts, start, end)

    def string_with_holes(self, values: list[Any]) -> Str:
        parts = strings.parts(strings.segments(values, 1), strings.unescaped)
        return Str(parts, values[0][2], values[-1][3])

    def indented_string(self, values: list[Any]) -> Str:
        _, source, start, end = values[0]
        return Str(strings.unindented([(source[2:-2], start + 2)]), start, end)

    def indented_string_with_holes(self, values: list[Any]) -> Str:
        parts = strings.unindented(strings.segments(values, 2))
        return Str(parts, values[0][2], values[-1][3])

    def path(self, values: list[Any]) -> Path:
        _, source, start, end = values[0]
        return Path((strings.verbatim(source, start),), start, end)

    def path_with_holes(self, values: list[Any]) -> Path:
        parts = strings.parts(strings.segments(values, 0), strings.verbatim)
        return Path(parts, values[0][2], values[-1][3])

    def search_path(self, values: list[Any]) -> SearchPath:
        _, name, start, end = values[0]
        return SearchPath(name[1:-1], start, end)

    def uri(self, values: list[Any]) -> Str:
        _, source, start, end = values[0]
        return Str((strings.verbatim(source, start),), start, end)

    def group(self, values: list[Any]) -> Expr:
        opening, closing = values[0], values[-1]
        expr: Expr = values[1]
        expr.start = opening[2]
        expr.end = closing[3]
        return expr

    def list_(self, values: list[Any]) -> List:
        return List(tuple(_listed(values)), values[0][2], values[-1][3])

    def stray_comma(self, values: list[Any]) -> list[Any]:
        items: list[Any] = values[0]
        _, _, start, end = values[1]
        self.errors.report(start, end, "the elements of a list have blanks between them, not commas")
        return items

    # ---- Attribute sets

    def attr_set(self, values: list[Any]) -> AttrSet:
        return attr_set(False, _listed(values), values[0][2], values[-1][3], self.errors)

    def recursive_attr_set(self, values: list[Any]) -> AttrSet:
        return attr_set(True, _listed(values), values[0][2], values[-1][3], self.errors)

    def let_body(self, values: list[Any]) -> Select:
        bindings = self.recursive_attr_set(values)
        body = Name("body", bindings.end, bindings.end)
        return Select(bindings, (body,), None, bindings.start, bindings.end)

    def attribute(self, values: list[Any]) -> Attribute | DynamicAttribute:
        name, value, end = values[0], self._value(values), values[-1][3]
        if type(name) is Name:
            return Attribute(name, value, False, name.start, end)
        return DynamicAttribute(name, value, name.start, end)

    def binding(self, values: list[Any]) -> Binding:
        path = values[0]
        return Binding(path, self._value(values), path[0].start, values[-1][3])

    def _value(self, values: list[Any]) -> Expr:
        value: Expr = values[2]
        return value if len(values) == 4 else trimmed(value, values[-1][2])

    def inherit(self, values: list[Any]) -> Inherit:
        return Inherit(None, self._names(values))

    def inherit_from(self, values: list[Any]) -> Inherit:
        return Inherit(values[2], self._names(values))

    def _names(self, values: list[Any]) -> list[Any]:
        return [name for name in _listed(values) if name.start < values[-1][2]]
