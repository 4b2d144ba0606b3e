"""The parser: a source → its expression."""

from __future__ import annotations

import gc

from sudolint.records import NamedTuple
from sudolint.source import ErrorKind
from sudolint.syntax import lalr
from sudolint.syntax.nix import tables
from sudolint.syntax.nix.builder import Builder
from sudolint.syntax.nix.errors import Errors
from sudolint.syntax.nix.lexer import tokenize
from sudolint.syntax.nix.recovery import Recovery
from sudolint.syntax.nix.walk import beyond

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.source import PolicyError, Source
    from sudolint.syntax.lalr import Token
    from sudolint.syntax.nix.nodes import Expr

MAX_DEPTH = 500
"""How deep expressions may be nested in one another; what reads the tree may recurse that far."""

_BUILDER = Builder()
_TABLES = lalr.bind(tables, _BUILDER)


class Parsed(NamedTuple):
    """What a file says, as far as it can be read, and what is wrong with it, in the order of the text.

    Without errors there is a tree.
    """

    tree: Expr | None
    errors: tuple[PolicyError, ...]


def parse(source: Source) -> Parsed:
    """Read a Nix file."""
    errors = Errors(source)
    _BUILDER.errors = errors
    collecting = gc.isenabled()
    gc.disable()  # it would look again and again for cycles, of which there are none
    try:
        tokens = tokenize(source.text, errors)
        if "\0" in source.text:
            _refuse_nul(tokens, errors)
        recovery = Recovery(tokens, errors)
        tree: Expr | None = lalr.parse(_TABLES, recovery.feed, recovery.on_error)
        if tree is not None and (deep := beyond(tree, MAX_DEPTH)) is not None:
            message = f"expressions are nested more than {MAX_DEPTH} deep here"
            errors.report(deep.start, deep.end, message, ErrorKind.LIMIT)
            tree = None
        return Parsed(tree, tuple(sorted(errors.found, key=lambda error: error.span.start)))
    finally:
        if collecting:
            gc.enable()


def _refuse_nul(tokens: list[Token], errors: Errors) -> None:
    """Report strings that hold the character 0, which Nix has no way to keep."""
    for _, value, start, end in tokens:
        if "\0" in value:
            errors.report(start, end, "a string can't hold the character 0")
