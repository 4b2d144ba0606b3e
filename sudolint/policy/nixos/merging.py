"""Several definitions of one option, as the module system makes one value of them."""

from __future__ import annotations

from sudolint.policy.nixos import operators
from sudolint.policy.nixos.describe import kind_of
from sudolint.policy.nixos.failures import AbortedError, EvaluationError
from sudolint.policy.nixos.text import NOWHERE, String, computed, constant, joined
from sudolint.policy.nixos.values import (
    NULL,
    Attrs,
    Deferred,
    Many,
    Null,
    Package,
    Property,
    Unknown,
    attribute,
    value_span,
)
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sudolint.policy.nixos.configuration import Declaration, System
    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.types import Type
    from sudolint.policy.nixos.values import Value
    from sudolint.source import Span


class Definition(NamedTuple):
    """What one module sets an option to, and under which terms."""

    value: Value
    conditions: tuple[tuple[Value, Span], ...] = ()
    """All of these have to hold."""
    priority: int = 100
    """The lowest one counts."""
    order: int = 1000
    place: Span = NOWHERE


def discharged(ev: Evaluator, definitions: Sequence[Definition]) -> list[Definition]:
    """Definitions of plain values: mkIf, mkMerge, mkOverride and mkOrder have become terms."""
    found: list[Definition] = []
    waiting = list(reversed(definitions))
    while waiting:
        one = waiting.pop()
        ev.spend(4)
        place = value_span(one.value)
        value = ev.force(one.value)
        one = one._replace(value=value, place=one.place if place is NOWHERE else place)
        if not isinstance(value, Property):
            found.append(one)
        elif value.kind == "if":
            conditions = (*one.conditions, (value.term, one.place))
            waiting.append(one._replace(value=value.content, conditions=conditions))
        elif value.kind == "merge":
            contents = ev.force(value.content)
            if isinstance(contents, list):
                waiting += [
                    one._replace(value=operators.element_of(content)) for content in reversed(contents)
                ]
        else:
            term = ev.force(value.term)
            if isinstance(term, int):
                one = one._replace(priority=term) if value.kind == "override" else one._replace(order=term)
            waiting.append(one._replace(value=value.content))
    return found


def effective(ev: Evaluator, definitions: Sequence[Definition]) -> list[Definition]:
    """The definitions that count, in their order: conditions hold, and no other one has precedence."""
    found = [one for one in discharged(ev, definitions) if _holds(ev, one)]
    if len(found) > 1:
        lowest = min([one.priority for one in found])
        found = [one for one in found if one.priority == lowest]
        found.sort(key=_order)
    return found


def _order(definition: Definition) -> int:
    return definition.order


def _holds(ev: Evaluator, definition: Definition) -> bool:
    for condition, place in definition.conditions:  # noqa: SIM110 - a generator is called by way of C
        if not ev.decide(ev.force(condition), place):
            return False
    return True


def is_namespace(value: Value) -> bool:
    """Whether a value may be a set of options rather than the value of one."""
    return isinstance(value, Attrs) and not isinstance(value, Package)


def is_empty(value: Value) -> bool:
    """Whether a value is a list or set that surely has nothing in it."""
    if isinstance(value, list):
        return not value
    return is_namespace(value) and not value.names() and value.rest is None


def guessed(ev: Evaluator, definitions: Sequence[Definition], path: str) -> Value:
    """The value of an option of which the type is not known."""
    found = effective(ev, definitions)
    if not found:
        return ev.unknown(path)
    values = [one.value for one in found]
    if len(values) == 1:
        return values[0]
    if all(isinstance(value, list) for value in values):
        return [element for value in values for element in value]
    if all(operators.equal(ev, values[0], value) is True for value in values[1:]):
        return values[0]
    if all(isinstance(value, String) for value in values):
        return _texts(values, "\n", found[0].place)
    return ev.unknown(path)


def merged(system: System, option: Declaration, found: list[Definition], path: str) -> Value:
    """The value of a declared option that some definitions count for."""
    return _merged(system, option.type, found, path, option.preset)


def _merged(system: System, kind: Type, found: list[Definition], path: str, strict: bool) -> Value:
    if strict and kind.accepts is not None:
        for one in found:
            if not kind.accepts(one.value):
                raise EvaluationError(
                    f"`{_name(path)}` has to be {kind.words}, not {_kind(one.value)}", one.place
                )
    match kind.kind:
        case "list":
            return _list(system, kind, found, path, strict)
        case "attrs":
            return Family(system, kind, found, path, strict)
        case "submodule":
            return _submodule(system, kind, found, path)
        case "text":
            return _text(system.ev, kind, found)
        case "either":
            return _merged(system, _choice(kind, found[0].value), found, path, strict)
        case "null":
            rest = [one for one in found if not isinstance(one.value, Null)]
            return _merged(system, kind.inner, rest, path, strict) if rest else NULL
        case "coerced":
            return _coerced(system, kind, found, path)
        case "one":
            return _one(system.ev, found, path)
        case _:
            return guessed(system.ev, found, path)


def _accepted(ev: Evaluator, kind: Type, found: list[Definition], path: str) -> list[Definition]:
    """The definitions of the right type; others are errors. Raises EvaluationError for a single one."""
    good: list[Definition] = []
    for one in found:
        if kind.accepts is None or kind.accepts(one.value):
            good.append(one)
            continue
        message = f"`{_name(path)}` has to be {kind.words}, not {_kind(one.value)}"
        error = EvaluationError(message, one.place)
        if len(found) == 1:
            raise error
        ev.errors[error] = None
    return good or found


