"""Functions of lists."""

from __future__ import annotations

from sudolint.policy.nixos import operators
from sudolint.policy.nixos.failures import EvaluationError, ExhaustedError, OpaqueError
from sudolint.policy.nixos.library.arguments import (
    decided,
    each,
    integer,
    items,
    known_items,
    string,
    truth,
)
from sudolint.policy.nixos.values import Attrs, Deferred, Many, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Native, Truth, Value
    from sudolint.source import Span

LONGEST = 200_000
"""How many elements a list may be made to have."""


def mapped(ev: Evaluator, args: list[Value], span: Span) -> Value:
    """`map f list`."""
    return [each(ev, args[0], element, span) for element in items(ev, args[1], span)]


def _for_each(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return [each(ev, args[1], element, span) for element in items(ev, args[0], span)]


def _imap(first: int) -> Native:
    def imap(ev: Evaluator, args: list[Value], span: Span) -> Value:
        elements = items(ev, args[1], span)
        return [each(ev, args[0], element, span, at) for at, element in enumerate(elements, first)]

    return imap


def _filter(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return [element for element in items(ev, args[1], span) if _holds(ev, args[0], element, span)]


def _holds(ev: Evaluator, predicate: Value, element: Value, span: Span) -> bool:
    """Whether a predicate holds for an element; for one of many, whether it may hold."""
    found = truth(ev, each(ev, predicate, operators.element_of(element), span), span)
    return found is not False if type(element) is Many else ev.decide(found, span)


def _partition(ev: Evaluator, args: list[Value], span: Span) -> Value:
    right: list[Value] = []
    wrong: list[Value] = []
    for element in items(ev, args[1], span):
        (right if _holds(ev, args[0], element, span) else wrong).append(element)
    return Attrs({"right": right, "wrong": wrong})


def _group_by(ev: Evaluator, args: list[Value], span: Span) -> Value:
    groups: dict[str, Value] = {}
    for element in items(ev, args[1], span):
        key = string(ev, each(ev, args[0], operators.element_of(element), span), span)
        groups.setdefault(key.text, []).append(element)
    return Attrs(groups)


def _quantified(decisive: bool) -> Native:
    """`any` (a true one decides) or `all` (a false one does)."""

    def quantified(ev: Evaluator, args: list[Value], span: Span) -> Value:
        result: Truth = not decisive
        for element in items(ev, args[1], span):
            here = truth(ev, each(ev, args[0], operators.element_of(element), span), span)
            if type(element) is Many and here is decisive:
                raise OpaqueError
            if here is decisive:
                return decisive
            result = ev.combined("or" if decisive else "and", result, lambda here=here: here)  # type: ignore[misc]
        return result

    return quantified


def _elem(ev: Evaluator, args: list[Value], span: Span) -> Value:
    wanted = ev.force(args[0])
    result: Truth = False
    for element in items(ev, args[1], span):
        same = operators.equal(ev, wanted, ev.force(operators.element_of(element)))
        if same is True and type(element) is not Many:
            return True
        if same is not False:
            result = Unknown("")
    if result is False:
        return False
    raise OpaqueError


def _element(ev: Evaluator, args: list[Value], span: Span) -> Value:
    elements, at = items(ev, args[0], span), integer(ev, args[1], span)
    if any(type(element) is Many for element in elements[: at + 1]):
        raise OpaqueError
    if not 0 <= at < len(elements):
        raise EvaluationError(f"there is no element {at} in a list of {len(elements)}", span)
    return elements[at]


def _head(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return _element(ev, [args[0], 0], span)


def _last(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return _element(ev, [list(reversed(items(ev, args[0], span))), 0], span)


def _tail(ev: Evaluator, args: list[Value], span: Span) -> Value:
    elements = items(ev, args[0], span)
    if not elements:
        raise EvaluationError("an empty list has no tail", span)
    return elements if type(elements[0]) is Many else elements[1:]


def _init(ev: Evaluator, args: list[Value], span: Span) -> Value:
    elements = items(ev, args[0], span)
    if not elements:
        raise EvaluationError("an empty list has no last element", span)
    return elements if type(elements[-1]) is Many else elements[:-1]


def _length(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return len(known_items(ev, args[0], span))


def _count(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return len([one for one in known_items(ev, args[1], span) if _holds(ev, args[0], one, span)])


def joined_lists(ev: Evaluator, lists: list[Value], span: Span) -> list[Value]:
    """The elements of lists, one list after another."""
    found: list[Value] = []
    for one in lists:
        inner = items(ev, operators.element_of(one), span)
        many = type(one) is Many
        found += [Many(element) if many and type(element) is not Many else element for element in inner]
        check_length(len(found), span)
    return found


def _concat_lists(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return joined_lists(ev, items(ev, args[0], span), span)


def _concat_map(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return joined_lists(ev, [each(ev, args[0], one, span) for one in items(ev, args[1], span)], span)


def flatten(ev: Evaluator, args: list[Value], span: Span) -> Value:
    """`flatten x`."""
    found: list[Value] = []
    waiting = [(args[0], False)]
    while waiting:
        element, many = waiting.pop()
        if type(element) is Many:
            element, many = element.value, True
        value = ev.force(element)
        if isinstance(value, list):
            ev.spend(1 + len(value) // 4)
            waiting += [(inner, many) for inner in reversed(value)]
        else:
            found.append(Many(element) if many else element)
    return found


def folded(ev: Evaluator, args: list[Value], span: Span) -> Value:
    """`foldl' op nul list`."""
    function, result, elements = args
    for element in items(ev, elements, span):
        result = ev.call(function, [result, operators.element_of(element)], span)
    return result


def _foldl(ev: Evaluator, args: list[Value], span: Span) -> Value:
    function, result, elements = args
    for element in items(ev, elements, span):
        result = _call_later(ev, function, [result, operators.element_of(element)], span)
    return result


def _foldr(ev: Evaluator, args: list[Value], span: Span) -> Value:
    function, result, elements = args
    for element in reversed(items(ev, elements, span)):
        result = _call_later(ev, function, [operators.element_of(element), result], span)
    return result


def _call_later(ev: Evaluator, function: Value, arguments: list[Value], span: Span) -> Deferred:
    ev.spend(2)
    return Deferred(lambda: ev.call(function, arguments, span), span)


def _gen_list(ev: Evaluator, args: list[Value], span: Span) -> Value:
    count = integer(ev, args[1], span)
    if count < 0:
        raise EvaluationError(f"a list can't have {count} elements", span)
    check_length(count, span)
    ev.spend(count)
    return [each(ev, args[0], number, span) for number in range(count)]


def _range(ev: Evaluator, args: list[Value], span: Span) -> Value:
    first, last = integer(ev, args[0], span), integer(ev, args[1], span)
    check_length(last - first, span)
    ev.spend(max(0, last - first))
    return list(range(first, last + 1))


def _replicate(ev: Evaluator, args: list[Value], span: Span) -> Value:
    count = integer(ev, args[0], span)
    check_length(count, span)
    ev.spend(max(0, count))
    return [args[1]] * count


def check_length(count: int, span: Span) -> None:
    """Raise ExhaustedError for a list that would take too much room."""
    if count > LONGEST:
        raise ExhaustedError(f"a list of {count} elements is too long", span)


def _reverse(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return list(reversed(items(ev, args[0], span)))


def _optional(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return [args[1]] if decided(ev, args[0], span) else []


def _optionals(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return args[1] if decided(ev, args[0], span) else []


def _to_list(ev: Evaluator, args: list[Value], span: Span) -> Value:
    value = ev.force(args[0])
    if isinstance(value, list):
        return value
    return [Many(value)] if isinstance(value, Unknown) else [args[0]]


def _singleton(_: Evaluator, args: list[Value], __: Span) -> Value:
    return [args[0]]


def _find_first(ev: Evaluator, args: list[Value], span: Span) -> Value:
    for element in known_items(ev, args[2], span):
        if _holds(ev, args[0], element, span):
            return element
    return args[1]


def _take(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return known_items(ev, args[1], span)[: max(0, integer(ev, args[0], span))]


def _drop(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return known_items(ev, args[1], span)[max(0, integer(ev, args[0], span)) :]


def _sublist(ev: Evaluator, args: list[Value], span: Span) -> Value:
    start = integer(ev, args[0], span)
    return known_items(ev, args[2], span)[start : start + integer(ev, args[1], span)]


def _zip_with(ev: Evaluator, args: list[Value], span: Span) -> Value:
    pairs = zip(known_items(ev, args[1], span), known_items(ev, args[2], span), strict=False)
    return [_call_later(ev, args[0], [one, other], span) for one, other in pairs]


def _zip(ev: Evaluator, args: list[Value], span: Span) -> Value:
    pairs = zip(known_items(ev, args[0], span), known_items(ev, args[1], span), strict=False)
    return [Attrs({"fst": one, "snd": other}) for one, other in pairs]


def _intersperse(ev: Evaluator, args: list[Value], span: Span) -> Value:
    found: list[Value] = []
    for element in items(ev, args[1], span):
        if found:
            found.append(args[0])
        found.append(element)
    return found


def _list_to_attrs(ev: Evaluator, args: list[Value], span: Span) -> Value:
    values: dict[str, Value] = {}
    many: list[str] = []
    for element in items(ev, args[0], span):
        pair = ev.force(operators.element_of(element))
        name, value = ev.attribute(pair, "name"), ev.attribute(pair, "value")
        if name is None or value is None:
            raise EvaluationError("an element of this list has no `name` or no `value`", span)
        key = string(ev, name, span).text
        if values.setdefault(key, value) is value and type(element) is Many:
            many.append(key)
    return Attrs(values, None, many)


def _pipe(ev: Evaluator, args: list[Value], span: Span) -> Value:
    value = args[0]
    for function in known_items(ev, args[1], span):
        value = ev.call(function, [value], span)
    return value


def _concat(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return joined_lists(ev, args, span)


FUNCTIONS: dict[str, Native] = {
    "all": _quantified(False),
    "any": _quantified(True),
    "concat": _concat,
    "concatLists": _concat_lists,
    "concatMap": _concat_map,
    "count": _count,
    "drop": _drop,
    "elem": _elem,
    "elemAt": _element,
    "filter": _filter,
    "findFirst": _find_first,
    "flatten": flatten,
    "foldl": _foldl,
    "foldl'": folded,
    "foldr": _foldr,
    "fold": _foldr,
    "forEach": _for_each,
    "genList": _gen_list,
    "groupBy": _group_by,
    "head": _head,
    "imap0": _imap(0),
    "imap1": _imap(1),
    "init": _init,
    "intersperse": _intersperse,
    "last": _last,
    "length": _length,
    "listToAttrs": _list_to_attrs,
    "map": mapped,
    "optional": _optional,
    "optionals": _optionals,
    "partition": _partition,
    "pipe": _pipe,
    "range": _range,
    "replicate": _replicate,
    "reverseList": _reverse,
    "singleton": _singleton,
    "sublist": _sublist,
    "tail": _tail,
    "take": _take,
    "toList": _to_list,
    "zipLists": _zip,
    "zipListsWith": _zip_with,
}
"""What is made of the arguments of each; `index` says how many these are."""
