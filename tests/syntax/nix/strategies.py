"""Expressions of the Nix language as text, with all that is legal between their tokens."""

from __future__ import annotations

from hypothesis import strategies as st

from sudolint.source import Source
from sudolint.syntax.nix.parser import parse

NAMES = ("a", "b", "c", "x", "a'", "a-b", "_x", "or1")
INFIX = ("+", "-", "*", "/", "++", "//", "==", "!=", "<", ">", "<=", ">=", "&&", "||", "->")

name = st.sampled_from(NAMES)
blank = st.sampled_from([" ", " ", " ", "\n", "  ", "\t", "/* c */", " # c\n"])
literal = st.sampled_from(["0", "17", "1.5", '"s"', "/a/b", "./c", "<n/x>", "x:y", "__curPos", "''t''"])


def joined(*pieces: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    """Pieces with blanks between them."""
    strategies: list[st.SearchStrategy[str]] = []
    for piece in pieces:
        strategies += [st.just(piece) if isinstance(piece, str) else piece, blank]
    return st.tuples(*strategies[:-1]).map("".join)


def several(piece: st.SearchStrategy[str], between: str = " ", least: int = 0) -> st.SearchStrategy[str]:
    """Up to three times the same."""
    return st.lists(piece, min_size=least, max_size=3).map(between.join)


def strings(expr: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Strings of both kinds, with holes."""
    hole = expr.map(lambda inside: "${" + inside + "}")
    plain = [
        "a",
        " ",
        "\n",
        "$",
        "$$",
        "'",
        "''",
        "\\n",
        "\\$",
        '\\"',
        "{",
        "}",
        "\t",
        "\r\n",
        "\\${",
        "#",
        "/*",
    ]
    indented = [
        "a",
        "  ",
        "\n",
        "\n  ",
        "\n    ",
        "$",
        "$$",
        "'",
        "'''",
        "''$",
        "''\\n",
        '"',
        "{",
        "}",
        "\t",
        "\\",
    ]
    return st.one_of(
        st.lists(st.sampled_from(plain) | hole, max_size=5).map(lambda pieces: '"' + "".join(pieces) + '"'),
        st.lists(st.sampled_from(indented) | hole, max_size=6).map(
            lambda pieces: "''" + "".join(pieces) + "''"
        ),
    )


def attribute_paths(expr: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """One to three names."""
    dynamic = expr.map(lambda inside: "${" + inside + "}")
    quoted = expr.map(lambda inside: '"q${' + inside + '}"')
    attr = st.one_of(name, name, st.sampled_from(["or", '"a"', '"x y"', '"a.b"']), dynamic, quoted)
    return several(attr, ".", least=1)


def bindings(expr: st.SearchStrategy[str], *, dynamic: bool = True) -> st.SearchStrategy[str]:
    """Up to three bindings with names of their own."""
    inherit = joined("inherit", several(name), ";") | joined("inherit", "(", expr, ")", several(name), ";")
    paths = attribute_paths(expr) if dynamic else name
    return several(st.one_of(joined(paths, "=", expr, ";"), joined(paths, "=", expr, ";"), inherit))


def formals(expr: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """`{ a, b ? default, ... }`."""
    formal = st.one_of(name, st.tuples(name, expr).map(" ? ".join))
    end = st.sampled_from(["", "", ",", ", ..."])
    some = st.tuples(several(formal, ", ", least=1), end).map("".join)
    return st.one_of(st.sampled_from(["{ }", "{ ... }"]), joined("{", some, "}"))


def simple(expr: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """What needs no parentheses anywhere."""
    return st.one_of(
        name,
        literal,
        joined("(", expr, ")"),
        strings(expr),
        joined("{", bindings(expr), "}"),
        joined("rec {", bindings(expr), "}"),
        joined("[", several(selections(expr)), "]"),
        joined("let {", bindings(expr), "}"),
    )


def selections(expr: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """What may be an argument or an element of a list."""
    subject = st.one_of(name, literal, joined("(", expr, ")"), strings(expr))
    path = attribute_paths(expr)
    return st.one_of(subject, subject, joined(subject, ".", path), joined(subject, ".", path, "or", subject))


def operations(expr: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Operands, applications among them, with operators before, between and after them."""
    application = several(st.one_of(simple(expr), selections(expr)), " ", least=1)
    prefix = st.sampled_from(["", "", "", "- ", "! ", "-", "!", "- - "])
    suffix = st.one_of(st.just(""), st.just(""), attribute_paths(expr).map(lambda path: f" ? {path}"))
    operand = st.tuples(prefix, application, suffix).map("".join)
    rest = st.lists(
        st.tuples(st.sampled_from(INFIX), operand).map(lambda pair: f" {pair[0]} {pair[1]}"), max_size=3
    )
    return st.tuples(operand, rest).map(lambda pair: pair[0] + "".join(pair[1]))


def _larger(expr: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        operations(expr),
        operations(expr),
        operations(expr),
        joined(name, ":", expr),
        joined(formals(expr), ":", expr),
        joined(name, "@", formals(expr), ":", expr),
        joined(formals(expr), "@", name, ":", expr),
        joined("let", bindings(expr, dynamic=False), "in", expr),
        joined("with", expr, ";", expr),
        joined("if", expr, "then", expr, "else", expr),
    )


texts = st.recursive(name | literal, _larger, max_leaves=12)
"""What looks like an expression, and mostly is: names may be taken twice, comparisons chained."""

expressions = texts.filter(lambda text: not parse(Source("test.nix", text)).errors)
"""Expressions without an error."""
