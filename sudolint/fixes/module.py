"""A command in a rule of a NixOS module: the options beside it."""

from __future__ import annotations

from functools import lru_cache

from sudolint.fixes.edits import Edit
from sudolint.source import Span
from sudolint.syntax.nix.nodes import AttrSet, List, Str, Text
from sudolint.syntax.nix.parser import parse
from sudolint.syntax.nix.walk import CHILDREN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.policy.model import Grant
    from sudolint.source import Source
    from sudolint.syntax.nix.nodes import Expr


class Options:
    """The command of a grant, as an element of `commands`."""

    def __init__(self, source: Source, element: AttrSet | Str) -> None:
        self._source = source
        self._element = element

    def without(self, name: str) -> Iterator[Edit]:
        """Take an option out of the list beside the command."""
        listed = self._listed()
        elements = listed.elements if listed is not None else ()
        for number, element in enumerate(elements):
            if _text(element) == name:
                first = elements[number - 1].end if number else listed.start + 1 if listed else element.start
                last = element.end
                yield Edit(Span(self._source, first, last), "")

    def with_all(self, names: Sequence[str]) -> Iterator[Edit]:
        """Put options into the list beside the command, and the list there where it is missing."""
        element, listed = self._element, self._listed()
        quoted = " ".join([f'"{name}"' for name in names])
        if isinstance(element, Str):
            yield self._put(element.start, "{ command = ")
            yield self._put(element.end, f"; options = [ {quoted} ]; }}")
        elif listed is not None:
            yield self._put(listed.start + 1, f" {quoted}")
        elif "options" not in element.attributes:
            command = element.attributes["command"]
            at = self._source.text.find(";", command.value.end) + 1
            yield self._put(at, f" options = [ {quoted} ];")

    def _listed(self) -> List | None:
        if isinstance(self._element, AttrSet) and "options" in self._element.attributes:
            value = self._element.attributes["options"].value
            return value if isinstance(value, List) else None
        return None

    def _put(self, at: int, text: str) -> Edit:
        return Edit(Span(self._source, at, at), text)


def options_of(grant: Grant) -> Options | None:
    """The command of a grant in a rule of a module; None: it is written in sudoers."""
    source, start, end = grant.span.origin
    if not source.path.endswith(".nix") or not grant.entry.origin.text.startswith("{"):
        return None
    node, way = _tree(source), []
    while node is not None:
        way.append(node)
        children = CHILDREN[type(node)](node) if type(node) in CHILDREN else ()
        node = next((child for child in children if child.start <= start and end <= child.end), None)
    for outer, inner in zip(reversed(way[:-1]), reversed(way[1:]), strict=True):
        if isinstance(inner, Str) and isinstance(outer, AttrSet) and "command" in outer.attributes:
            return Options(source, outer)
        if isinstance(inner, Str) and isinstance(outer, List):
            return Options(source, inner)
    return None


@lru_cache(maxsize=8)
def _tree(source: Source) -> Expr | None:
    return parse(source).tree


def _text(node: Expr) -> str | None:
    """What a string without anything put in says."""
    if isinstance(node, Str) and len(node.parts) == 1 and isinstance(node.parts[0], Text):
        return node.parts[0].value
    return None
