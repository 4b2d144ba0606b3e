"""Answers that are carried over from one grant to others are what each would have got by itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sudolint.language.expression import BOUNDARY, cat
from sudolint.language.glob import glob
from sudolint.policy.accounts import Accounts
from sudolint.policy.holders import Holders
from sudolint.policy.load import policy_from_text
from sudolint.policy.permits import Permits
from sudolint.policy.permitted import joined
from sudolint.policy.question import Question

WORDS = st.sampled_from(["run", "exec", "web", "db", "-v", "*", "w*", "?b", "/srv/web/*", "[a-d]*"])
PATTERNS = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


def question(patterns: list[str]) -> Question:
    """Asks for the argument lists that any of these patterns covers."""
    return Question(["tool"], [(cat(BOUNDARY, glob(pattern, widen=joined)),) for pattern in patterns])


@given(granted=st.lists(PATTERNS, min_size=1, max_size=12), wanted=st.lists(PATTERNS, min_size=1, max_size=3))
def test_each_answer_is_the_same_alone(granted: list[str], wanted: list[str]) -> None:
    """Whatever was asked before, something is found for a grant exactly where it would be without that."""
    policy = policy_from_text("policy", "".join([f"alice ALL = /bin/tool {one}\n" for one in granted]))
    holders = Holders(policy, Accounts())
    shared = question(wanted)
    for at, grant in enumerate(policy.grants):
        permits = Permits(grant, next(iter(holders.of(at))))
        answer = permits.find(shared)
        alone = permits.find(question(wanted))
        assert (answer.witness is None) == (alone.witness is None)
        if answer.witness is not None:
            assert permits.accepts(answer.witness.argv[1:])
            assert shared.has(answer.witness.argv[1:])
