"""The grammar and the tables made from it."""

from pathlib import Path
from pkgutil import get_data
from typing import Any

from lark import Lark
from lark.lexer import Lexer

from sudolint.syntax.generate import module_text
from sudolint.syntax.nix import tables


def test_tables_are_up_to_date() -> None:
    """tables.py is what `python -m sudolint.syntax.generate` makes of grammars/nix.lark."""
    assert Path(tables.__file__).read_text("utf-8") == module_text("nix")


def test_grammar_is_unambiguous() -> None:
    """The grammar is LALR(1) without a conflict that would have to be settled by a default."""

    class NoLexer(Lexer):
        def __init__(self, *_: Any) -> None: ...

        def lex(self, *_: Any) -> Any:
            raise NotImplementedError

    grammar = (get_data("sudolint.grammars", "nix.lark") or b"").decode()
    Lark(grammar, parser="lalr", lexer=NoLexer, start="start", maybe_placeholders=False, strict=True)
