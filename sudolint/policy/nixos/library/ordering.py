"""Functions that compare the elements of lists."""

from __future__ import annotations

from sudolint.policy.nixos import operators
from sudolint.policy.nixos.failures import EvaluationError, OpaqueError
from sudolint.policy.nixos.library.arguments import decided, each, items, known_items
from sudolint.policy.nixos.library.lists import check_length
from sudolint.policy.nixos.values import Attrs, Many

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Native, Value
    from sudolint.source import Span


def sorted_by(ev: Evaluator, elements: list[Value], before: Callable[[Value, Value], bool]) -> list[Value]:
    """The elements in order, equal ones as they are; a merge sort, for `before` may evaluate anything."""
    width = 1
    while width < len(elements):
        merged: list[Value] = []
        for start in range(0, len(elements), 2 * width):
            left, right = elements[start : start + width], elements[start + width : start + 2 * width]
            one = other = 0
            while one < len(left) and other < len(right):
                ev.spend(1)
                if before(right[other], left[one]):
                    merged.append(right[other])
                    other += 1
                else:
                    merged.append(left[one])
                    one += 1
            merged += left[one:] + right[other:]
        elements = merged
        width *= 2
    return elements


def _sort(ev: Evaluator, args: list[Value], span: Span) -> Value:
    def before(left: Value, right: Value) -> bool:
        return decided(ev, ev.call(args[0], [left, right], span), span)

    return sorted_by(ev, known_items(ev, args[1], span), before)


def _sort_on(ev: Evaluator, args: list[Value], span: Span) -> Value:
    pairs = [(each(ev, args[0], element, span), element) for element in known_items(ev, args[1], span)]

    def before(left: Value, right: Value) -> bool:
        return ev.decide(operators.less(ev, ev.force(left[0]), ev.force(right[0]), span), span)

    return [element for _, element in sorted_by(ev, pairs, before)]


def _unique(ev: Evaluator, args: list[Value], span: Span) -> Value:
    found: list[Value] = []
    for element in items(ev, args[0], span):
        if type(element) is Many or not _among(ev, element, found):
            found.append(element)
    return found


def _among(ev: Evaluator, element: Value, others: list[Value]) -> bool:
    """Whether an element is surely among others."""
    value = ev.force(element)
    for other in others:
        if type(other) is not Many and operators.equal(ev, value, ev.force(other)) is True:
            return True
    return False


def _subtract(ev: Evaluator, args: list[Value], span: Span) -> Value:
    without = items(ev, args[0], span)
    return [one for one in items(ev, args[1], span) if type(one) is Many or not _among(ev, one, without)]


def _intersect(ev: Evaluator, args: list[Value], span: Span) -> Value:
    others = known_items(ev, args[0], span)
    return [one for one in items(ev, args[1], span) if type(one) is Many or _among(ev, one, others)]


def _remove(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return _subtract(ev, [[args[0]], args[1]], span)


def _extreme(sign: int) -> Native:
    def extreme(ev: Evaluator, args: list[Value], span: Span) -> Value:
        one, other = ev.force(args[0]), ev.force(args[1])
        left, right = (one, other) if sign < 0 else (other, one)
        found = operators.less(ev, left, right, span)
        return one if ev.decide(found, span) else other

    return extreme


def _generic_closure(ev: Evaluator, args: list[Value], span: Span) -> Value:
    given = ev.force(args[0])
    if not isinstance(given, Attrs):
        raise OpaqueError
    waiting = list(known_items(ev, given.find("startSet"), span))
    operator = given.find("operator")
    found: list[Value] = []
    keys: list[Value] = []
    while waiting:
        one = waiting.pop(0)
        key = ev.attribute(ev.force(one), "key")
        if key is None:
            raise EvaluationError("an element of this closure has no `key`", span)
        if _among(ev, key, keys):
            continue
        keys.append(key)
        found.append(one)
        waiting += known_items(ev, ev.call(operator, [one], span), span)
        check_length(len(waiting), span)
    return found


FUNCTIONS: dict[str, Native] = {
    "genericClosure": _generic_closure,
    "intersectLists": _intersect,
    "max": _extreme(1),
    "min": _extreme(-1),
    "remove": _remove,
    "sort": _sort,
    "sortOn": _sort_on,
    "subtractLists": _subtract,
    "unique": _unique,
    "uniqueStrings": _unique,
}
"""What is made of the arguments of each; `index` says how many these are."""
