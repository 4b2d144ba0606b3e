"""Patterns against the C library's own matching."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from sudolint.language import ere
from sudolint.language.automaton import Automaton
from sudolint.language.glob import glob
from sudolint.language.matching import matches
from tests.language import libc
from tests.language.strategies import eres, globs, texts

pytestmark = pytest.mark.skipif(not libc.GLIBC, reason="the C library is not GNU's")


@settings(max_examples=3000)
@given(globs, texts)
def test_globs_match_what_fnmatch_matches(pattern: str, text: str) -> None:
    """A glob as a language, walked and searched, agrees with fnmatch(3)."""
    expression = glob(pattern)
    assert Automaton(expression).accepts(text) == libc.fnmatch(pattern, text)
    assert matches(expression, text) == libc.fnmatch(pattern, text)


@settings(max_examples=3000)
@given(globs, texts)
def test_pathname_globs_match_what_fnmatch_matches(pattern: str, text: str) -> None:
    """With FNM_PATHNAME, and with leading dots, a glob agrees with fnmatch(3)."""
    assert matches(glob(pattern, pathname=True), text) == libc.fnmatch(pattern, text, libc.FNM_PATHNAME)
    if "*?" not in pattern and "?*" not in pattern and "**" not in pattern:  # a quirk of glibc's alone
        flags = libc.FNM_PATHNAME | libc.FNM_PERIOD
        assert matches(glob(pattern, pathname=True, period=True), text) == libc.fnmatch(pattern, text, flags)


@settings(max_examples=5000)
@given(eres, texts)
def test_eres_are_found_where_regexec_finds_them(pattern: str, text: str) -> None:
    """An ERE is refused when regcomp(3) refuses it, and else found in the same texts."""
    for ignore_case in (False, True):
        expected = libc.regex(pattern, [text], ignore_case=ignore_case)
        try:
            expression, inexact = ere.search(pattern, ignore_case=ignore_case)
        except ere.PatternError:
            assert expected is None
            continue
        assert expected is not None
        if inexact:
            assert Automaton(expression).accepts(text) or not expected[0], "an upper bound, at least"
        else:
            assert Automaton(expression).accepts(text) == expected[0]
            assert matches(expression, text) == expected[0]


def test_nested_parentheses_are_undecided_not_a_crash() -> None:
    """Parentheses nested without end give an upper bound and a reason."""
    expression, inexact = ere.search("(" * 5000 + "a" + ")" * 5000)
    assert inexact
    assert Automaton(expression).accepts("anything")


@pytest.mark.parametrize("pattern", ["^a$", "a{3", "[a", "a**", "(a", "\\1"])
def test_fullmatch_takes_plain_patterns_only(pattern: str) -> None:
    """Patterns in rule files are matched whole, so anchors and what isn't regular are refused."""
    if pattern != "a**":
        with pytest.raises(ere.PatternError):
            ere.fullmatch(pattern)
