"""Functions that ask of types, compute with numbers, and steer the evaluation."""

from __future__ import annotations

from math import ceil, floor

from sudolint.policy.nixos import operators
from sudolint.policy.nixos.describe import kind_of
from sudolint.policy.nixos.failures import (
    AbortedError,
    EvaluationError,
    OpaqueError,
    ThrownError,
)
from sudolint.policy.nixos.library.arguments import (
    attrs,
    decided,
    integer,
    items,
    plain,
    string,
    truth,
    value_place,
)
from sudolint.policy.nixos.text import HOLE, String, computed
from sudolint.policy.nixos.values import (
    NULL,
    STORE,
    Attrs,
    Builtin,
    Closure,
    Deferred,
    Either,
    Null,
    Option,
    Package,
    Path,
    Property,
    Unknown,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Native, Value
    from sudolint.source import Span

_NAMES: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("bool", (bool, Either)),
    ("int", (int,)),
    ("float", (float,)),
    ("string", (String,)),
    ("path", (Path,)),
    ("list", (list,)),
    ("set", (Attrs, Property, Option)),
    ("lambda", (Closure, Builtin)),
    ("null", (Null,)),
)


def type_name(value: Value) -> str:
    """What `typeOf` says. Raises OpaqueError."""
    if isinstance(value, Unknown):
        raise OpaqueError
    return next((name for name, kinds in _NAMES if isinstance(value, kinds)), "set")


