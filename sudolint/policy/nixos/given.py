"""Values that a user gives for what the files don't decide."""

from __future__ import annotations

from sudolint.policy.nixos.text import computed
from sudolint.policy.nixos.values import Thunk
from sudolint.source import Source, Span, octets
from sudolint.syntax.nix import nodes
from sudolint.syntax.nix.parser import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Value

_LITERALS = (nodes.Int, nodes.Float, nodes.Str, nodes.List, nodes.AttrSet)
_CONSTANTS = ("true", "false", "null")


def given_values(ev: Evaluator, pairs: Iterable[tuple[str, str]]) -> dict[str, Value]:
    """Values by the expressions that they are for: literals of Nix, or else plain strings."""
    return {octets(name): _value(ev, octets(text)) for name, text in pairs}


def _value(ev: Evaluator, text: str) -> Value:
    source = Source("--arg", text)
    tree, errors = parse(source)
    if not errors and (
        isinstance(tree, _LITERALS) or (isinstance(tree, nodes.Var) and tree.name in _CONSTANTS)
    ):
        return Thunk(tree, ev.scope(source))
    return computed(text, Span(source, 0, len(text)))
