"""Text to tokens."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sudolint.source import Source
from sudolint.syntax.nix.errors import MAX_ERRORS, Errors
from sudolint.syntax.nix.lexer import tokenize

if TYPE_CHECKING:
    from sudolint.source import PolicyError
    from sudolint.syntax.lalr import Token

TRAPS = {
    # what belongs to a name
    "a-b": ["ID a-b"],
    "a'": ["ID a'"],
    "a -b": ["ID a", "MINUS -", "ID b"],
    "a- b": ["ID a-", "ID b"],
    "_": ["ID _"],
    "iff if": ["ID iff", "IF if"],
    "or a.or": ["OR or", "ID a", "DOT .", "OR or"],
    "true null": ["ID true", "ID null"],
    # numbers
    "00012": ["INT 00012"],
    "1.5 1. .5": ["FLOAT 1.5", "FLOAT 1.", "FLOAT .5"],
    "1e5": ["INT 1", "ID e5"],
    "1.e5 .5E-3": ["FLOAT 1.e5", "FLOAT .5E-3"],
    "00.5": ["INT 00", "FLOAT .5"],
    "1.2.3": ["FLOAT 1.2", "FLOAT .3"],
    "0.": ["INT 0", "DOT ."],
    "a.5": ["ID a", "FLOAT .5"],
    # paths: a `/` in front of a character of paths
    "a/b": ["PATH a/b"],
    "6/3": ["PATH 6/3"],
    "6 / 3": ["INT 6", "DIVIDE /", "INT 3"],
    "6 /3": ["INT 6", "PATH /3"],
    "a+/b": ["PATH a+/b"],
    "3.0/2": ["PATH 3.0/2"],
    "a.b/c": ["PATH a.b/c"],
    "a'b.c/d": ["ID a'b", "PATH .c/d"],
    "./. ../.": ["PATH ./.", "PATH ../."],
    "~/a": ["PATH ~/a"],
    "a//b": ["ID a", "UPDATE //", "ID b"],
    "/a//b": ["PATH /a/", "! /a/", "PATH /b"],
    "a/": ["ID a", "DIVIDE /"],
    "./a/": ["PATH ./a/", "! ./a/"],
    "./a${x}": ["PATH_HEAD ./a${", "ID x", "TAIL }"],
    "/${x}/y.z;": ["PATH_HEAD /${", "ID x", "TAIL }/y.z", "SEMICOLON ;"],
    "~/${x}": ["PATH_HEAD ~/${", "ID x", "TAIL }"],
    "./a${x}b/${y}c": ["PATH_HEAD ./a${", "ID x", "MIDDLE }b/${", "ID y", "TAIL }c"],
    "./a${x}/ b": ["PATH_HEAD ./a${", "ID x", "TAIL }/", "! }/", "ID b"],
    "a/b//c${x}": ["PATH_HEAD a/b//c${", "ID x", "TAIL }"],
    "<a/b.c>": ["SEARCH_PATH <a/b.c>"],
    "a<b>c": ["ID a", "SEARCH_PATH <b>", "ID c"],
    "a <b": ["ID a", "LESS <", "ID b"],
    # URIs
    "x:x": ["URI x:x"],
    "x: x": ["ID x", "COLON :", "ID x"],
    "{x}:x": ["LBRACE {", "ID x", "RBRACE }", "COLON :", "ID x"],
    "a.b-c+d:e": ["URI a.b-c+d:e"],
    "a_b:c": ["ID a_b", "COLON :", "ID c"],
    "a'b:c": ["ID a'b", "COLON :", "ID c"],
    "-a:b": ["MINUS -", "URI a:b"],
    "if:x": ["URI if:x"],
    # operators
    "...": ["ELLIPSIS ..."],
    "..": ["DOT .", "DOT ."],
    "a->b||c": ["ID a-", "GREATER >", "ID b", "OR_ELSE ||", "ID c"],
    "==!=<=>=&&<||>++": [
        "EQUAL ==",
        "NOT_EQUAL !=",
        "LESS_EQUAL <=",
        "GREATER_EQUAL >=",
        "AND &&",
        "PIPE_FROM <|",
        "PIPE_INTO |>",
        "CONCAT ++",
    ],
    "a=1": ["ID a", "EQUALS =", "INT 1"],
    "a = =": ["ID a", "EQUALS =", "EQUALS ="],
    "|": ["! |"],
    # blanks and comments
    "a # b\nc": ["ID a", "ID c"],
    "a # b\rc": ["ID a", "ID c"],
    "a/**/b/*/ c */d/***/": ["ID a", "ID b", "ID d"],
    "a /* b": ["ID a", "! /*"],
    "a\x0bb": ["ID a", "! \x0b", "ID b"],
    "\xef\xbb\xbfa": ["! \xef\xbb\xbf", "ID a"],
    # strings
    '"a\\"b" ""': ['STRING "a\\"b"', 'STRING ""'],
    '"$" "$$" "$${a}" "\\${a}"': ['STRING "$"', 'STRING "$$"', 'STRING "$${a}"', 'STRING "\\${a}"'],
    '"$$${z}"': ['STRING_HEAD "$$${', "ID z", 'TAIL }"'],
    '"a${b}c${d}"': ['STRING_HEAD "a${', "ID b", "MIDDLE }c${", "ID d", 'TAIL }"'],
    '"${{a=1;}.a}"': [
        'STRING_HEAD "${',
        "LBRACE {",
        "ID a",
        "EQUALS =",
        "INT 1",
        "SEMICOLON ;",
        "RBRACE }",
        "DOT .",
        "ID a",
        'TAIL }"',
    ],
    '"${"${a}"}"': ['STRING_HEAD "${', 'STRING_HEAD "${', "ID a", 'TAIL }"', 'TAIL }"'],
    '"a': ['STRING "a', '! "'],
    '"a${b} c': ['STRING_HEAD "a${', '! "', "ID b", "TAIL } c"],
    # indented strings
    "''a'b''": ["INDENTED ''a'b''"],
    "''''": ["INDENTED ''''"],
    "''a'''b''$c''\\''d''": ["INDENTED ''a'''b''$c''\\''d''"],
    "''$''": ["INDENTED ''$''"],
    "''$${a}''${b}''": ["INDENTED ''$${a}''${b}''"],
    "''a${b}c''": ["INDENTED_HEAD ''a${", "ID b", "TAIL }c''"],
    "'''${a}''": ["INDENTED_HEAD '''${", "ID a", "TAIL }''"],
    "'a": ["! '", "ID a"],
}


def lexed(text: str) -> tuple[list[Token], list[PolicyError]]:
    """The tokens of a text, but for the two at its end, and the errors in it."""
    errors = Errors(Source("test.nix", text))
    return tokenize(text, errors)[:-2], errors.found


def shown(text: str) -> list[str]:
    """The tokens of a text, each as its terminal and what stands there; `!` stands for an error."""
    tokens, errors = lexed(text)
    found = [(start, f"{terminal} {text[start:end]}") for terminal, _, start, end in tokens]
    found += [(error.span.start, f"! {error.span.text}") for error in errors]
    return [words for _, words in sorted(found, key=lambda pair: pair[0])]


@pytest.mark.parametrize("text", TRAPS)
def test_traps(text: str) -> None:
    """Where Nix's lexer surprises, ours does the same."""
    assert shown(text) == TRAPS[text]


