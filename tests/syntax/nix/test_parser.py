"""Tokens to trees."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sudolint.source import ErrorKind, Source, readable
from sudolint.syntax.nix.nodes import AttrSet, From, List, Select, Var
from sudolint.syntax.nix.parser import MAX_DEPTH, parse
from sudolint.syntax.nix.scope import undefined_variables
from sudolint.syntax.nix.walk import CHILDREN
from tests.syntax.nix.shapes import shape
from tests.syntax.nix.strategies import expressions
from tests.syntax.nix.trees import errors, everything, tree

if TYPE_CHECKING:
    from pathlib import Path

EQUIVALENT = {
    # how tight the operators bind
    "- a ? b": "(-a) ? b",
    "! a ? b": "!(a ? b)",
    "! a + b": "!(a + b)",
    "! a // b": "(!a) // b",
    "! a == b": "(!a) == b",
    "- a + b": "(-a) + b",
    "- f x": "-(f x)",
    "-!a + b": "-(!(a + b))",
    "a * !b + c": "a * (!(b + c))",
    "a ++ b ++ c": "a ++ (b ++ c)",
    "a // b // c": "a // (b // c)",
    "a -> b -> c": "a -> (b -> c)",
    "a - b - c": "(a - b) - c",
    "a / b * c": "(a / b) * c",
    "a + b * c ++ d": "a + (b * (c ++ d))",
    "a == b < c": "a == (b < c)",
    "a && b || c && d -> e": "((a && b) || (c && d)) -> e",
    "a |> b |> c": "(a |> b) |> c",
    "a <| b <| c": "a <| (b <| c)",
    "a -> b |> c -> d": "(a -> b) |> (c -> d)",
    "a ? b ? c": "(a ? b) ? c",
    "a ? b.c ++ d": "(a ? b.c) ++ d",
    # application and selection
    "f x y": "(f x) y",
    "f x.y z": "f (x.y) z",
    "f {}.b": "f ({}.b)",
    "a.b or c.d or e": "a.b or (c.d or e)",
    "f a.b or c d": "f (a.b or c) d",
    # as far to the right as possible
    "x: y: x y": "x: (y: (x y))",
    "if a then b else c + d": "if a then b else (c + d)",
    "with a; b // c": "with a; (b // c)",
    "let a = b; in a c": "let a = b; in (a c)",
    # sugar
    "let { a = 1; body = a; }": "(rec { a = 1; body = a; }).body",
    '{ "a" = 1; ${"b"} = 2; }': "{ a = 1; b = 2; }",
    "http://a.b/c?d": '"http://a.b/c?d"',
    "{ a.b.c = 1; }": "{ a = { b = { c = 1; }; }; }",
    "{ a.b = 1; a.c = 2; }": "{ a = { b = 1; c = 2; }; }",
    "{ a = { b = 1; }; a.c = 2; }": "{ a = { b = 1; c = 2; }; }",
    "{ a.c = 2; a = ({ b = 1; }); }": "{ a = { b = 1; c = 2; }; }",
    "{ a = { b.c = 1; }; a = { b.d = 2; }; }": "{ a.b = { c = 1; d = 2; }; }",
    "{ a = rec { b = 1; }; a = { c = b; }; }": "{ a = rec { b = 1; c = b; }; }",
    "{ a = { b = 1; }; a = rec { c = b; }; }": "{ a = { b = 1; c = b; }; }",
    "{ a = { inherit (x) b; }; a = { inherit (y) c; }; }": "{ a = { inherit (x) b; inherit (y) c; }; }",
    "{ a.${x} = 1; a.b = 2; a.${y} = 3; }": "{ a = { ${x} = 1; b = 2; ${y} = 3; }; }",
    "{ a, b ? a, ... }: a": "{ b ? a, a, ... }: a",
    "{ a, }: a": "{ a }: a",
    "args @ { a }: a": "{ a } @ args: a",
}


@pytest.mark.parametrize("text", EQUIVALENT)
def test_equivalent(text: str) -> None:
    """Two ways to write an expression, the second with all its parentheses, give one tree."""
    assert shape(tree(text)) == shape(tree(EQUIVALENT[text]))


WRONG = {
    "a == b == c": (1, 8, "`==` and `==` in a row need parentheses"),
    "a < b >= c": (1, 7, "`<` and `>=` in a row need parentheses"),
    "a |> b <| c": (1, 8, "`|>` and `<|` in a row need parentheses"),
    "{ a = 1; a = 2; }": (1, 10, "attribute `a` is already defined at line 1, column 3"),
    "{ a.b = 1; a = 2; }": (1, 12, "attribute `a` is already defined at line 1, column 3"),
    "{ a = x; a.b.c = 2; }": (1, 10, "attribute `a` is already defined at line 1, column 3"),
    "{ inherit a; a.b = 2; }": (1, 14, "attribute `a` is already defined at line 1, column 11"),
    "{ a = 1; inherit (x) b a; }": (1, 24, "attribute `a` is already defined at line 1, column 3"),
    "{ a.${b}.c = 1; a = 1; }": (1, 17, "attribute `a` is already defined at line 1, column 3"),
    "{ a.b.c = 1; a = { b.c = 1; }; }": (1, 20, "attribute `a.b.c` is already defined at line 1, column 3"),
    "{ a, b, a }: 1": (1, 9, "argument `a` is already named"),
    "{ a } @ a: 1": (1, 9, "argument `a` is already named"),
    "let ${a} = 1; in 2": (1, 5, "a name in `let` can't depend on a value"),
    "{ inherit ${a}; }": (1, 11, "a name after `inherit` can't depend on a value"),
    "9223372036854775808": (1, 1, "an integer can't be larger than 9223372036854775807"),
    "1.0e400": (1, 1, "this is out of the range of floating-point numbers"),
    "1.0e-400": (1, 1, "this is out of the range of floating-point numbers"),
    '[ "a" "b\0" ]': (1, 7, "a string can't hold the character 0"),
    "./a/": (1, 1, "a path can't end in a slash"),
    "./a${b}/": (1, 7, "a path can't end in a slash"),
}


@pytest.mark.parametrize("text", WRONG)
def test_wrong(text: str) -> None:
    """What the grammar alone would allow and Nix refuses is one error at its place, and there is a tree."""
    assert errors(text) == [WRONG[text]]
    assert parse(Source("test.nix", text)).tree is not None


def test_largest_numbers() -> None:
    """Numbers at the end of their range are good, with leading zeros and all."""
    assert shape(tree("00009223372036854775807")) == ("number", 2**63 - 1)
    assert shape(tree("2.2250738585072014e-308")) == ("number", 2.0**-1022)
    assert shape(tree("0.0e-999")) == ("number", 0)


def test_or_is_a_name() -> None:
    """`or` is a keyword, yet it names attributes, and is a variable after what could be a function."""
    assert shape(tree("x.or or 2")) == ("select", ("var", "x"), ("or",), ("number", 2))
    assert shape(tree("{ or = 1; }")) == ("set", False, (("or", ("number", 1)),), ())
    assert shape(tree("[ f or x ]")) == ("list", ("call", ("var", "f"), ("var", "or")), ("var", "x"))
    assert errors("or: 1")
    assert errors("{ or }: 1")


def test_dynamic_names() -> None:
    """A name that depends on nothing is known, however it is written; any other is kept to be evaluated."""
    found = tree(
        """{ "a b" = 1; ${"c"} = 2; ${''d''} = 3; ${("e")} = 4; ${u:r} = 5; "${f}" = 6; "${"g"}" = 7; }"""
    )
    assert isinstance(found, AttrSet)
    assert list(found.attributes) == ["a b", "c", "d", "e", "u:r"]
    assert [shape(attribute.name) for attribute in found.dynamic] == [("var", "f"), ("text", "g")]


def test_inheritance() -> None:
    """An inherited name is a variable from outside; with a source it is selected from that."""
    found = tree("rec { inherit a; inherit (x) b c; inherit (y) d; }")
    assert isinstance(found, AttrSet)
    assert [shape(source) for source in found.sources] == [("var", "x"), ("var", "y")]
    assert isinstance(found.attributes["a"].value, Var)
    assert [attribute.inherited for attribute in found.attributes.values()] == [True, False, False, False]
    for name, number in (("b", 0), ("c", 0), ("d", 1)):
        value = found.attributes[name].value
        assert isinstance(value, Select)
        assert isinstance(value.subject, From)
        assert value.subject.number == number


def test_sources_of_merged_sets() -> None:
    """Where sets are merged, each inherited name is still selected from its own source."""
    found = tree("{ a = { inherit (x) b; }; a = { inherit (y) c; inherit (z) d; }; }")
    assert isinstance(found, AttrSet)
    inner = found.attributes["a"].value
    assert isinstance(inner, AttrSet)
    assert shape(inner) == shape(tree("{ inherit (x) b; inherit (y) c; inherit (z) d; }"))


def test_places() -> None:
    """A node's place is what it is written as, its parentheses included."""
    text = "{ a ? (1), ... } @ all: with (x); (f (a + 1) ''\n  t${y}'').z or [ (-b) ] ? c.\"d\".${e}"
    found = {text[node.start : node.end] for _, node in everything(tree(text))}
    assert found >= {
        "{ a ? (1), ... }",
        "a ? (1)",
        "(1)",
        "all",
        "with (x); (f (a + 1) ''\n  t${y}'').z or [ (-b) ] ? c.\"d\".${e}",
        "(x)",
        "(f (a + 1) ''\n  t${y}'')",
        "(a + 1)",
        "''\n  t${y}''",
        "${y}",
        "y",
        "(f (a + 1) ''\n  t${y}'').z or [ (-b) ]",
        "z",
        "(-b)",
        "c",
        '"d"',
        "${e}",
    }


