"""Evaluate expressions lazily, as Nix does; what is not known is a value too.

Nothing here recurses through C code, so that the depth of Python's own stack is all that has to be bounded.
"""

from __future__ import annotations

import re

from sudolint.policy.nixos.describe import called, kind_of
from sudolint.policy.nixos.expressions import EVALUATE, let_scope
from sudolint.policy.nixos.failures import (
    AbortedError,
    EvaluationError,
    ExhaustedError,
    OpaqueError,
    ThrownError,
)
from sudolint.policy.nixos.files import MissingError
from sudolint.policy.nixos.text import NOWHERE, String, computed
from sudolint.policy.nixos.values import (
    NULL,
    PENDING,
    Attrs,
    Builtin,
    Closure,
    Either,
    Package,
    Scope,
    Thunk,
    Unknown,
    attribute,
    size,
    span_of,
)
from sudolint.syntax.nix import nodes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sudolint.policy.nixos.conditions import Conditions
    from sudolint.policy.nixos.files import Files
    from sudolint.policy.nixos.values import Truth, Value
    from sudolint.source import Source, Span

STEPS = 1_500_000
"""How much work all evaluations of a file may take; about a microsecond each."""

FORMULA = 64
"""How many unknown values a truth value may depend on before some of it is decided."""

_WAITING, _BUSY, _DONE = Thunk.WAITING, Thunk.BUSY, Thunk.DONE


class Budget:
    """The work that is still permitted, for all evaluations together."""

    __slots__ = ("left",)

    def __init__(self, steps: int = STEPS) -> None:
        self.left = steps


class Holes:
    """The characters that stand for unknown texts."""

    FIRST = 0x10000

    def __init__(self) -> None:
        self._characters: dict[str, str] = {}
        self.texts: list[str] = []

    def character(self, text: str) -> str:
        """The character for a text that is not known, by the expression that gives it."""
        found = self._characters.get(text)
        if found is None:
            found = self._characters[text] = chr(self.FIRST + len(self.texts))
            self.texts.append(text)
        return found

    def text(self, character: str) -> str:
        """The expression that a character stands for."""
        return self.texts[ord(character) - self.FIRST]


