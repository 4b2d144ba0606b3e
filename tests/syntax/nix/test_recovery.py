"""What is said of a file that doesn't parse, and what is still read of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sudolint.source import Source
from sudolint.syntax.nix.nodes import AttrSet, Int, List
from sudolint.syntax.nix.parser import parse
from tests.syntax.nix.shapes import shape
from tests.syntax.nix.strategies import texts
from tests.syntax.nix.trees import errors, everything, tree

MISTAKES: dict[str, tuple[int, int, str]] = {
    # a `;` is missing
    "{\n  a = 1\n  b = 2;\n}": (2, 8, "a `;` is missing here"),
    '{\n  a = f x\n  b.c."d" = 2;\n}': (2, 10, "a `;` is missing here"),
    "{ inherit a\n  b = 1; }": (1, 12, "a `;` is missing here"),
    "{ a = [ 1 ] }": (1, 12, "a `;` is missing here"),
    "let a = 1 in a": (1, 10, "a `;` is missing here"),
    "{ a = 1 inherit b; }": (1, 8, "a `;` is missing here"),
    # something is never closed
    "{ a = [ b c; d = 1; }": (1, 12, "expected `]` before `;`: the `[` at line 1, column 7 is still open"),
    "{ a = (b c; d = 1; }": (1, 11, "expected `)` before `;`: the `(` at line 1, column 7 is still open"),
    "{ a = [ (b ]; d = 1; }": (1, 12, "expected `)` before `]`: the `(` at line 1, column 9 is still open"),
    "{ a = [ b ); d = 1; }": (1, 11, "expected `]` before `)`: the `[` at line 1, column 7 is still open"),
    '{ a = "${b [ c }"; }': (1, 16, "expected `]` before `}`: the `[` at line 1, column 12 is still open"),
    "{\n  a = 1;\n  b = {\n    c = 1;\n  d = 1;\n}\n": (
        7,
        1,
        "expected `}` before the end of the file: the `{` at line 1, column 1 is still open",
    ),
    "[ 1 2": (1, 6, "expected `]` before the end of the file: the `[` at line 1, column 1 is still open"),
    "{ a = let b = 1; c; d = 1; }": (
        1,
        19,
        "expected `in` before `;`: the `let` at line 1, column 7 is still open",
    ),
    "let a = 1; b = 2; c": (
        1,
        20,
        "expected `in` before the end of the file: the `let` at line 1, column 1 is still open",
    ),
    "{ a = if b then c; d = 1; }": (
        1,
        18,
        "expected `else` before `;`: the `then` at line 1, column 12 is still open",
    ),
    '{ a = 1; b = "c; }': (1, 14, "this string is never closed"),
    '{ a = 1; b = "${c; }': (1, 14, "this string is never closed"),
    "{ a = 1; b = ''c; }": (1, 14, "this indented string is never closed"),
    "{ a = 1; /* b = c; }": (1, 10, "this comment is never closed"),
    # something is closed twice
    "{ a = { b = 1; }; }; c = 1; }": (1, 20, "unexpected `;`, expected the end of the file"),
    "{ a = [ b ]]; d = 1; }": (1, 12, "`]` closes nothing that is open here"),
    # something else is missing or doesn't belong there
    "{ a = [ 1, 2 ]; d = 1; }": (1, 10, "the elements of a list have blanks between them, not commas"),
    "{ a, b\n  c }: { d = 1; }": (2, 3, "unexpected `c`, expected `}`"),
    "{ a, ... }\n{ d = 1; }": (1, 11, "a `:` is missing here"),
    "{ a = ; d = 1; }": (1, 7, "unexpected `;`, expected an expression"),
    "{ a = b. ; d = 1; }": (1, 10, "unexpected `;`, expected a name"),
    "{ a = 1 + ; d = 1; }": (1, 11, "unexpected `;`, expected an expression"),
    "{ a = [ -1 ]; d = 1; }": (1, 9, "unexpected `-`: in a list, what is made with it needs parentheses"),
    "{ a = [ x: y ]; d = 1; }": (1, 10, "unexpected `:`: in a list, what is made with it needs parentheses"),
    "{ a = [ b = 1; c = 2; ]; d = 1; }": (1, 11, "unexpected `=`, expected `]`"),
    "{ a = (b = 1); d = 1; }": (1, 10, "unexpected `=`, expected `)`"),
    "{ a.b 1; d = 1; }": (1, 7, "unexpected `1`, expected `=`"),
    "{ a = 1;; d = 1; }": (1, 9, "unexpected `;`, expected `}`"),
    "{ a = if b c else e; d = 1; }": (1, 14, "unexpected `else`, expected `then`"),
    "{ a = $b; d = 1; }": (1, 7, "`$` means nothing outside of strings and comments"),
    "{ a = 1 & 2; d = 1; }": (1, 9, "`&` means nothing outside of strings and comments"),
    "\x00{ d = 1; }": (1, 1, r"`\x00` means nothing outside of strings and comments"),
    "{ a = 5 \xa0; d = 1; }": (1, 9, "`\xc2\xa0` means nothing outside of strings and comments"),
    "": (1, 1, "unexpected the end of the file, expected an expression"),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_one_error_for_one_mistake(text: str) -> None:
    """A mistake is reported once, where it is, in words that help."""
    assert errors(text) == [MISTAKES[text]]


@pytest.mark.parametrize("text", [text for text in MISTAKES if text.count("d = 1;")])
def test_the_rest_is_read(text: str) -> None:
    """What comes after a mistake is part of the tree."""
    root = parse(Source("test.nix", text)).tree
    kept = [node for _, node in everything(root) if isinstance(node, AttrSet)]
    if isinstance(root, AttrSet):
        kept.append(root)
    assert any(isinstance(node.attributes["d"].value, Int) for node in kept if "d" in node.attributes)


def test_a_forgotten_semicolon_costs_nothing() -> None:
    """The name of the next binding isn't taken for a part of the value in front of it."""
    for value in ("[ 1 ]", "f x", "x: f x", "if a then b else f c", "a ++ f b", "with a; [ ]"):
        root = parse(Source("test.nix", f"{{ a = {value}\n  b.c = 2; }}")).tree
        assert root is not None
        assert shape(root) == shape(tree(f"{{ a = {value}; b.c = 2; }}"))
    root = parse(Source("test.nix", "{ inherit (x) a b\n  c = 2; }")).tree
    assert root is not None
    assert shape(root) == shape(tree("{ inherit (x) a b; c = 2; }"))


def test_what_is_never_closed_is_read() -> None:
    """What stands in something that is never closed is in the tree."""
    root = parse(Source("test.nix", "{ a = [ 1 2; b = { c = 1;")).tree
    assert isinstance(root, AttrSet)
    assert isinstance(root.attributes["a"].value, List)
    assert all(isinstance(element, Int) for element in root.attributes["a"].value.elements[:2])
    inner = root.attributes["b"].value
    assert isinstance(inner, AttrSet)
    assert list(inner.attributes) == ["c"]


def test_number_of_mistakes_is_bounded() -> None:
    """A file with very many mistakes is read up to a point, in no time."""
    assert 10 < len(errors("{ " + "a = [ b = c d e f ];\n" * 50_000 + " }")) <= 50


@given(texts, st.data())
def test_damage_is_contained(text: str, data: st.DataObject) -> None:
    """Whatever is lost of one binding, those around it are read, as long as its brackets fit."""
    at = data.draw(st.integers(0, len(text)))
    damaged = text[:at] + text[at + 1 :]
    whole = f"{{ before = 1; bad = ({damaged}); after = 2; }}"
    root = parse(Source("test.nix", whole)).tree
    assert root is not None