@given(expressions)
def test_places_are_nested(text: str) -> None:
    """A child stands inside its parent, and a variable is what stands at its place."""
    root = tree(text)
    for parent, child in everything(root):
        assert parent.start <= child.start <= child.end <= parent.end
        if isinstance(child, Var):
            assert child.name in text[child.start : child.end]


@given(expressions)
def test_what_stands_at_a_place_is_that_expression(text: str) -> None:
    """Parsing what stands at the place of an expression gives it again, unless a merged set is in it."""
    for _, node in everything(tree(text)):
        written = text[node.start : node.end]
        if type(node) in CHILDREN and not isinstance(node, AttrSet | Select) and not written.startswith("${"):
            assert shape(tree(written)) == shape(node)


@given(st.text(st.characters(max_codepoint=255)) | st.text(list("{}[]();=.,:\"'$?@!<>|&+-*/ \nax1")))
def test_any_text_is_read(text: str) -> None:
    """Any text gives a tree or an error, whose place is in the text; nothing is raised."""
    parsed = parse(Source("test.nix", text))
    assert parsed.tree is not None or parsed.errors
    for error in parsed.errors:
        assert 0 <= error.span.start <= error.span.end <= len(text)
        assert readable(error.message)
    if parsed.tree is not None:
        undefined_variables(parsed.tree)
        for parent, child in everything(parsed.tree):
            assert parent.start <= child.start <= child.end <= parent.end


