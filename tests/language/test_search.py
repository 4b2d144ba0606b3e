"""Products, emptiness and witnesses against brute force and against interegular."""

from __future__ import annotations

from itertools import product

import interegular
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sudolint.errors import LimitError
from sudolint.language import ere
from sudolint.language.automaton import Automaton
from sudolint.language.expression import ANYTHING, Expression, cat, literal, not_beginning, nullable, one_of
from sudolint.language.layers import Layers
from sudolint.language.matching import matches
from sudolint.language.search import Effort, witness
from tests.language.strategies import expressions

WORDS = ["".join(letters) for length in range(5) for letters in product("abc", repeat=length)]


@settings(max_examples=400)
@given(expressions)
def test_an_automaton_accepts_what_the_expression_matches(expression: Expression) -> None:
    """On all short words the automaton and the matcher, which shares no code with it, agree."""
    automaton = Automaton(expression)
    for word in WORDS:
        assert automaton.accepts(word) == matches(expression, word)
        state = automaton.start
        for character in word:
            state = automaton.step(state, character)
        assert automaton.accepting(state) == matches(expression, word)


@settings(max_examples=600)
@given(st.lists(expressions, min_size=1, max_size=2), st.lists(expressions, max_size=2))
def test_a_witness_is_found_where_brute_force_finds_one(
    inside: list[Expression], outside: list[Expression]
) -> None:
    """A witness is a word of the difference; there is one wherever a short word is in it."""
    word = witness([Automaton(e) for e in inside], [Automaton(e) for e in outside])

    def belongs(candidate: str) -> bool:
        return all(matches(e, candidate) for e in inside) and not any(matches(e, candidate) for e in outside)

    if word is None:
        assert not any(belongs(candidate) for candidate in WORDS)
    else:
        assert belongs(word)


@settings(max_examples=300)
@given(st.from_regex(r"\A[ab.]([ab.]|\(a\|b\)|[ab.]\*|[ab]\+|[ab]\?){0,5}\Z"), st.text("ab.*", max_size=4))
def test_emptiness_agrees_with_interegular(pattern: str, other: str) -> None:
    """Whether two regular expressions have a word in common is what interegular says."""
    try:
        ours = [Automaton(ere.fullmatch(one)) for one in (pattern, other or "a*")]
        theirs = [interegular.parse_pattern(one).to_fsm() for one in (pattern, other or "a*")]
    except (ere.PatternError, interegular.InvalidSyntax, interegular.Unsupported):
        return
    common = not (theirs[0] & theirs[1]).empty()
    assert (witness(ours) is not None) == common


@settings(max_examples=300)
@given(expressions)
def test_words_not_beginning_with_a_character(expression: Expression) -> None:
    """`not_beginning` keeps just the non-empty words with another beginning."""
    from sudolint.language.charset import charset

    kept = not_beginning(expression, charset("a"))
    assert nullable(expression) == matches(expression, "")
    for word in WORDS:
        assert matches(kept, word) == (matches(expression, word) and word != "" and word[0] != "a")


def test_the_nicest_witness_is_short_and_tidy() -> None:
    """Of many words the one is chosen that a person would type."""
    automaton = Automaton(cat(ANYTHING, literal("x"), ANYTHING))
    assert witness([automaton]) == "x"
    assert witness([Automaton(one_of(["~~", "ab", "\x01"]))]) == "ab"


def test_a_question_without_end_is_undecided() -> None:
    """Where the product explodes the search ends with a limit, not with an answer."""
    left = Automaton(ere.search("^[ab]*a[ab]{14}$").expression)
    right = Automaton(ere.search("^[ab]*b[ab]{14}$").expression)
    with pytest.raises(LimitError):
        witness([left, right], effort=Effort(1000))


@settings(max_examples=300)
@given(st.lists(st.tuples(expressions, st.booleans()), max_size=4))
def test_the_last_layer_decides(layers: list[tuple[Expression, bool]]) -> None:
    """Layers accept the words whose last matching layer is positive."""
    automaton = Layers(layers)
    for word in WORDS:
        signs = [positive for expression, positive in layers if matches(expression, word)]
        assert automaton.accepts(word) == bool(signs and signs[-1])
