"""The operators of the Nix language, and how values become strings."""

from __future__ import annotations

from sudolint.policy.nixos.describe import kind_of, written
from sudolint.policy.nixos.failures import EvaluationError, ExhaustedError
from sudolint.policy.nixos.paths import normal
from sudolint.policy.nixos.text import String, computed, joined
from sudolint.policy.nixos.values import (
    STORE,
    Attrs,
    Builtin,
    Closure,
    Deferred,
    Either,
    Many,
    Null,
    Package,
    Path,
    Property,
    Unknown,
)
from sudolint.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Scope, Truth, Value
    from sudolint.syntax.nix.nodes import Binary

    Operator = Callable[[Evaluator, Binary, Scope], Value]

INT_MAX = 2**63 - 1


def coerced(ev: Evaluator, value: Value, span: Span, *, in_path: bool = False) -> String:
    """A forced value as a string, as `"${value}"` makes it one: a path becomes one in the store."""
    if isinstance(value, String):
        return value
    if isinstance(value, Unknown):
        return ev.hole(value, span)
    if isinstance(value, Path):
        return computed(value.text if in_path else store_path(value), span)
    if isinstance(value, Attrs):
        return _printed(ev, value, span, in_path=in_path)
    raise EvaluationError(f"{kind_of(value)} is no text; `toString` makes it one", span)


def _printed(ev: Evaluator, value: Attrs, span: Span, *, in_path: bool) -> String:
    """A set as a string: what its `__toString` returns, or its `outPath`."""
    if isinstance(value, Package):
        return computed(value.store_path, span)
    method = value.find("__toString")
    if method is not None:
        return coerced(ev, ev.call(method, [value], span), span, in_path=in_path)
    path = ev.attribute(value, "outPath")
    if path is None:
        raise EvaluationError("a set is no text", span)
    return coerced(ev, ev.force(path), span, in_path=in_path)


def store_path(path: Path) -> str:
    """Where a path is, once it has been copied to the store."""
    return STORE + path.text.rpartition("/")[2]


def to_string(ev: Evaluator, value: Value, span: Span) -> String:
    """What `toString` makes of a forced value."""
    if isinstance(value, bool):
        return computed("1" if value else "", span)
    if isinstance(value, int):
        return computed(str(value), span)
    if isinstance(value, float):
        return computed(f"{value:.6f}", span)
    if isinstance(value, Null):
        return computed("", span)
    if isinstance(value, list):
        blank = computed(" ", span)
        strings: list[String] = []
        for number, element in enumerate(value):
            if number:
                strings.append(blank)
            strings.append(to_string(ev, ev.force(element_of(element)), span))
        return joined(strings, span)
    if isinstance(value, Attrs) and not isinstance(value, Package):
        method = value.find("__toString")
        if method is not None:
            return to_string(ev, ev.call(method, [value], span), span)
    return coerced(ev, value, span, in_path=True)


def element_of(element: Value) -> Value:
    """An element of a list, or one of many like it."""
    return element.value if type(element) is Many else element


# ---- Arithmetic


def arithmetic(ev: Evaluator, sign: str, left: Value, right: Value, span: Span) -> Value:
    """`left sign right` for numbers."""
    for value in (left, right):
        if isinstance(value, Unknown):
            return ev.unknown(f"{written(left)} {sign} {written(right)}")
        if not is_number(value):
            raise EvaluationError(f"{kind_of(value)}, where a number is expected", span)
    if sign == "+":
        found = left + right
    elif sign == "-":
        found = left - right
    elif sign == "*":
        found = left * right
    elif not right:
        raise EvaluationError("division by zero", span)
    elif isinstance(left, int) and isinstance(right, int):
        found = abs(left) // abs(right) * (1 if (left < 0) is (right < 0) else -1)
    else:
        found = left / right
    if isinstance(found, int) and not -INT_MAX - 1 <= found <= INT_MAX:
        raise EvaluationError("this is beyond what an integer can hold", span)
    return found