class Evaluator:
    """One evaluation, under one set of answers to what is not known."""

    def __init__(
        self,
        names: dict[str, Value],
        files: Files,
        conditions: Conditions,
        budget: Budget,
        holes: Holes,
    ) -> None:
        self.names = names
        """The global variables, and with a leading blank what else is known by its name."""
        self.files = files
        self.conditions = conditions
        self.budget = budget
        self.holes = holes
        self.known: dict[str, Value] = {}
        """Values for expressions that would be unknown."""
        self.errors: dict[EvaluationError, None] = {}
        """What went wrong where the evaluation could go on without."""
        self.gaps: dict[str, Span] = {}
        """Expressions that may add to the policy, nobody knows what."""
        self.scripts: dict[str, String] = {}
        """What stands in scripts that the files define, by their store paths."""
        self._literals: dict[nodes.Str, String] = {}
        self._imports: dict[str, Value] = {}

    # ---- Work

    def spend(self, steps: int) -> None:
        """Count work. Raises ExhaustedError."""
        self.budget.left -= steps
        if self.budget.left < 0:
            raise ExhaustedError("evaluating this takes too long", NOWHERE)

    def scope(self, source: Source) -> Scope:
        """The outermost scope of a file."""
        return Scope(self.names, None, source)

    def load(self, path: str) -> Value:
        """The value of the file at an absolute path, as `import` returns it."""
        if path not in self._imports:
            self._imports[path] = self._file(path)
        return self.force(self._imports[path])

    def _file(self, path: str) -> Value:
        try:
            source = self.files.source(path)
        except MissingError:
            return self.unknown(f"import {self.files.shown(path)}")
        tree = self.files.tree(source)
        return Unknown(f"import {source.path}") if tree is None else Thunk(tree, self.scope(source))

    def evaluate(self, node: nodes.Expr, scope: Scope) -> Value:
        """The value of an expression, worked out as far as its outermost constructor."""
        while True:
            self.budget.left -= 1
            if self.budget.left < 0:
                raise ExhaustedError("evaluating this takes too long", span_of(node, scope))
            if type(node) is nodes.Apply:
                callee, argument = self._apply(node, scope)
                if type(callee) is not Closure:
                    return self.apply(callee, argument, span_of(node, scope))
                scope = self._bind(callee, argument, span_of(node, scope))
                node = callee.node.body
            elif type(node) is nodes.Let:
                scope = let_scope(self, node, scope)
                node = node.body
            elif type(node) is nodes.If:
                condition = self.evaluate(node.condition, scope)
                truth = self.decide(condition, span_of(node.condition, scope))
                node = node.consequence if truth else node.alternative
            elif type(node) is nodes.With:
                scope = Scope({}, scope, scope.source, (self.delay(node.namespace, scope), scope.withs))
                node = node.body
            elif type(node) is nodes.Assert:
                condition = self.evaluate(node.condition, scope)
                place = span_of(node.condition, scope)
                if self.truth(condition, place) is False:
                    raise ThrownError("this assertion fails", place)
                node = node.body
            else:
                return EVALUATE[type(node)](self, node, scope)

    def delay(self, node: nodes.Expr, scope: Scope) -> Value:
        """A thunk for an expression; what a variable is bound to is one already."""
        if type(node) is nodes.Var:
            value = scope.find(node.name)
            if value is not None:
                return value
        return Thunk(node, scope)

    def force(self, value: Value) -> Value:
        """A value that may be a thunk, worked out."""
        if type(value) is not Thunk:
            return self._force_deferred(value) if isinstance(value, PENDING) else value
        state = value.state
        if state == _DONE:
            return value.value
        if state == _BUSY:
            raise AbortedError("infinite recursion: this value needs itself", value.span)
        value.state = _BUSY
        try:
            value.value = self.evaluate(value.node, value.scope)
            value.state = _DONE
        finally:
            if value.state == _BUSY:
                value.state = _WAITING
        return value.value

    def _force_deferred(self, value: Value) -> Value:
        if value.state == _DONE:
            return value.value
        if value.state == _BUSY:
            raise AbortedError("infinite recursion: this value needs itself", value.span)
        value.state = _BUSY
        try:
            value.value = self.force(value.compute())
            value.state = _DONE
        finally:
            if value.state == _BUSY:
                value.state = _WAITING
        return value.value

    # ---- Unknown values

    def unknown(self, text: str) -> Value:
        """The value of an expression that the files don't decide, unless it was given."""
        given = self.known.get(text)
        return Unknown(text) if given is None else given

    def hole(self, unknown: Unknown, span: Span) -> String:
        """An unknown value as a text."""
        return computed(self.holes.character(unknown.text), span)

    def truth(self, value: Value, span: Span) -> Truth:
        """A value as a truth value."""
        if isinstance(value, bool | Unknown | Either):
            return value
        raise EvaluationError(f"{kind_of(value)}, where a truth value is expected", span)

    def decide(self, value: Value, span: Span) -> bool:
        """A value as a truth value that has to go one way or the other."""
        return value if type(value) is bool else self.conditions.decide(self.truth(value, span))

    def negated(self, truth: Truth) -> Truth:
        """What `!` makes of a truth value."""
        if isinstance(truth, bool):
            return not truth
        if isinstance(truth, Either) and truth.operator == "not":
            return truth.operands[0]
        return Either("not", (truth,))

    def combined(self, operator: str, left: Truth, right: Callable[[], Truth]) -> Truth:
        """What `and` or `or` makes of truth values; where the left one decides the right one isn't needed."""
        if not isinstance(left, bool) and size(left) > FORMULA:
            left = self.conditions.decide(left)
        if isinstance(left, bool):
            return left if left is (operator == "or") else right()
        try:
            other = right()
        except (ThrownError, EvaluationError) as error:
            if isinstance(error, AbortedError) or self.conditions.decide(left) is not (operator == "or"):
                raise
            return operator == "or"
        if isinstance(other, bool):
            return other if other is (operator == "or") else left
        return Either(operator, (left, other))

    # ---- Functions

    def apply(self, callee: Value, argument: Value, span: Span) -> Value:
        """The value of a function for an argument."""
        kind = type(callee)
        if kind is Closure:
            scope = self._bind(callee, argument, span)
            return self.evaluate(callee.node.body, scope)
        if kind is Builtin:
            arguments = [*callee.arguments, argument]
            if len(arguments) < callee.arity:
                return Builtin(callee.name, callee.arity, callee.function, tuple(arguments))
            self.budget.left -= 1
            try:
                return self.force(callee.function(self, arguments, span))
            except OpaqueError:
                return self.unknown(called(callee.name, arguments))
        if kind is Unknown:
            text = called(callee.text, [argument])
            given = self.known.get(text)
            return Unknown(text, (*callee.arguments, argument)) if given is None else given
        if isinstance(callee, Attrs):
            functor = callee.find("__functor")
            if functor is not None:
                return self.apply(self.apply(self.force(functor), callee, span), argument, span)
            if isinstance(callee, Package):
                return self.build(callee, argument)
        raise EvaluationError(f"{kind_of(callee)} can't be applied to an argument", span)

    def call(self, callee: Value, arguments: list[Value], span: Span) -> Value:
        """The value of a function for several arguments."""
        value = self.force(callee)
        for argument in arguments:
            value = self.apply(value, argument, span)
        return value

    def build(self, package: Package, argument: Value) -> Value:
        """What a function among the packages returns: a package that is named by its argument."""
        value = self.force(argument)
        if isinstance(value, Attrs) and not isinstance(value, Package):
            for key in ("pname", "name"):
                name = value.find(key)
                if name is not None and isinstance(name := self.force(name), String):
                    return Package(name.text, f"{package.path} {{ {key} = {name.text!r}; }}")
        return Unknown(called(package.path, [value]), (argument,))

    def _apply(self, node: nodes.Apply, scope: Scope) -> tuple[Value, Value]:
        """The function of an application and its last argument."""
        value = self.evaluate(node.function, scope)
        for argument in node.arguments[:-1]:
            value = self.apply(value, self.delay(argument, scope), span_of(node, scope))
        return value, self.delay(node.arguments[-1], scope)

    def _bind(self, closure: Closure, argument: Value, span: Span) -> Scope:
        """The scope of a function's body."""
        node, outer = closure.node, closure.scope
        names: dict[str, Value] = {}
        scope = Scope(names, outer, outer.source)
        if node.parameter is not None:
            names[node.parameter.name] = argument
        if node.formals is None:
            return scope
        given = self.force(argument)
        if not isinstance(given, Attrs | Unknown):
            raise EvaluationError(f"{kind_of(given)}, where the function takes a set", span)
        for formal in node.formals.formals:
            name = formal.name.name
            value = given.find(name) if isinstance(given, Attrs) else None
            if value is None and formal.default is not None:
                value = Thunk(formal.default, scope)
            elif value is None:
                value = self.attribute(given, name)
            if value is None:
                raise EvaluationError(f"the argument `{name}` of this function is missing", span)
            names[name] = value
        if not node.formals.ellipsis and isinstance(given, Attrs):
            self._check_arguments(given, names, span)
        return scope

    def _check_arguments(self, given: Attrs, names: dict[str, Value], span: Span) -> None:
        for name in given.names():
            if name not in names and not given.many:
                raise EvaluationError(f"the function has no argument `{name}`", span)

    # ---- Attributes

    def attribute(self, value: Value, name: str) -> Value | None:
        """What a value has under a name, unforced; None if it surely has nothing."""
        if isinstance(value, Attrs):
            found = value.find(name)
            if found is not None:
                return found
            found = value.beyond(name)
            return self._known(found) if type(found) is Unknown else found
        if type(value) is Unknown:
            return self._known(value.select(name))
        return None

    def _known(self, unknown: Unknown) -> Value:
        given = self.known.get(unknown.text)
        return (self.famous(unknown.text) or unknown) if given is None else given

    def famous(self, text: str) -> Value | None:
        """What everyone knows by such an expression: the packages and library of an input `nixpkgs`."""
        if "nixpkgs" in text:
            for pattern, value in self.names[" famous"]:
                if re.fullmatch(pattern, text):
                    return value
        return None

    def has(self, value: Value, name: str) -> Truth:
        """Whether a set has an attribute."""
        if isinstance(value, Attrs):
            if value.find(name) is not None:
                return True
            if value is self.names["builtins"]:
                return False
            found = value.beyond(name)
            if type(found) is not Unknown:
                return found is not None
            return Unknown(f"{found.text.removesuffix('.' + attribute(name))} ? {attribute(name)}")
        if type(value) is Unknown:
            return Unknown(f"{value.text} ? {attribute(name)}")
        return False

    def key(self, name: nodes.Name | nodes.Expr, scope: Scope) -> str | None:
        """The name of an attribute; None where it is null."""
        if type(name) is nodes.Name:
            return name.name
        value = self.evaluate(name, scope)  # type: ignore[arg-type]
        if value is NULL:
            return None
        return self.string(value, span_of(name, scope)).text

    def string(self, value: Value, span: Span) -> String:
        """A forced value that has to be a string."""
        if isinstance(value, String):
            return value
        if isinstance(value, Unknown):
            return self.hole(value, span)
        raise EvaluationError(f"{kind_of(value)}, where a string is expected", span)
