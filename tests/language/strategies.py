"""Patterns and texts that are likely to meet."""

from __future__ import annotations

from hypothesis import strategies as st

from sudolint.language.charset import charset
from sudolint.language.expression import (
    CHARACTER,
    EMPTY,
    NOTHING,
    Cat,
    Chars,
    Expression,
    Star,
    alt,
    literal,
    optional,
    repeat,
)

GLOB_PIECES = (
    *"ab*?[]/.-\\!^",
    *(
        "[ab]",
        "[!a]",
        "[^b]",
        "[a-c]",
        "[]a]",
        "[!]-a]",
        "[[:alpha:]]",
        "[[:foo:]]",
        "[a-",
        "[[=b=]]",
        "[\\]]",
    ),
    *("\xe9", "[\x80-\xff]", "[/]", "[a/b]", " "),
)
ERE_PIECES = (
    *"abc*+?()|^$.{}",
    *("[ab]", "[^a]", "[a-c]", "[]a]", "{2}", "{1,2}", "{,2}", "{2,}", "\\.", "\\*", "\\w", "\\s", "\\d"),
    *("[[:alpha:]]", "(a|b)", "(^a|b$)", "()", "a|", "[a-", "[\\]", "\xe9", " "),
)

globs = st.lists(st.sampled_from(GLOB_PIECES), max_size=6).map("".join)
eres = st.lists(st.sampled_from(ERE_PIECES), max_size=6).map("".join)
texts = st.text("ab/.-]c[\\!\xe9* B", max_size=6)


def _extend(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        st.lists(inner, max_size=3).map(lambda items: Cat(tuple(items))),
        st.lists(inner, min_size=1, max_size=3).map(alt),
        inner.map(Star),
        inner.map(optional),
        st.tuples(inner, st.integers(0, 2), st.integers(0, 2)).map(lambda t: repeat(t[0], t[1], t[1] + t[2])),
    )


expressions: st.SearchStrategy[Expression] = st.recursive(
    st.one_of(
        st.sampled_from([CHARACTER[ord("a")], CHARACTER[ord("b")], EMPTY, NOTHING]),
        st.sampled_from(["a", "b", "ab", "c"]).map(lambda members: Chars(charset(members))),
        st.text("abc", min_size=1, max_size=3).map(literal),
    ),
    _extend,
    max_leaves=8,
)