def is_number(value: Value) -> bool:
    """Whether a value is an integer or a floating-point number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def added(ev: Evaluator, left: Value, right: Value, span: Span) -> Value:
    """`left + right`: a sum, a string, or a path where the left one is."""
    if is_number(left):
        return arithmetic(ev, "+", left, right, span)
    if isinstance(left, Unknown) and not isinstance(right, String | Path | Attrs):
        return ev.unknown(f"{written(left)} + {written(right)}")
    if isinstance(left, Path):
        return normal(left.text + coerced(ev, right, span, in_path=True).text)
    return together(ev, [coerced(ev, left, span), coerced(ev, right, span)], span)


LONGEST = 4_000_000
"""How long a string may be made."""
_CHARACTERS = 32
"""How many characters cost as much as a step."""


def together(ev: Evaluator, strings: Sequence[String | tuple[String, Span]], span: Span) -> String:
    """Strings one after another. Raises ExhaustedError where that takes too much room."""
    length = sum([len(one[0].text if isinstance(one, tuple) else one.text) for one in strings])
    if length > LONGEST:
        raise ExhaustedError(f"a string of {length} characters is too long", span)
    ev.spend(length // _CHARACTERS)
    return joined(strings, span)


# ---- Comparison


def equal(ev: Evaluator, left: Value, right: Value) -> Truth:
    """Whether two forced values are the same."""
    if left is right and not isinstance(left, Closure | Builtin):
        return True
    ev.spend(1)
    for value, other in ((left, right), (right, left)):
        if isinstance(value, Unknown | Either):
            return _equal_unknown(ev, value, other)
    if isinstance(left, String) and isinstance(right, String):
        if left.text == right.text or not (left.has_holes or right.has_holes):
            return left.text == right.text
        return ev.truth(ev.unknown(f"{written(left)} == {written(right)}"), left.span)
    if is_number(left) and is_number(right):
        return bool(left == right)
    if isinstance(left, bool) and isinstance(right, bool):
        return left is right
    if isinstance(left, Null) or isinstance(right, Null):
        return isinstance(left, Null) and isinstance(right, Null)
    if isinstance(left, Path) and isinstance(right, Path):
        return left.text == right.text
    if isinstance(left, list) and isinstance(right, list):
        return _equal_lists(ev, left, right)
    if isinstance(left, Package) or isinstance(right, Package):
        return isinstance(left, Package) and isinstance(right, Package) and left.path == right.path
    if isinstance(left, Attrs) and isinstance(right, Attrs):
        return _equal_sets(ev, left, right)
    return False


def _equal_unknown(ev: Evaluator, value: Unknown | Either, other: Value) -> Truth:
    if isinstance(other, bool):
        return value if other else ev.negated(value)
    if isinstance(other, Unknown) and isinstance(value, Unknown) and other.text == value.text:
        return True
    if isinstance(other, Closure | Builtin | Property):
        return False
    given = ev.unknown(f"{written(value)} == {written(other)}")
    return given if isinstance(given, bool | Unknown) else Unknown(f"{written(value)} == {written(other)}")


def _equal_lists(ev: Evaluator, left: list[Value], right: list[Value]) -> Truth:
    if any(type(element) is Many for element in (*left, *right)):
        return Unknown(f"{written(left)} == {written(right)}")
    if len(left) != len(right):
        return False
    return _all_equal(ev, list(zip(left, right, strict=True)))


def _equal_sets(ev: Evaluator, left: Attrs, right: Attrs) -> Truth:
    outputs = [ev.force(path) for one in (left, right) if (path := _derivation(ev, one)) is not None]
    if len(outputs) == 2:
        return equal(ev, outputs[0], outputs[1])
    names, others = sorted(left.names()), sorted(right.names())
    if left.rest is None and right.rest is None and not left.many and not right.many:
        if names != others:
            return False
        return _all_equal(ev, [(left.find(name), right.find(name)) for name in names])
    for one, other in ((left, right), (right, left)):
        if one.rest is None and not one.many and any(one.find(name) is None for name in other.names()):
            return False
    return Unknown(f"{written(left)} == {written(right)}")


def _derivation(ev: Evaluator, value: Attrs) -> Value | None:
    kind = value.find("type")
    if kind is None:
        return None
    kind = ev.force(kind)
    return value.find("outPath") if isinstance(kind, String) and kind.text == "derivation" else None


def _all_equal(ev: Evaluator, pairs: list[tuple[Value, Value]]) -> Truth:
    result: Truth = True
    for left, right in pairs:
        if left is right:
            continue
        one, other = ev.force(left), ev.force(right)
        here = True if one is other else equal(ev, one, other)
        if here is False:
            return False
        if here is not True:
            result = here if result is True else Either("and", (result, here))
    return result


def less(ev: Evaluator, left: Value, right: Value, span: Span) -> Truth:
    """Whether `left < right`."""
    ev.spend(1)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return ev.truth(ev.unknown(f"{written(left)} < {written(right)}"), span)
    if is_number(left) and is_number(right):
        return bool(left < right)
    if isinstance(left, String) and isinstance(right, String):
        if left.text != right.text and (left.has_holes or right.has_holes):
            return ev.truth(ev.unknown(f"{written(left)} < {written(right)}"), span)
        return left.text < right.text
    if isinstance(left, Path) and isinstance(right, Path):
        return left.text < right.text
    if isinstance(left, list) and isinstance(right, list):
        for one, other in zip(left, right, strict=False):
            one, other = ev.force(element_of(one)), ev.force(element_of(other))
            same = equal(ev, one, other)
            if same is not True:
                return less(ev, one, other, span)
        return len(left) < len(right)
    raise EvaluationError(f"{kind_of(left)} can't be compared with {kind_of(right)}", span)


# ---- Sets and lists


def updated(ev: Evaluator, left: Value, right: Value, span: Span) -> Value:
    """`left // right`."""
    if isinstance(left, Package | Unknown) and isinstance(right, Unknown):
        return left if isinstance(left, Package) else Unknown(f"{written(left)} // {written(right)}")
    for value in (left, right):
        if not isinstance(value, Attrs | Unknown):
            raise EvaluationError(f"{kind_of(value)}, where a set is expected", span)
    if isinstance(left, Package):
        return left
    if isinstance(left, Unknown):
        return Attrs(_values(right), left if right.rest is None else right.rest, right.many)
    values = _values(left)
    ev.spend(len(values) // 2)
    rest = right if isinstance(right, Unknown) else right.rest
    if rest is not None:
        for name in values:
            values[name] = _perhaps(ev, rest, name, values[name], span)
    if isinstance(right, Attrs):
        values.update(_values(right))
    many = left.many if isinstance(right, Unknown) else left.many | right.many
    return Attrs(values, left.rest if rest is None else rest, many)


def _values(attrs: Attrs) -> dict[str, Value]:
    if type(attrs) is Attrs:
        return dict(attrs.values)
    return {name: attrs.find(name) for name in attrs.names()}


def _perhaps(ev: Evaluator, rest: Unknown, name: str, value: Value, span: Span) -> Value:
    """A value unless an unknown set has another one under its name."""

    def compute() -> Value:
        other = rest.select(name)
        return other if ev.conditions.decide(Unknown(other.text), elsewhere=True) else value

    return Deferred(compute, span)


def concatenated(left: Value, right: Value, span: Span) -> list[Value]:
    """`left ++ right`."""
    found: list[Value] = []
    for value in (left, right):
        if isinstance(value, Unknown):
            found.append(Many(value))
        elif isinstance(value, list):
            found += value
        else:
            raise EvaluationError(f"{kind_of(value)}, where a list is expected", span)
    return found


# ---- By their signs


def _both(ev: Evaluator, node: Binary, scope: Scope) -> tuple[Value, Value, Span]:
    place = Span(scope.source, node.start, node.end)
    return ev.evaluate(node.left, scope), ev.evaluate(node.right, scope), place


def _plus(ev: Evaluator, node: Binary, scope: Scope) -> Value:
    return added(ev, *_both(ev, node, scope))


def _number(ev: Evaluator, node: Binary, scope: Scope) -> Value:
    return arithmetic(ev, node.operator, *_both(ev, node, scope))


def _update(ev: Evaluator, node: Binary, scope: Scope) -> Value:
    return updated(ev, *_both(ev, node, scope))


def _concat(ev: Evaluator, node: Binary, scope: Scope) -> Value:
    found = concatenated(*_both(ev, node, scope))
    ev.spend(len(found) // 4)
    return found


def _equal(ev: Evaluator, node: Binary, scope: Scope) -> Value:
    left, right, _ = _both(ev, node, scope)
    same = False if isinstance(left, Closure | Builtin) else equal(ev, left, right)
    return same if node.operator == "==" else ev.negated(same)


def _compare(ev: Evaluator, node: Binary, scope: Scope) -> Value:
    left, right, place = _both(ev, node, scope)
    if node.operator in (">", "<="):
        left, right = right, left
    found = less(ev, left, right, place)
    return found if node.operator in ("<", ">") else ev.negated(found)


def _logic(ev: Evaluator, node: Binary, scope: Scope) -> Value:
    left = ev.truth(ev.evaluate(node.left, scope), Span(scope.source, node.left.start, node.left.end))
    if node.operator == "->":
        left = ev.negated(left)

    def right() -> Truth:
        return ev.truth(ev.evaluate(node.right, scope), Span(scope.source, node.right.start, node.right.end))

    return ev.combined("and" if node.operator == "&&" else "or", left, right)


def _pipe(ev: Evaluator, node: Binary, scope: Scope) -> Value:
    place = Span(scope.source, node.start, node.end)
    function, argument = (node.left, node.right) if node.operator == "<|" else (node.right, node.left)
    return ev.apply(ev.evaluate(function, scope), ev.delay(argument, scope), place)


OPERATORS: dict[str, Operator] = {
    "+": _plus,
    "-": _number,
    "*": _number,
    "/": _number,
    "//": _update,
    "++": _concat,
    "==": _equal,
    "!=": _equal,
    "<": _compare,
    "<=": _compare,
    ">": _compare,
    ">=": _compare,
    "&&": _logic,
    "||": _logic,
    "->": _logic,
    "|>": _pipe,
    "<|": _pipe,
}
"""How a binary operation is evaluated."""
