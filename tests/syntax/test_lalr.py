"""The LALR loop, on a grammar of its own: words in brackets, one list a line."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from sudolint.syntax import generate
from sudolint.syntax.lalr import END, Rejected, bind, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from sudolint.syntax.lalr import Tables, Token

GRAMMAR = b"""
start: _lines
_lines: line | _lines line
line: words NEWLINE | ERROR NEWLINE -> bad
words: OPEN _words CLOSE | OPEN CLOSE -> empty
_words: word | _words word
?word: WORD | words
%declare CLOSE ERROR NEWLINE OPEN WORD
"""

TERMINALS = {"(": "OPEN", ")": "CLOSE", "\n": "NEWLINE"}


class Builder:
    """Keeps what was built, in order."""

    def __init__(self) -> None:
        self.built: list[str] = []

    def start(self, lines: list[Any]) -> list[Any]:
        """All lines."""
        return lines

    def line(self, values: list[Any]) -> str:
        """A good line."""
        self.built.append(values[0])
        return str(values[0])

    def bad(self, _: list[Any]) -> str:
        """A bad one."""
        return "bad"

    def words(self, values: list[Any]) -> str:
        """A list of words; `no` must not be in it."""
        inner = [value if isinstance(value, str) else value[1] for value in values[1:-1]]
        if "no" in inner:
            raise Rejected("no")
        return f"[{' '.join(inner)}]"

    def empty(self, _: list[Any]) -> str:
        """An empty list."""
        return "[]"


@pytest.fixture(scope="module")
def names() -> list[Any]:
    """The tables of the grammar."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generate, "get_data", lambda *_: GRAMMAR)
        return list(generate.grammar_tables("lists"))


def bound(names: list[Any], builder: Builder) -> Tables:
    """The tables with the builder's actions."""
    titles = ("RULES", "SHIFTS", "REDUCTIONS", "DEFAULTS", "GOTOS")
    return bind(cast("ModuleType", SimpleNamespace(**dict(zip(titles, names, strict=True)))), builder)


def tokens(text: str) -> Iterator[Token]:
    """Yield a token for each character, and the end."""
    for place, sign in enumerate(text.replace("no", "N")):
        yield (TERMINALS.get(sign, "WORD"), "no" if sign == "N" else sign, place, place + 1)
    yield (END, None, len(text), len(text))


@pytest.mark.parametrize(
    ("text", "result", "errors"),
    [
        ("(ab)\n", ["[a b]"], []),
        ("()\n(a(b()))\n", ["[]", "[a [b []]]"], []),
        ("a\n(b)\n", ["bad", "[b]"], [0]),
        ("(a\n(b)\n", ["bad", "[b]"], [2]),
        ("(a)b)(\n(b)\n", ["bad", "[b]"], [3]),
        ("(a(no))\n(b)\n", ["bad", "[b]"], ["no"]),
        ("\n\n(b)\n", ["bad", "bad", "[b]"], [0, 1]),
        ("(a)", None, [3]),
        ("", None, [0]),
    ],
)
def test_parse(names: list[Any], text: str, result: list[str] | None, errors: list[Any]) -> None:
    """Lists are built flat; after an error, or where an action rejects, reading goes on at the next line."""
    told: list[Any] = []
    tables = bound(names, Builder())
    value = parse(
        tables,
        tokens(text),
        lambda token, expected: told.append(token[2]),
        lambda token, rejected: told.append(rejected.args[0]),
    )
    assert value == result
    assert told == errors


def test_expected(names: list[Any]) -> None:
    """With an error come the terminals that would have fitted, and no others."""
    told: list[list[str]] = []
    parse(bound(names, Builder()), tokens("(a\n"), lambda _, expected: told.append(sorted(expected)))
    assert told == [["CLOSE", "OPEN", "WORD"]]


def test_reads_no_token_too_early(names: list[Any]) -> None:
    """A line is built before the token after it is read."""
    builder = Builder()
    built: list[int] = []

    def watched() -> Iterator[Token]:
        for token in tokens("(a)\n(b)\n"):
            built.append(len(builder.built))
            yield token

    parse(bound(names, builder), watched(), lambda *_: None)
    assert built == [0, 0, 0, 0, 1, 1, 1, 1, 2]
