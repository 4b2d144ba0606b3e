"""The expressions of the Nix language, each with its place: offsets into the text, `end` excluded.

Attribute sets are merged as Nix merges them while it parses, so `a.b = 1; a.c = 2;` holds one set under `a`.
Parentheses leave no node: they belong to the place of what they enclose, as does `${…}` around a name.
"""

from __future__ import annotations

from bisect import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias


class Text:
    """Literal text in a string or path.

    The value is what the text means. It is made of runs in which value and source go in step: `marks` are
    the offsets in the value where one begins, `places` those in the source.
    """

    __slots__ = ("end", "marks", "places", "start", "value")

    def __init__(
        self, value: str, marks: tuple[int, ...], places: tuple[int, ...], start: int, end: int
    ) -> None:
        self.value = value
        self.marks = marks
        self.places = places
        self.start = start
        self.end = end

    def place(self, offset: int) -> int:
        """Where in the source the character at an offset of the value stands."""
        run = bisect_right(self.marks, offset) - 1
        return self.places[run] + offset - self.marks[run]


class Interpolation:
    """`${value}` in a string or path."""

    __slots__ = ("end", "start", "value")

    def __init__(self, value: Expr, start: int, end: int) -> None:
        self.value = value
        self.start = start
        self.end = end


class Name:
    """An attribute's name that is known when parsing, or a parameter's."""

    __slots__ = ("end", "name", "start")

    def __init__(self, name: str, start: int, end: int) -> None:
        self.name = name
        self.start = start
        self.end = end


Parts: TypeAlias = "tuple[Text | Interpolation, ...]"

AttrPath: TypeAlias = "Sequence[Name | Expr]"
"""The names of `a.b.${c}."d${e}"`; one that is no Name has to be evaluated."""


class Int:
    """An integer."""

    __slots__ = ("end", "start", "value")

    def __init__(self, value: int, start: int, end: int) -> None:
        self.value = value
        self.start = start
        self.end = end


class Float:
    """A floating-point number."""

    __slots__ = ("end", "start", "value")

    def __init__(self, value: float, start: int, end: int) -> None:
        self.value = value
        self.start = start
        self.end = end


class Str:
    """A string, indented string or URI."""

    __slots__ = ("end", "parts", "start")

    def __init__(self, parts: Parts, start: int, end: int) -> None:
        self.parts = parts
        self.start = start
        self.end = end


class Path:
    """A path as it is written: absolute, or relative to the file's folder or, with `~/`, to the home."""

    __slots__ = ("end", "parts", "start")

    def __init__(self, parts: Parts, start: int, end: int) -> None:
        self.parts = parts
        self.start = start
        self.end = end


class SearchPath:
    """`<name>`: a path that is looked for in NIX_PATH."""

    __slots__ = ("end", "name", "start")

    def __init__(self, name: str, start: int, end: int) -> None:
        self.name = name
        self.start = start
        self.end = end


class Var:
    """A variable."""

    __slots__ = ("end", "name", "start")

    def __init__(self, name: str, start: int, end: int) -> None:
        self.name = name
        self.start = start
        self.end = end


class CurPos:
    """`__curPos`: the place where it stands."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end


class Broken:
    """An expression that is missing or doesn't parse: its value is unknown."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end


class Select:
    """`subject.path` or `subject.path or default`."""

    __slots__ = ("default", "end", "path", "start", "subject")

    def __init__(self, subject: Expr, path: AttrPath, default: Expr | None, start: int, end: int) -> None:
        self.subject = subject
        self.path = path
        self.default = default
        self.start = start
        self.end = end


class HasAttr:
    """`subject ? path`."""

    __slots__ = ("end", "path", "start", "subject")

    def __init__(self, subject: Expr, path: AttrPath, start: int, end: int) -> None:
        self.subject = subject
        self.path = path
        self.start = start
        self.end = end


class Apply:
    """A function applied to one argument after the other; there is at least one."""

    __slots__ = ("arguments", "end", "function", "start")

    def __init__(self, function: Expr, arguments: tuple[Expr, ...], start: int, end: int) -> None:
        self.function = function
        self.arguments = arguments
        self.start = start
        self.end = end


class Unary:
    """`-operand` or `!operand`."""

    __slots__ = ("end", "operand", "operator", "start")

    def __init__(self, operator: str, operand: Expr, start: int, end: int) -> None:
        self.operator = operator
        self.operand = operand
        self.start = start
        self.end = end


