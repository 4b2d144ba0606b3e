"""Attribute sets from their bindings, merged as Nix merges them while it parses."""

from __future__ import annotations

from sudolint.records import NamedTuple
from sudolint.syntax.nix.nodes import Attribute, AttrSet, DynamicAttribute, From, Name, Select, Var

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sudolint.syntax.nix.errors import Errors
    from sudolint.syntax.nix.nodes import AttrPath, Broken, Expr


class Binding(NamedTuple):
    """`path = value;` with a path that is more than a name."""

    path: AttrPath
    value: Expr
    start: int
    end: int


class Inherit(NamedTuple):
    """`inherit names;` or `inherit (source) names;`."""

    source: Expr | None
    names: AttrPath


def attr_set(
    recursive: bool,
    bindings: Iterable[Attribute | DynamicAttribute | Binding | Inherit | Broken],
    start: int,
    end: int,
    errors: Errors,
) -> AttrSet:
    """The set that bindings make; a name that is already taken is reported, and its first meaning kept."""
    found = AttrSet(recursive, {}, [], [], start, end)
    attributes = found.attributes
    for binding in bindings:
        if isinstance(binding, Attribute):
            if attributes.setdefault(binding.name.name, binding) is not binding:
                _add(found, binding, (), errors)
        elif isinstance(binding, Binding):
            _bind(found, binding, errors)
        elif isinstance(binding, DynamicAttribute):
            found.dynamic.append(binding)
        elif isinstance(binding, Inherit):
            _inherit(found, binding, errors)
    return found


def _bind(target: AttrSet, binding: Binding, errors: Errors) -> None:
    """Add `a.b.c = value;`: sets for `a` and `b` where there are none, and the value in the innermost."""
    path, value, start, end = binding
    for depth, name in enumerate(path[:-1], 1):
        nested = AttrSet(False, {}, [], [], start, end)
        if not isinstance(name, Name):
            target.dynamic.append(DynamicAttribute(name, nested, start, end))
        elif (taken := target.attributes.get(name.name)) is None:
            target.attributes[name.name] = Attribute(name, nested, False, start, end)
        elif isinstance(taken.value, AttrSet):
            nested = taken.value
            taken.end = nested.end = end
        else:
            _refuse(path[:depth], start, taken, errors)
            return
        target = nested
    name = path[-1]
    if isinstance(name, Name):
        _add(target, Attribute(name, value, False, start, end), path[:-1], errors)
    else:
        target.dynamic.append(DynamicAttribute(name, value, start, end))


def _inherit(target: AttrSet, inherit: Inherit, errors: Errors) -> None:
    """Add `inherit names;`."""
    number = len(target.sources)
    if inherit.source is not None:
        target.sources.append(inherit.source)
    for name in inherit.names:
        start, end = name.start, name.end
        if not isinstance(name, Name):
            errors.report(start, end, "a name after `inherit` can't depend on a value")
            continue
        value: Expr = Var(name.name, start, end)
        if inherit.source is not None:
            value = Select(From(number, start, start), (name,), None, start, end)
        taken = target.attributes.setdefault(
            name.name, Attribute(name, value, inherit.source is None, start, end)
        )
        if taken.name is not name:
            _refuse((name,), start, taken, errors)


def _add(target: AttrSet, attribute: Attribute, outside: AttrPath, errors: Errors) -> None:
    """Add an attribute; two sets under the same name become one.

    The first set's `rec` then holds for both and the second's is ignored, as in Nix.
    """
    work = [(target, attribute, outside)]
    while work:
        target, attribute, outside = work.pop()
        name, value, end = attribute.name, attribute.value, attribute.end
        taken = target.attributes.setdefault(name.name, attribute)
        if taken is attribute:
            continue
        if not isinstance(taken.value, AttrSet) or not isinstance(value, AttrSet):
            _refuse((*outside, name), attribute.start, taken, errors)
            continue
        merged = taken.value
        taken.end = merged.end = end
        for inner in reversed(value.attributes.values()):
            if isinstance(inner.value, Select) and isinstance(inner.value.subject, From):
                inner.value.subject.number += len(merged.sources)
            work.append((merged, inner, (*outside, name)))
        merged.dynamic += value.dynamic
        merged.sources += value.sources


def _refuse(path: AttrPath, start: int, taken: Attribute, errors: Errors) -> None:
    """Report that a name is taken."""
    shown = ".".join(name.name for name in path if isinstance(name, Name))  # no other name can be taken
    message = f"attribute `{shown}` is already defined at {errors.where(taken.start)}"
    errors.report(start, path[-1].end, message)