NESTED = {
    "lists": ("[", "1", "]"),
    "sets": ("{a=", "1", ";}"),
    "functions": ("x: ", "x", ""),
    "operators": ("1 + ", "1", ""),
    "updates": ("a // ", "a", ""),
    "prefixes": ("- ", "a", ""),
    "lets": ("let a = 1; in ", "a", ""),
    "conditions": ("if a then b else ", "c", ""),
    "strings": ('"${', "a", '}"'),
    "indented strings": ("''${", "a", "}''"),
    "attribute paths": ("{ a = ", "1", "; }"),
    "defaults": ("a.b or ", "c", ""),
}


@pytest.mark.parametrize("kind", NESTED)
def test_depth_is_bounded(kind: str) -> None:
    """Expressions a hundred thousand deep are one error, soon said; half as deep as is allowed are fine."""
    opening, inside, closing = NESTED[kind]
    parsed = parse(Source("test.nix", opening * 100_000 + inside + closing * 100_000))
    assert parsed.tree is None
    assert [error.kind for error in parsed.errors] == [ErrorKind.LIMIT]
    tree(opening * (MAX_DEPTH // 2) + inside + closing * (MAX_DEPTH // 2))


@pytest.mark.parametrize(
    "opening", ["[", "(", "{a=", "let a=", '"${', "''${", "if ", "{a?", "${", "a.", "a ? "]
)
def test_what_is_never_closed_is_bounded(opening: str) -> None:
    """A hundred thousand things that are never closed are an error, soon said."""
    assert parse(Source("test.nix", opening * 100_000)).errors


@pytest.mark.parametrize("piece", ["x", "a.b", "(a)", "[ a ]", "{ inherit (a) b; }", '"${a}"', "''\n ${a}''"])
def test_width_is_not_bounded(piece: str) -> None:
    """What is long but not deep has no bound."""
    found = tree(f"[ {f'{piece} ' * 50_000} ]")
    assert isinstance(found, List)
    assert len(found.elements) == 50_000


def test_number_of_errors_is_bounded() -> None:
    """A hundred thousand mistakes give a hundred errors."""
    assert len(errors("{" + "a = 1;\n" * 100_000 + "}")) == 100


def test_conformance(fixtures: Path) -> None:
    """What Nix accepts of its own tests gives no error; what it refuses, one on the line that Nix names."""
    folder = fixtures / "nix-lang"
    if not folder.is_dir():
        pytest.skip(f"no language tests at {folder}")
    with (folder / "index.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            source = Source(row["file"], (folder / row["file"]).read_bytes().decode("latin-1"))
            parsed = parse(source)
            lines = [error.span.begin.line for error in parsed.errors]
            if not lines and parsed.tree is not None:
                lines = [source.position(var.start).line for var in undefined_variables(parsed.tree)]
            if row["nix_accepts"] == "yes":
                assert not lines, row["file"]
            else:
                assert lines, row["file"]
                assert lines[0] == int(row["line"]), row["file"]


def test_bad_modules(fixtures: Path) -> None:
    """Modules that don't parse give one error, where Nix sees it; the others give none."""
    folder = fixtures / "nixos-bad"
    if not folder.is_dir():
        pytest.skip(f"no bad modules at {folder}")
    with (folder / "expected.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            source = Source(row["file"], (folder / row["file"]).read_bytes().decode("latin-1"))
            parsed = parse(source)
            assert parsed.tree is not None
            lines = {error.span.begin.line for error in parsed.errors}
            if not lines:
                lines = {source.position(var.start).line for var in undefined_variables(parsed.tree)}
            assert lines == ({int(row["line"])} if row["phase"] == "parse" else set()), row["file"]


def test_modules(fixtures: Path) -> None:
    """Real modules have no errors, and all their names mean something."""
    for path in sorted((fixtures / "nixos").rglob("*.nix")):
        parsed = parse(Source(path.name, path.read_bytes().decode("latin-1")))
        assert not parsed.errors, path
        assert parsed.tree is not None
        assert not undefined_variables(parsed.tree), path