def _type_of(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return computed(type_name(ev.force(args[0])), span)


def _is(*names: str) -> Native:
    def function(ev: Evaluator, args: list[Value], _: Span) -> Value:
        return type_name(ev.force(args[0])) in names

    return function


def _is_null(ev: Evaluator, args: list[Value], _: Span) -> Value:
    return operators.equal(ev, ev.force(args[0]), NULL)


def _is_derivation(ev: Evaluator, args: list[Value], _: Span) -> Value:
    value = ev.force(args[0])
    if not isinstance(value, Attrs) or isinstance(value, Package):
        return isinstance(value, Package)
    return value.find("type") is not None and value.find("outPath") is not None


def _arithmetic(sign: str) -> Native:
    def function(ev: Evaluator, args: list[Value], span: Span) -> Value:
        return operators.arithmetic(ev, sign, ev.force(args[0]), ev.force(args[1]), span)

    return function


def _less_than(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return operators.less(ev, ev.force(args[0]), ev.force(args[1]), span)


def _bits(sign: str) -> Native:
    def function(ev: Evaluator, args: list[Value], span: Span) -> Value:
        one, other = integer(ev, args[0], span), integer(ev, args[1], span)
        return {"and": one & other, "or": one | other, "xor": one ^ other}[sign]

    return function


def _rounded(up: bool) -> Native:
    def function(ev: Evaluator, args: list[Value], span: Span) -> Value:
        value = ev.force(args[0])
        if isinstance(value, Unknown):
            raise OpaqueError
        if not operators.is_number(value) or not abs(value) <= operators.INT_MAX:
            raise EvaluationError(f"{kind_of(value)} can't be rounded", span)
        return ceil(value) if up else floor(value)

    return function


def _mod(ev: Evaluator, args: list[Value], span: Span) -> Value:
    one, other = integer(ev, args[0], span), integer(ev, args[1], span)
    quotient = operators.arithmetic(ev, "/", one, other, span)
    return one - other * int(quotient)


def _negated(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return ev.negated(truth(ev, args[0], span))


def _logic(operator: str) -> Native:
    def function(ev: Evaluator, args: list[Value], span: Span) -> Value:
        return ev.combined(operator, truth(ev, args[0], span), lambda: truth(ev, args[1], span))

    return function


def _xor(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return decided(ev, args[0], span) is not decided(ev, args[1], span)


def _throw(ev: Evaluator, args: list[Value], span: Span) -> Value:
    raise ThrownError(f"it throws: {_message(ev, args[0], span)}", span)


def _abort(ev: Evaluator, args: list[Value], span: Span) -> Value:
    raise AbortedError(f"it aborts: {_message(ev, args[0], span)}", span)


def _message(ev: Evaluator, value: Value, span: Span) -> str:
    found = HOLE.sub(lambda hole: f"<{ev.holes.text(hole[0])}>", string(ev, value, span).text)
    return " ".join(found.split())[:500]


def _throw_if(expected: bool) -> Native:
    def function(ev: Evaluator, args: list[Value], span: Span) -> Value:
        if truth(ev, args[0], span) is expected:
            _throw(ev, [args[1]], span)
        return Builtin("id", 1, identity)

    return function


def _assert_message(ev: Evaluator, args: list[Value], span: Span) -> Value:
    if truth(ev, args[0], span) is False:
        _throw(ev, [args[1]], span)
    return True


def _try(ev: Evaluator, args: list[Value], _: Span) -> Value:
    try:
        value = ev.force(args[0])
    except ThrownError:
        return Attrs({"success": False, "value": False})
    return Attrs({"success": True, "value": value})


def _seq(ev: Evaluator, args: list[Value], _: Span) -> Value:
    ev.force(args[0])
    return args[1]


def _deep_seq(ev: Evaluator, args: list[Value], _: Span) -> Value:
    seen: set[int] = set()
    waiting = [args[0]]
    while waiting:
        value = ev.force(operators.element_of(waiting.pop()))
        if id(value) in seen or isinstance(value, Package):
            continue
        ev.spend(1)
        if isinstance(value, list):
            seen.add(id(value))
            waiting += value
        elif type(value) is Attrs:
            seen.add(id(value))
            waiting += value.values.values()
    return args[1]


def identity(_: Evaluator, args: list[Value], __: Span) -> Value:
    """`id x`."""
    return args[0]


def _second(_: Evaluator, args: list[Value], __: Span) -> Value:
    return args[1]


def _third(_: Evaluator, args: list[Value], __: Span) -> Value:
    return args[2]


def _flip(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return ev.call(args[0], [args[2], args[1]], span)


def _function_args(ev: Evaluator, args: list[Value], span: Span) -> Value:
    value = ev.force(args[0])
    if isinstance(value, Attrs):
        functor = value.find("__functionArgs")
        if functor is not None:
            return ev.force(functor)
        functor = value.find("__functor")
        if functor is not None:
            return _function_args(ev, [ev.call(functor, [value], span)], span)
    if isinstance(value, Unknown):
        raise OpaqueError
    if isinstance(value, Closure):
        formals = value.node.formals.formals if value.node.formals else ()
        return Attrs({formal.name.name: formal.default is not None for formal in formals})
    if isinstance(value, Builtin):
        return Attrs({})
    raise EvaluationError(f"{kind_of(value)}, where a function is expected", value_place(args[0], span))


def _set_function_args(_: Evaluator, args: list[Value], __: Span) -> Value:
    function = args[0]
    call = Builtin("__functor", 2, lambda ev, given, span: ev.call(function, [given[1]], span))
    return Attrs({"__functor": call, "__functionArgs": args[1]})


def _fix(ev: Evaluator, args: list[Value], span: Span) -> Value:
    found = Deferred(lambda: ev.call(args[0], [found], span), span)
    return found


def _extends(ev: Evaluator, args: list[Value], span: Span) -> Value:
    overlay, function, final = args
    before = ev.call(function, [final], span)
    return operators.updated(ev, before, ev.call(overlay, [final, before], span), span)


def _default_to(ev: Evaluator, args: list[Value], _: Span) -> Value:
    same = operators.equal(ev, ev.force(args[1]), NULL)
    return args[0] if same is True else args[1]


def _map_nullable(ev: Evaluator, args: list[Value], span: Span) -> Value:
    same = operators.equal(ev, ev.force(args[1]), NULL)
    return NULL if same is True else ev.call(args[0], [args[1]], span)


def _unknown(ev: Evaluator, args: list[Value], span: Span) -> Value:
    raise OpaqueError


def _derivation(ev: Evaluator, args: list[Value], span: Span) -> Value:
    given = attrs(ev, args[0], span)
    name = given.find("name")
    if name is None:
        raise EvaluationError("a derivation needs a `name`", span)
    text = string(ev, name, span)
    made = Attrs({key: given.find(key) for key in given.names()}, given.rest)
    path = computed(STORE + text.text, span)
    made.values |= {
        "type": computed("derivation", span),
        "name": text,
        "outPath": path,
        "drvPath": computed(path.text + ".drv", span),
        "drvAttrs": given,
        "out": made,
        "all": [made],
        "outputName": computed("out", span),
    }
    return made


def _to_path(ev: Evaluator, args: list[Value], span: Span) -> Value:
    value = ev.force(args[0])
    return computed(value.text, span) if isinstance(value, Path) else string(ev, value, span)


def _compose_many(ev: Evaluator, args: list[Value], span: Span) -> Value:
    final, before = args[1], args[2]
    found: Value = Attrs({})
    for overlay in items(ev, args[0], span):
        so_far = operators.updated(ev, ev.force(before), found, span)
        added = ev.call(overlay, [final, so_far], span)
        found = operators.updated(ev, found, added, span)
    return found


def _position(ev: Evaluator, args: list[Value], span: Span) -> Value:
    plain(ev, args[0], span)
    attrs(ev, args[1], span)
    raise OpaqueError


FUNCTIONS: dict[str, Native] = {
    "abort": _abort,
    "add": _arithmetic("+"),
    "addErrorContext": _second,
    "addDrvOutputDependencies": identity,
    "and": _logic("and"),
    "appendContext": identity,
    "assertMsg": _assert_message,
    "bitAnd": _bits("and"),
    "bitOr": _bits("or"),
    "bitXor": _bits("xor"),
    "break": identity,
    "ceil": _rounded(True),
    "composeManyExtensions": _compose_many,
    "const": identity,
    "deepSeq": _deep_seq,
    "defaultTo": _default_to,
    "derivation": _derivation,
    "derivationStrict": _unknown,
    "div": _arithmetic("/"),
    "extends": _extends,
    "fix": _fix,
    "flip": _flip,
    "floor": _rounded(False),
    "functionArgs": _function_args,
    "id": identity,
    "isAttrs": _is("set"),
    "isBool": _is("bool"),
    "isDerivation": _is_derivation,
    "isFloat": _is("float"),
    "isFunction": _is("lambda"),
    "isInt": _is("int"),
    "isList": _is("list"),
    "isNull": _is_null,
    "isPath": _is("path"),
    "isString": _is("string"),
    "lessThan": _less_than,
    "mapNullable": _map_nullable,
    "mod": _mod,
    "mul": _arithmetic("*"),
    "not": _negated,
    "or": _logic("or"),
    "seq": _seq,
    "setFunctionArgs": _set_function_args,
    "sub": _arithmetic("-"),
    "throw": _throw,
    "throwIf": _throw_if(True),
    "throwIfNot": _throw_if(False),
    "toPath": _to_path,
    "trace": _second,
    "traceIf": _third,
    "traceSeq": _second,
    "traceVal": identity,
    "traceValSeq": identity,
    "traceVerbose": _second,
    "tryEval": _try,
    "typeOf": _type_of,
    "unsafeGetAttrPos": _position,
    "warn": _second,
    "warnIf": _third,
    "warnIfNot": _third,
    "xor": _xor,
}
"""What is made of the arguments of each; `index` says how many these are."""
