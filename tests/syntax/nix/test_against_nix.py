"""The parser against the real one."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from sudolint.source import Source
from sudolint.syntax.nix.parser import parse
from tests.syntax.nix.nix import merges, needs_nix, parsed
from tests.syntax.nix.shapes import shape
from tests.syntax.nix.strategies import texts
from tests.syntax.nix.trees import tree

SIGNS = "{}[]();=.,:\"'$?@!<>&+-*/ \nax1"
ANY_NAME = "with { }; "
"""Lets all names mean something."""


def accepts(text: str) -> bool:
    """Whether we do."""
    return not parse(Source("test.nix", text)).errors


@needs_nix
@given(texts)
def test_same_tree(text: str) -> None:
    """Nix refuses what we refuse; of all else it prints, with all parentheses, what is the same to us."""
    printed = parsed(ANY_NAME + text)
    if printed is None:
        assume(merges(ANY_NAME + text))
    assert (printed is not None) == accepts(text)
    if printed is not None:
        assert shape(tree(printed)) == shape(tree(ANY_NAME + text))


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A text with up to three characters lost, changed or too many."""
    text = draw(texts)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        lost = draw(st.integers(0, 1))
        added = draw(st.sampled_from(["", *SIGNS]))
        text = text[:at] + added + text[at + lost :]
    return text


@needs_nix
@given(damaged())
def test_same_errors(text: str) -> None:
    """Of damaged texts, Nix refuses those that we refuse."""
    text = ANY_NAME + text
    accepted = parsed(text) is not None
    assume(accepted or merges(text))
    assert accepted == accepts(text)