@given(
    st.text(st.characters(max_codepoint=255), max_size=90) | st.text("ab.:/+-'\"${}\\ \n<>~#*1", max_size=90)
)
def test_tokens_cover_the_text(text: str) -> None:
    """Tokens follow on one another and say what stands there; between are blanks, comments and errors."""
    tokens, errors = lexed(text)
    covered = [(start, end) for _, _, start, end in tokens]
    assert covered == sorted(covered)
    assert all(end <= start for (_, end), (start, _) in pairwise(covered))
    assert all(value.startswith(text[start:end]) for _, value, start, end in tokens)
    covered += [(error.span.start, error.span.end) for error in errors]
    at = 0
    for start, end in [*sorted(covered), (len(text), len(text))]:
        between = text[at:start].strip(" \t\r\n")
        assert not between or between.startswith(("#", "/*")) or "comment" in errors[-1].message
        at = max(at, end)


@pytest.mark.parametrize(
    "piece", ["a.", "a-", "a/", "<a", "'", '"', "''", "${", "/*", "a:", "1.", "~/", '"${']
)
def test_lexing_is_linear(piece: str) -> None:
    """A text of a hundred thousand pieces is no trouble, whatever it may turn out to be."""
    assert len(lexed(piece * 100_000)[1]) <= MAX_ERRORS
