"""Short ways to trees, and through them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sudolint.source import Source, octets
from sudolint.syntax.nix.nodes import Interpolation, Name, Text
from sudolint.syntax.nix.parser import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.syntax.nix.nodes import Expr


def tree(text: str) -> Expr:
    """The expression that a text without errors says."""
    parsed = parse(Source("test.nix", octets(text)))
    assert parsed.tree is not None
    assert not parsed.errors
    return parsed.tree


def errors(text: str) -> list[tuple[int, int, str]]:
    """The errors in a text: line, column, message."""
    return [(*error.span.begin, error.message) for error in parse(Source("test.nix", octets(text))).errors]


def parts(node: Any) -> Iterator[Any]:
    """What a node holds that has a place: expressions, names, texts, bindings."""
    for slot in node.__slots__:
        yield from _placed(getattr(node, slot))


def _placed(value: Any) -> Iterator[Any]:
    if hasattr(value, "start"):
        yield value
    elif isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _placed(item)


def everything(node: Any) -> Iterator[tuple[Any, Any]]:
    """Each node in a tree with the one that holds it."""
    for part in parts(node):
        yield node, part
        yield from everything(part)


def text_of(value: Any) -> str:
    """What a string without holes says, or one whose holes are such strings."""
    return "".join(
        part.value if isinstance(part, Text) else text_of(part.value)
        for part in value.parts
        if isinstance(part, Text | Interpolation)
    )


def names(path: Any) -> list[str]:
    """The names of an attribute path that has no other."""
    assert all(isinstance(name, Name) for name in path)
    return [name.name for name in path]