class Binary:
    """`left operator right`, the pipes among them."""

    __slots__ = ("end", "left", "operator", "right", "start")

    def __init__(self, operator: str, left: Expr, right: Expr, start: int, end: int) -> None:
        self.operator = operator
        self.left = left
        self.right = right
        self.start = start
        self.end = end


class Formal:
    """A named argument of a function that takes a set; its default may refer to all the others."""

    __slots__ = ("default", "end", "name", "start")

    def __init__(self, name: Name, default: Expr | None, start: int, end: int) -> None:
        self.name = name
        self.default = default
        self.start = start
        self.end = end


class FormalSet:
    """`{ a, b ? default, ... }` in front of a function's body."""

    __slots__ = ("ellipsis", "end", "formals", "start")

    def __init__(self, formals: tuple[Formal, ...], ellipsis: bool, start: int, end: int) -> None:
        self.formals = formals
        self.ellipsis = ellipsis
        self.start = start
        self.end = end


class Lambda:
    """`parameter: body`, `{ formals }: body` or both with `@`."""

    __slots__ = ("body", "end", "formals", "parameter", "start")

    def __init__(
        self, parameter: Name | None, formals: FormalSet | None, body: Expr, start: int, end: int
    ) -> None:
        self.parameter = parameter
        self.formals = formals
        self.body = body
        self.start = start
        self.end = end


class From:
    """What `inherit (source) a;` selects `a` from: that one of the `sources` of the set it stands in."""

    __slots__ = ("end", "number", "start")

    def __init__(self, number: int, start: int, end: int) -> None:
        self.number = number
        self.start = start
        self.end = end


class Attribute:
    """What an attribute set holds under a static name; its place is that of the whole binding.

    `inherited`: the value is a variable from outside of the set, even where the set is recursive.
    """

    __slots__ = ("end", "inherited", "name", "start", "value")

    def __init__(self, name: Name, value: Expr, inherited: bool, start: int, end: int) -> None:
        self.name = name
        self.value = value
        self.inherited = inherited
        self.start = start
        self.end = end


class DynamicAttribute:
    """What an attribute set holds under a name that has to be evaluated; null drops it."""

    __slots__ = ("end", "name", "start", "value")

    def __init__(self, name: Expr, value: Expr, start: int, end: int) -> None:
        self.name = name
        self.value = value
        self.start = start
        self.end = end


class AttrSet:
    """`{ … }`, `rec { … }` or what `a.b = …;` makes of `a`; it ends where the last part of it ends."""

    __slots__ = ("attributes", "dynamic", "end", "recursive", "sources", "start")

    def __init__(
        self,
        recursive: bool,
        attributes: dict[str, Attribute],
        dynamic: list[DynamicAttribute],
        sources: list[Expr],
        start: int,
        end: int,
    ) -> None:
        self.recursive = recursive
        self.attributes = attributes
        self.dynamic = dynamic
        self.sources = sources
        self.start = start
        self.end = end


class List:
    """`[ … ]`."""

    __slots__ = ("elements", "end", "start")

    def __init__(self, elements: tuple[Expr, ...], start: int, end: int) -> None:
        self.elements = elements
        self.start = start
        self.end = end


class Let:
    """`let bindings in body`; the bindings are a recursive set."""

    __slots__ = ("bindings", "body", "end", "start")

    def __init__(self, bindings: AttrSet, body: Expr, start: int, end: int) -> None:
        self.bindings = bindings
        self.body = body
        self.start = start
        self.end = end


class With:
    """`with namespace; body`."""

    __slots__ = ("body", "end", "namespace", "start")

    def __init__(self, namespace: Expr, body: Expr, start: int, end: int) -> None:
        self.namespace = namespace
        self.body = body
        self.start = start
        self.end = end


class Assert:
    """`assert condition; body`."""

    __slots__ = ("body", "condition", "end", "start")

    def __init__(self, condition: Expr, body: Expr, start: int, end: int) -> None:
        self.condition = condition
        self.body = body
        self.start = start
        self.end = end


class If:
    """`if condition then consequence else alternative`."""

    __slots__ = ("alternative", "condition", "consequence", "end", "start")

    def __init__(self, condition: Expr, consequence: Expr, alternative: Expr, start: int, end: int) -> None:
        self.condition = condition
        self.consequence = consequence
        self.alternative = alternative
        self.start = start
        self.end = end


Expr: TypeAlias = (
    Int
    | Float
    | Str
    | Path
    | SearchPath
    | Var
    | CurPos
    | From
    | Broken
    | Select
    | HasAttr
    | Apply
    | Unary
    | Binary
    | Lambda
    | AttrSet
    | List
    | Let
    | With
    | Assert
    | If
)
"""Any of the kinds of expressions."""
