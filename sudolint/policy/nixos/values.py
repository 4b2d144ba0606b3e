"""The values of the Nix language, and those that stand for what is not known from the files."""

from __future__ import annotations

import re

from sudolint.policy.nixos.text import NOWHERE, String
from sudolint.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeAlias

    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.source import Source
    from sudolint.syntax.nix.nodes import DynamicAttribute, Expr, Interpolation, Lambda, Name

    Native = Callable[["Evaluator", list["Value"], "Span"], "Value"]
    """A function in Python: its arguments may be thunks; the place is that of the call."""

STORE = "/nix/store/" + "0" * 32 + "-"
"""What store paths begin with, as their hashes are not known."""

_IDENTIFIER = re.compile("[a-zA-Z_][a-zA-Z0-9_'-]*")


class Null:
    """The value `null`."""

    __slots__ = ()


NULL = Null()


class Path:
    """An absolute path."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class Unknown:
    """A value that the files don't hold, by the expression that gives it."""

    __slots__ = ("arguments", "text")

    def __init__(self, text: str, arguments: tuple[Value, ...] = ()) -> None:
        self.text = text
        self.arguments = arguments
        """Where it is what an unknown function returns: what that was called with."""

    def select(self, name: str) -> Unknown:
        """What it has under a name, where it is a set."""
        text = f"({self.text})" if " " in self.text else self.text
        return Unknown(f"{text}.{attribute(name)}")


def attribute(name: str) -> str:
    """A name as one writes it in a path of attributes."""
    return name if _IDENTIFIER.fullmatch(name) else '"' + name + '"'


class Either:
    """A truth value that depends on unknown ones: `not`, `and`, `or` of them."""

    __slots__ = ("operands", "operator", "size")

    def __init__(self, operator: str, operands: tuple[Truth, ...]) -> None:
        self.operator = operator
        self.operands = operands
        self.size = sum(size(operand) for operand in operands)


Truth: TypeAlias = "bool | Unknown | Either"


def size(truth: Truth) -> int:
    """How many unknown values a truth value is made of."""
    return truth.size if isinstance(truth, Either) else 1


class Many:
    """An element of a list that stands for any number of elements like it."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value


class Thunk:
    """A value that is worked out when it is first needed, and where it is written."""

    __slots__ = ("node", "scope", "state", "value")

    WAITING, BUSY, DONE = range(3)

    def __init__(self, node: Expr, scope: Scope) -> None:
        self.node = node
        self.scope = scope
        self.state = Thunk.WAITING
        self.value: Value = None

    @property
    def span(self) -> Span:
        """Where it is written."""
        return Span(self.scope.source, self.node.start, self.node.end)


class Deferred:
    """A value that Python code works out when it is first needed, for the expression at `span`."""

    __slots__ = ("compute", "span", "state", "value")

    def __init__(self, compute: Callable[[], Value], span: Span) -> None:
        self.compute = compute
        self.span = span
        self.state = Thunk.WAITING
        self.value: Value = None


class Attrs:
    """An attribute set."""

    __slots__ = ("many", "rest", "values")

    def __init__(
        self, values: dict[str, Value], rest: Unknown | None = None, many: Iterable[str] = ()
    ) -> None:
        self.values = values
        self.rest = rest
        """The unknown set that it has further attributes from."""
        self.many = frozenset(many)
        """Names that stand for any number of attributes."""

    def find(self, name: str) -> Value | None:
        """What it surely has under a name."""
        return self.values.get(name)

    def beyond(self, name: str) -> Value | None:
        """What it has under a name that isn't found; None if there is no such attribute."""
        return None if self.rest is None else self.rest.select(name)

    def names(self) -> list[str]:
        """The names that are known, in no particular order."""
        return list(self.values)