def _name(path: str) -> str:
    """The last name of a path."""
    if path.endswith('"'):
        return path[:-1].rpartition('."')[2]
    return path.rpartition(".")[2].partition("[")[0]


def _kind(value: Value) -> str:
    if isinstance(value, String):
        text = value.text if len(value.text) < 50 else value.text[:50]
        return f'the string "{text}"' if not value.has_holes and text.isprintable() else "a string"
    return kind_of(value)


def _one(ev: Evaluator, found: list[Definition], path: str) -> Value:
    for one in found[1:]:
        same = operators.equal(ev, found[0].value, one.value)
        if same is False:
            raise EvaluationError(f"`{_name(path)}` is defined twice, with different values", one.place)
        if same is not True:
            return ev.unknown(path)
    return found[0].value


def _text(ev: Evaluator, kind: Type, found: list[Definition]) -> Value:
    texts = [ev.string(one.value, one.place) for one in found]
    return _texts(texts, kind.inner, found[0].place)


def _texts(texts: list[String], separator: str, place: Span) -> String:
    spaced: list[String] = []
    for number, one in enumerate(texts):
        if number:
            spaced.append(computed(separator, place))
        spaced.append(one)
    return joined(spaced, place)


def _choice(kind: Type, value: Value) -> Type:
    """The first of several types that accepts a value."""
    choices: tuple[Type, ...] = kind.inner
    return next((one for one in choices if one.accepts is None or one.accepts(value)), choices[-1])


def _coerced(system: System, kind: Type, found: list[Definition], path: str) -> Value:
    source, function, target = kind.inner
    definitions = []
    for one in found:
        value = one.value
        known = target.accepts is not None and target.accepts(value)
        if not isinstance(value, Unknown) and not known and (source.accepts is None or source.accepts(value)):
            value = system.ev.call(function, [value], one.place)
        definitions.append(one._replace(value=value))
    return _merged(system, target, definitions, path, False)


_ELEMENT = 8
"""What an element of a list costs."""


def _list(system: System, kind: Type, found: list[Definition], path: str, strict: bool) -> Value:
    elements: list[Value] = []
    for one in found:
        if isinstance(one.value, Unknown):
            elements.append(Many(_placed(one)))
            continue
        if not isinstance(one.value, list):
            raise EvaluationError(f"`{_name(path)}` has to be a list, not {_kind(one.value)}", one.place)
        system.ev.spend(_ELEMENT * len(one.value))
        for element in one.value:
            merged_one = _element(system, kind.inner, element, one.place, f"{path}[]", strict)
            if merged_one is not None:
                elements.append(Many(merged_one) if type(element) is Many else merged_one)
    return elements


def _placed(definition: Definition) -> Value:
    """The value of a definition, with its place."""
    return Deferred(lambda: definition.value, definition.place)


def _element(
    system: System, kind: Type, element: Value, place: Span, path: str, strict: bool
) -> Value | None:
    """An element of a list; None where its conditions don't hold, or where it is of a wrong type."""
    ev = system.ev
    try:
        found = effective(ev, [Definition(operators.element_of(element), place=place)])
        if not found:
            return None
        if isinstance(found[0].value, Unknown):
            return _placed(found[0])
        if kind.kind in ("any", "one") and not strict and len(found) == 1:
            return (
                operators.element_of(element)
                if found[0].value is ev.force(operators.element_of(element))
                else found[0].value
            )
        return _merged(system, kind, found, path, strict)
    except AbortedError:
        raise
    except EvaluationError as error:
        if not strict:
            raise
        ev.errors[error] = None
        return None


def _submodule(system: System, kind: Type, found: list[Definition], path: str) -> Value:
    if all(isinstance(one.value, Unknown) for one in found):
        return found[0].value
    return system.nested(kind.inner, found, path, _name(path)).root


class Family(Attrs):
    """A set with values of one type: an option of type attrsOf."""

    __slots__ = ("_children", "_definitions", "_kind", "_path", "_strict", "_system")

    def __init__(
        self, system: System, kind: Type, definitions: list[Definition], path: str, strict: bool
    ) -> None:
        rest = next((one.value for one in definitions if isinstance(one.value, Unknown)), None)
        super().__init__({}, Unknown(path) if strict else rest)
        self._system = system
        self._kind = kind
        self._definitions = [one for one in definitions if isinstance(one.value, Attrs)]
        self._path = path
        self._strict = strict
        self._children: dict[str, Value] = {}

    def names(self) -> list[str]:
        """The names that something counts for."""
        names: dict[str, None] = {}
        for one in self._definitions:
            names |= dict.fromkeys(one.value.names())
        return [name for name in names if self.find(name) is not None]

    def find(self, name: str) -> Value | None:
        """The value under a name; None where nothing counts for it."""
        if name not in self._children:
            ev = self._system.ev
            definitions = [
                Definition(value, place=one.place)
                for one in self._definitions
                if (value := one.value.find(name)) is not None
            ]
            found = effective(ev, definitions) if definitions else []
            path = f"{self._path}.{attribute(name)}"
            self._children[name] = (
                Deferred(
                    lambda: _merged(self._system, self._kind.inner, found, path, self._strict), found[0].place
                )
                if found
                else None
            )
        return self._children[name]

    def beyond(self, name: str) -> Value | None:
        """What another module may have set; it goes by the same name."""
        if self.rest is None:
            return None
        return (
            Attrs({"name": constant(name)}, self.rest.select(name)) if self._strict else super().beyond(name)
        )
