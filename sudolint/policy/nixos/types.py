"""Types of options: what they accept, and how several definitions become one value."""

from __future__ import annotations

from sudolint.policy.nixos.failures import OpaqueError
from sudolint.policy.nixos.library.arguments import attrs, items, plain, string
from sudolint.policy.nixos.text import String
from sudolint.policy.nixos.values import Attrs, Builtin, Package, Path, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Value
    from sudolint.source import Span


class Type:
    """The type of an option."""

    __slots__ = ("accepts", "inner", "kind", "words")

    def __init__(
        self,
        kind: str,
        words: str = "",
        accepts: Callable[[Value], bool] | None = None,
        inner: Value = None,
    ) -> None:
        self.kind = kind
        """How to merge: `one`, `text`, `list`, `attrs`, `submodule`, `either`, `null`, `coerced` or `any`."""
        self.words = words
        """What values have to be, with an article."""
        self.accepts = accepts
        """Whether a forced value is of the type; None: anything is taken."""
        self.inner = inner
        """The type of elements, the types to choose from, the separator of text, or modules."""


def is_string(value: Value) -> bool:
    """Whether a value is a string, or may be."""
    return isinstance(value, String | Unknown)


def is_set(value: Value) -> bool:
    """Whether a value is a set that isn't a package, or may be."""
    return isinstance(value, Attrs | Unknown) and not isinstance(value, Package)


ANY = Type("any")
BOOL = Type("one", "true or false", lambda value: not isinstance(value, int) or isinstance(value, bool))
INT = Type(
    "one", "an integer", lambda value: isinstance(value, int | Unknown) and not isinstance(value, bool)
)
STR = Type("one", "a string", is_string)
LINES = Type("text", "a string", is_string, "\n")
PATH = Type("one", "a path", lambda value: isinstance(value, String | Path | Package | Unknown))


def list_of(inner: Type) -> Type:
    """A list of elements of a type."""
    return Type("list", "a list", lambda value: isinstance(value, list | Unknown), inner)


def attrs_of(inner: Type) -> Type:
    """A set of values of a type."""
    return Type("attrs", "a set", is_set, inner)


def either(*inner: Type) -> Type:
    """A value of one of several types: of the first one that accepts it."""
    words = " or ".join(one.words for one in inner)
    return Type(
        "either", words, lambda value: any(one.accepts is None or one.accepts(value) for one in inner), inner
    )


def null_or(inner: Type) -> Type:
    """`null`, or a value of a type."""
    return Type("null", f"null or {inner.words}", None, inner)


# ---- lib.types


def _type(ev: Evaluator, value: Value) -> Type:
    """A type that is an argument; what isn't known to be one takes anything."""
    try:
        found = ev.force(value)
    except OpaqueError:
        return ANY
    return found if isinstance(found, Type) else ANY


def _around(make: Callable[[Type], Type]) -> Callable[[Evaluator, list[Value], Span], Value]:
    return lambda ev, args, span: make(_type(ev, args[-1]))


def _either(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return either(_type(ev, args[0]), _type(ev, args[1]))


def _one_of(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return either(*[_type(ev, one) for one in items(ev, args[0], span)])


def _one(_: Evaluator, __: list[Value], ___: Span) -> Value:
    return Type("one")


def _separated(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return Type("text", "a string", is_string, plain(ev, args[0], span))


def _submodule(_: Evaluator, args: list[Value], __: Span) -> Value:
    return Type("submodule", "a set", is_set, [args[0]])


def _submodule_with(ev: Evaluator, args: list[Value], span: Span) -> Value:
    modules = attrs(ev, args[0], span).find("modules")
    return Type("submodule", "a set", is_set, [] if modules is None else items(ev, modules, span))


def _coerced(ev: Evaluator, args: list[Value], span: Span) -> Value:
    target = _type(ev, args[2])
    return Type("coerced", target.words, None, (_type(ev, args[0]), args[1], target))


def _add_check(ev: Evaluator, args: list[Value], _: Span) -> Value:
    return _type(ev, args[0])


def _named(ev: Evaluator, args: list[Value], span: Span) -> Value:
    string(ev, args[0], span)
    return Type("one", "a string", is_string)


_SIMPLE: dict[str, Type] = {
    **dict.fromkeys(["anything", "unspecified", "raw", "optionType", "deferredModule", "pkgs"], ANY),
    **dict.fromkeys(["int", "port", "float", "number"], Type("one", "a number", INT.accepts)),
    **dict.fromkeys(["str", "nonEmptyStr", "singleLineStr"], STR),
    **dict.fromkeys(["path", "pathInStore", "package", "shellPackage", "externalPath"], PATH),
    "attrs": attrs_of(ANY),
    "bool": BOOL,
    "boolByOr": BOOL,
    "commas": Type("text", "a string", is_string, ","),
    "envVar": Type("text", "a string", is_string, ":"),
    "lines": LINES,
    "string": STR,
}

_FUNCTIONS = {
    "addCheck": (2, _add_check),
    "attrsOf": (1, _around(attrs_of)),
    "attrsWith": (1, lambda _, __, ___: attrs_of(ANY)),
    "between": (2, _one),
    "coercedTo": (3, _coerced),
    "either": (2, _either),
    "enum": (1, _one),
    "functionTo": (1, lambda _, __, ___: ANY),
    "lazyAttrsOf": (1, _around(attrs_of)),
    "listOf": (1, _around(list_of)),
    "loaOf": (1, _around(attrs_of)),
    "nonEmptyListOf": (1, _around(list_of)),
    "nullOr": (1, _around(null_or)),
    "oneOf": (1, _one_of),
    "passwdEntry": (1, _add_check),
    "separatedString": (1, _separated),
    "strMatching": (1, _named),
    "submodule": (1, _submodule),
    "submoduleWith": (1, _submodule_with),
    "uniq": (1, _add_check),
    "unique": (2, lambda ev, args, _: _type(ev, args[1])),
}


def lib_types() -> Attrs:
    """The set `lib.types`."""
    numbers = dict.fromkeys(("positive", "unsigned", "u8", "u16", "u32", "s8", "s16", "s32"), _SIMPLE["int"])
    between = Builtin("between", 2, _one)
    values: dict[str, Value] = {
        **_SIMPLE,
        **{name: Builtin(f"types.{name}", arity, function) for name, (arity, function) in _FUNCTIONS.items()},
        "ints": Attrs({**numbers, "between": between}, Unknown("lib.types.ints")),
        "numbers": Attrs({**numbers, "between": between}, Unknown("lib.types.numbers")),
    }
    return Attrs(values, Unknown("lib.types"))