class Package(Attrs):
    """A package, or a set of packages: `pkgs.a.b`, which can't be told apart."""

    __slots__ = ("main_program", "name", "path")

    def __init__(self, name: str, path: str, main_program: str = "") -> None:
        super().__init__({})
        self.name = name
        """What its store path ends in."""
        self.path = path
        """The expression that gives it."""
        self.main_program = main_program or name

    @property
    def store_path(self) -> str:
        """Where it is, but for the hash."""
        return STORE + self.name

    def beyond(self, name: str) -> Value | None:
        """An output or a variant, which are at the same place here; else a package that is in it."""
        if name in _OUTPUTS:
            return self
        if name in _VARIANTS:
            return Builtin(name, 1, lambda *_: self)
        path = f"{self.path}.{attribute(name)}"
        return Unknown(path) if name in _FACTS else Package(name, path)


_OUTPUTS = frozenset(["all", "bin", "dev", "doc", "info", "man", "out", "static"])
_FACTS = frozenset(["drvPath", "meta", "name", "outputs", "passthru", "pname", "src", "type", "version"])
_VARIANTS = frozenset(
    """
    extend override overrideAttrs overrideDerivation overridePythonAttrs overrideScope withExtensions
    withPackages withPlugins
    """.split()
)


class Closure:
    """A function of the Nix language."""

    __slots__ = ("node", "scope")

    def __init__(self, node: Lambda, scope: Scope) -> None:
        self.node = node
        self.scope = scope


class Builtin:
    """A function of Python code that takes `arity` arguments, one after the other."""

    __slots__ = ("arguments", "arity", "function", "name")

    def __init__(self, name: str, arity: int, function: Native, arguments: tuple[Value, ...] = ()) -> None:
        self.name = name
        self.arity = arity
        self.function = function
        self.arguments = arguments


class Property:
    """What mkIf, mkMerge, mkOverride and mkOrder make: content, and under which terms it counts."""

    __slots__ = ("content", "kind", "term")

    def __init__(self, kind: str, term: Value, content: Value) -> None:
        self.kind = kind
        """`if`, `merge`, `override` or `order`."""
        self.term = term
        """The condition, or the priority."""
        self.content = content


class Option:
    """What mkOption makes: the declaration of an option."""

    __slots__ = ("attrs", "span")

    def __init__(self, attrs: Attrs, span: Span) -> None:
        self.attrs = attrs
        self.span = span


class Scope:
    """Variables, and the sets of `with` around a place."""

    __slots__ = ("names", "outer", "source", "withs")

    def __init__(
        self,
        names: dict[str, Value],
        outer: Scope | None,
        source: Source,
        withs: Withs | None = None,
    ) -> None:
        self.names = names
        self.outer = outer
        self.source = source
        self.withs: Withs | None = withs if outer is None or withs is not None else outer.withs

    def find(self, name: str) -> Value | None:
        """What a variable is bound to by a function, a `let` or a recursive set."""
        scope: Scope | None = self
        while scope is not None:
            value = scope.names.get(name)
            if value is not None:
                return value
            scope = scope.outer
        return None


Withs: TypeAlias = "tuple[Value, Withs | None]"
"""The set of the innermost `with`, and those around it."""

Value: TypeAlias = "Any"
"""int, bool, float, list (of values), any class of this module, or a String.

A thunk wherever it says so. None is no value: it stands for one that isn't there.
"""

PENDING = (Thunk, Deferred)


def truth_text(truth: Truth) -> str:
    """A truth value as an expression."""
    if isinstance(truth, Unknown):
        return truth.text
    if isinstance(truth, bool):
        return "true" if truth else "false"
    texts = [truth_text(operand) for operand in truth.operands]
    texts = [f"({text})" if " " in text else text for text in texts]
    if truth.operator == "not":
        return f"!{texts[0]}"
    return (" && " if truth.operator == "and" else " || ").join(texts)


def is_text(value: Value) -> bool:
    """Whether the value is a string, or unknown and so maybe one."""
    return isinstance(value, String | Unknown)


def span_of(node: Expr | Name | Interpolation | DynamicAttribute, scope: Scope) -> Span:
    """The place of a node."""
    return Span(scope.source, node.start, node.end)


def value_span(value: Value) -> Span:
    """Where a value is written, as far as that is known."""
    if isinstance(value, PENDING):
        return value.span
    return value.span if isinstance(value, String) else NOWHERE
