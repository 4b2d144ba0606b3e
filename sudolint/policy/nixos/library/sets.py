"""Functions of attribute sets."""

from __future__ import annotations

from sudolint.policy.nixos import operators
from sudolint.policy.nixos.failures import EvaluationError
from sudolint.policy.nixos.library.arguments import (
    attrs,
    decided,
    entries,
    items,
    known_attrs,
    known_items,
    many_if,
    string,
    truth,
)
from sudolint.policy.nixos.library.lists import joined_lists
from sudolint.policy.nixos.values import Attrs, Deferred, Many, Package, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.text import String
    from sudolint.policy.nixos.values import Native, Value
    from sudolint.source import Span


def later(ev: Evaluator, function: Value, arguments: list[Value], span: Span) -> Deferred:
    """A function of arguments, to be applied when it is needed."""
    ev.spend(2)
    return Deferred(lambda: ev.call(function, arguments, span), span)


def _attr_names(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return [many_if(many, name) for name, _, many in entries(ev, args[0], span)]


def _attr_values(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return [many_if(many, value) for _, value, many in entries(ev, args[0], span)]


def _has_attr(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return ev.has(ev.force(args[1]), string(ev, args[0], span).text)


def _get_attr(ev: Evaluator, args: list[Value], span: Span) -> Value:
    name = string(ev, args[0], span).text
    found = ev.attribute(attrs(ev, args[1], span), name)
    if found is None:
        raise EvaluationError(f"there is no attribute `{name}` in this set", span)
    return found


def _remove_attrs(ev: Evaluator, args: list[Value], span: Span) -> Value:
    value = ev.force(args[0])
    if isinstance(value, Package | Unknown):
        return value
    given = attrs(ev, value, span)
    names = {string(ev, operators.element_of(name), span).text for name in items(ev, args[1], span)}
    values = {name: given.find(name) for name in given.names() if name not in names}
    return Attrs(values, given.rest, given.many)


def _of_entries(pairs: list[tuple[String, Value, bool]]) -> Attrs:
    """A set of names and values; what stands for many keeps doing so."""
    values = {name.text: value for name, value, _ in pairs}
    return Attrs(values, None, [name.text for name, _, many in pairs if many])


def _map_attrs(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return _of_entries(
        [
            (name, later(ev, args[0], [name, value], span), many)
            for name, value, many in entries(ev, args[1], span)
        ]
    )


def _map_attrs_to_list(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return [
        many_if(many, later(ev, args[0], [name, value], span))
        for name, value, many in entries(ev, args[1], span)
    ]


def _map_attrs_prime(ev: Evaluator, args: list[Value], span: Span) -> Value:
    pairs = []
    for name, value, many in entries(ev, args[1], span):
        pair = ev.call(args[0], [name, value], span)
        new_name, new_value = ev.attribute(pair, "name"), ev.attribute(pair, "value")
        if new_name is not None and new_value is not None:
            pairs.append((string(ev, new_name, span), new_value, many))
    return _of_entries(pairs)


def _attrs_to_list(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return [
        many_if(many, Attrs({"name": name, "value": value}))
        for name, value, many in entries(ev, args[0], span)
    ]


def _filter_attrs(ev: Evaluator, args: list[Value], span: Span) -> Value:
    pairs = []
    for name, value, many in entries(ev, args[1], span):
        found = truth(ev, ev.call(args[0], [name, value], span), span)
        if found is not False if many else ev.decide(found, span):
            pairs.append((name, value, many))
    return _of_entries(pairs)


def _concat_map_attrs(ev: Evaluator, args: list[Value], span: Span) -> Value:
    found: Value = Attrs({})
    for name, value, _ in entries(ev, args[1], span):
        found = operators.updated(ev, found, ev.call(args[0], [name, value], span), span)
    return found


def _gen_attrs(ev: Evaluator, args: list[Value], span: Span) -> Value:
    pairs = []
    for element in items(ev, args[0], span):
        name = operators.element_of(element)
        key = string(ev, name, span)
        pairs.append((key, later(ev, args[1], [name], span), type(element) is Many))
    return _of_entries(pairs)


def _gen_attrs_prime(ev: Evaluator, args: list[Value], span: Span) -> Value:
    pairs = []
    for element in items(ev, args[0], span):
        pair = ev.call(args[1], [operators.element_of(element)], span)
        name, value = ev.attribute(pair, "name"), ev.attribute(pair, "value")
        if name is not None and value is not None:
            pairs.append((string(ev, name, span), value, type(element) is Many))
    return _of_entries(pairs)


def _pair(_: Evaluator, args: list[Value], __: Span) -> Value:
    return Attrs({"name": args[0], "value": args[1]})


def _optional_attrs(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return args[1] if decided(ev, args[0], span) else Attrs({})


def _merge_list(ev: Evaluator, args: list[Value], span: Span) -> Value:
    found: Value = Attrs({})
    for element in items(ev, args[0], span):
        found = operators.updated(ev, found, ev.force(operators.element_of(element)), span)
    return found


def _update(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return operators.updated(ev, ev.force(args[0]), ev.force(args[1]), span)


def _recursive_update(ev: Evaluator, args: list[Value], span: Span) -> Value:
    left, right = ev.force(args[0]), ev.force(args[1])
    if not isinstance(left, Attrs) or not isinstance(right, Attrs):
        return right
    found = operators.updated(ev, left, right, span)
    for name in right.names():
        mine = left.find(name)
        if mine is not None and isinstance(found, Attrs) and type(found) is Attrs:
            both = [mine, right.find(name)]
            found.values[name] = _nested_update(ev, both, span)
    return found


def _nested_update(ev: Evaluator, both: list[Value], span: Span) -> Deferred:
    return Deferred(lambda: _recursive_update(ev, both, span), span)


def _path(ev: Evaluator, value: Value, span: Span) -> list[str]:
    return [string(ev, name, span).text for name in known_items(ev, value, span)]


def _follow(ev: Evaluator, path: list[str], value: Value) -> Value | None:
    """What is found along a path; None where something is missing."""
    found = value
    for name in path:
        found = ev.attribute(ev.force(found), name)
        if found is None:
            return None
    return found


def _attr_by_path(ev: Evaluator, args: list[Value], span: Span) -> Value:
    found = _follow(ev, _path(ev, args[0], span), args[2])
    return args[1] if found is None else found


def _has_attr_by_path(ev: Evaluator, args: list[Value], span: Span) -> Value:
    *path, last = _path(ev, args[0], span)
    found = _follow(ev, path, args[1])
    return False if found is None else ev.has(ev.force(found), last)


def _get_attr_from_path(ev: Evaluator, args: list[Value], span: Span) -> Value:
    found = _follow(ev, _path(ev, args[0], span), args[1])
    if found is None:
        raise EvaluationError("this path of attributes leads nowhere", span)
    return found


def _set_attr_by_path(ev: Evaluator, args: list[Value], span: Span) -> Value:
    found = args[1]
    for name in reversed(_path(ev, args[0], span)):
        found = Attrs({name: found})
    return found


def _attr_vals(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return [_get_attr(ev, [name, args[1]], span) for name in known_items(ev, args[0], span)]


def _get_attrs(ev: Evaluator, args: list[Value], span: Span) -> Value:
    names = _path(ev, args[0], span)
    given = attrs(ev, args[1], span)
    found = {name: ev.attribute(given, name) for name in names}
    return Attrs({name: value for name, value in found.items() if value is not None})


def _cat_attrs(ev: Evaluator, args: list[Value], span: Span) -> Value:
    name = string(ev, args[0], span).text
    found: list[Value] = []
    for element in items(ev, args[1], span):
        value = ev.attribute(ev.force(operators.element_of(element)), name)
        if value is not None:
            found.append(many_if(type(element) is Many, value))
    return found


def _intersect_attrs(ev: Evaluator, args: list[Value], span: Span) -> Value:
    first, second = attrs(ev, args[0], span), attrs(ev, args[1], span)
    if first.rest is not None or first.many:
        return second
    found = {name: ev.attribute(second, name) for name in first.names()}
    return Attrs({name: value for name, value in found.items() if value is not None})


def _zip_attrs_with(ev: Evaluator, args: list[Value], span: Span) -> Value:
    groups: dict[str, list[Value]] = {}
    names: dict[str, String] = {}
    for element in known_items(ev, args[1], span):
        known_attrs(ev, element, span)
        for name, value, _ in entries(ev, element, span):
            groups.setdefault(name.text, []).append(value)
            names[name.text] = name
    return Attrs({name: later(ev, args[0], [names[name], values], span) for name, values in groups.items()})


def _zip_attrs(ev: Evaluator, args: list[Value], span: Span) -> Value:
    groups: dict[str, Value] = {}
    for element in known_items(ev, args[0], span):
        for name, value, _ in entries(ev, element, span):
            groups.setdefault(name.text, []).append(value)
    return Attrs(groups)


def _fold_attrs(ev: Evaluator, args: list[Value], span: Span) -> Value:
    found: dict[str, Value] = {}
    for element in reversed(known_items(ev, args[2], span)):
        for name, value, _ in entries(ev, element, span):
            found[name.text] = ev.call(args[0], [value, found.get(name.text, args[1])], span)
    return Attrs(found)


def _foldl_attrs(ev: Evaluator, args: list[Value], span: Span) -> Value:
    result = args[1]
    for name, value, _ in entries(ev, args[2], span):
        result = ev.call(args[0], [result, name, value], span)
    return result


def _collect(ev: Evaluator, args: list[Value], span: Span) -> Value:
    value = ev.force(args[1])
    if isinstance(value, Attrs) and not decided(ev, ev.call(args[0], [value], span), span):
        inner = [_collect(ev, [args[0], one], span) for _, one, _ in entries(ev, value, span)]
        return joined_lists(ev, inner, span)
    return [value] if decided(ev, ev.call(args[0], [value], span), span) else []


def _map_attrs_recursive(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return _mapped_below(ev, args[0], [], args[1], span)


def _mapped_below(ev: Evaluator, function: Value, path: list[Value], value: Value, span: Span) -> Value:
    pairs = []
    for name, one, many in entries(ev, value, span):
        pairs.append((name, _mapped_leaf(ev, function, [*path, name], one, span), many))
    return _of_entries(pairs)


def _mapped_leaf(ev: Evaluator, function: Value, path: list[Value], value: Value, span: Span) -> Deferred:
    def compute() -> Value:
        found = ev.force(value)
        if isinstance(found, Attrs) and not isinstance(found, Package):
            return _mapped_below(ev, function, path, found, span)
        return ev.call(function, [path, found], span)

    return Deferred(compute, span)


def _filter_recursive(ev: Evaluator, args: list[Value], span: Span) -> Value:
    found = _filter_attrs(ev, args, span)
    for name, value in list(found.values.items()):
        inner = ev.force(value)
        if isinstance(inner, Attrs) and not isinstance(inner, Package):
            found.values[name] = _filter_recursive(ev, [args[0], inner], span)
    return found


def _cartesian_product(ev: Evaluator, args: list[Value], span: Span) -> Value:
    found = [Attrs({})]
    for width, (name, values, _) in enumerate(entries(ev, args[0], span)):
        choices = known_items(ev, values, span)
        ev.spend(len(found) * len(choices) * (4 + width))
        found = [Attrs({**one.values, name.text: choice}) for one in found for choice in choices]
    return found


FUNCTIONS: dict[str, Native] = {
    "attrByPath": _attr_by_path,
    "attrNames": _attr_names,
    "attrVals": _attr_vals,
    "attrValues": _attr_values,
    "attrsToList": _attrs_to_list,
    "cartesianProduct": _cartesian_product,
    "cartesianProductOfSets": _cartesian_product,
    "catAttrs": _cat_attrs,
    "collect": _collect,
    "concatMapAttrs": _concat_map_attrs,
    "filterAttrs": _filter_attrs,
    "filterAttrsRecursive": _filter_recursive,
    "foldAttrs": _fold_attrs,
    "foldlAttrs": _foldl_attrs,
    "genAttrs": _gen_attrs,
    "genAttrs'": _gen_attrs_prime,
    "getAttr": _get_attr,
    "getAttrFromPath": _get_attr_from_path,
    "getAttrs": _get_attrs,
    "hasAttr": _has_attr,
    "hasAttrByPath": _has_attr_by_path,
    "intersectAttrs": _intersect_attrs,
    "mapAttrs": _map_attrs,
    "mapAttrs'": _map_attrs_prime,
    "mapAttrsRecursive": _map_attrs_recursive,
    "mapAttrsToList": _map_attrs_to_list,
    "mergeAttrs": _update,
    "mergeAttrsList": _merge_list,
    "nameValuePair": _pair,
    "optionalAttrs": _optional_attrs,
    "recursiveUpdate": _recursive_update,
    "removeAttrs": _remove_attrs,
    "setAttrByPath": _set_attr_by_path,
    "zipAttrs": _zip_attrs,
    "zipAttrsWith": _zip_attrs_with,
}
"""What is made of the arguments of each; `index` says how many these are."""
