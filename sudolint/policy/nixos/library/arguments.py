"""What functions do with their arguments: work them out, see that they are of the right type, apply them."""

from __future__ import annotations

from sudolint.policy.nixos.describe import kind_of
from sudolint.policy.nixos.failures import EvaluationError, OpaqueError
from sudolint.policy.nixos.text import NOWHERE, String, computed
from sudolint.policy.nixos.values import Attrs, Deferred, Either, Many, Unknown, value_span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Truth, Value
    from sudolint.source import Span


_LATER = 2
"""What it costs to keep something to be worked out later."""


def items(ev: Evaluator, value: Value, span: Span) -> list[Value]:
    """The elements of a list; an unknown one has many elements like itself."""
    forced = ev.force(value)
    if isinstance(forced, list):
        ev.spend(len(forced) // 4)
        return forced
    if isinstance(forced, Unknown):
        return [Many(forced)]
    raise wrong(forced, "a list", value, span)


def known_items(ev: Evaluator, value: Value, span: Span) -> list[Value]:
    """The elements of a list of which it is known how many there are. Raises OpaqueError."""
    found = items(ev, value, span)
    if any(type(element) is Many for element in found):
        raise OpaqueError
    return found


def attrs(ev: Evaluator, value: Value, span: Span) -> Attrs:
    """A set; an unknown one has nothing but further attributes."""
    forced = ev.force(value)
    if isinstance(forced, Attrs):
        return forced
    if isinstance(forced, Unknown):
        return Attrs({}, forced)
    raise wrong(forced, "a set", value, span)


def known_attrs(ev: Evaluator, value: Value, span: Span) -> Attrs:
    """A set of which all names are known. Raises OpaqueError."""
    found = attrs(ev, value, span)
    if found.rest is not None or found.many:
        raise OpaqueError
    return found


def string(ev: Evaluator, value: Value, span: Span) -> String:
    """A string, perhaps with holes."""
    forced = ev.force(value)
    if isinstance(forced, String | Unknown):
        return ev.string(forced, value_place(value, span))
    raise wrong(forced, "a string", value, span)


def plain(ev: Evaluator, value: Value, span: Span) -> str:
    """A string that is wholly known. Raises OpaqueError."""
    found = string(ev, value, span)
    if found.has_holes:
        raise OpaqueError
    return found.text


def integer(ev: Evaluator, value: Value, span: Span) -> int:
    """An integer. Raises OpaqueError."""
    forced = ev.force(value)
    if isinstance(forced, int) and not isinstance(forced, bool):
        return forced
    if isinstance(forced, Unknown):
        raise OpaqueError
    raise wrong(forced, "an integer", value, span)


def truth(ev: Evaluator, value: Value, span: Span) -> Truth:
    """A truth value, perhaps an unknown one."""
    forced = ev.force(value)
    if isinstance(forced, bool | Unknown | Either):
        return forced
    raise wrong(forced, "a truth value", value, span)


def decided(ev: Evaluator, value: Value, span: Span) -> bool:
    """A truth value that has to go one way or the other."""
    return ev.decide(truth(ev, value, span), span)


def each(ev: Evaluator, function: Value, element: Value, span: Span, *before: Value) -> Value:
    """A function of an element of a list, to be applied when it is needed."""
    value = element.value if type(element) is Many else element
    arguments = [*before, value]
    ev.spend(_LATER)
    applied = Deferred(lambda: ev.call(function, arguments, span), span)
    return Many(applied) if type(element) is Many else applied


def entries(ev: Evaluator, value: Value, span: Span) -> list[tuple[String, Value, bool]]:
    """The names and values of a set, sorted; True for those that stand for any number of attributes."""
    found = attrs(ev, value, span)
    names = sorted(found.names())
    ev.spend(len(names))
    pairs: list[tuple[String, Value, bool]] = []
    for name in names:
        one = found.find(name)
        pairs.append((computed(name, value_place(one, span)), one, name in found.many))
    if found.rest is not None:
        some = ev.hole(Unknown(f"attrNames {found.rest.text}"), span)
        pairs.append((some, found.rest, True))
    return pairs


def many_if(condition: bool, value: Value) -> Value:
    """An element that stands for many, or just for itself."""
    return Many(value) if condition else value


def value_place(value: Value, span: Span) -> Span:
    """Where an argument is written, else where the function is called."""
    place = value_span(value)
    return span if place is NOWHERE else place


def wrong(forced: Value, expected: str, value: Value, span: Span) -> EvaluationError:
    """The error that an argument is of the wrong type."""
    if isinstance(forced, Either | Unknown):
        raise OpaqueError
    return EvaluationError(f"{kind_of(forced)}, where {expected} is expected", value_place(value, span))
