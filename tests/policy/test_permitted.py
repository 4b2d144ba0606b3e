"""The language of what is permitted, against the matcher that doesn't use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sudolint.language.automaton import Automaton
from sudolint.policy.load import policy_from_text
from sudolint.policy.matching import UndecidableError, covers
from sudolint.policy.permitted import command_lines, word
from sudolint.source import octets
from tests.policy.test_decide import recorded

if TYPE_CHECKING:
    from pathlib import Path

    from sudolint.policy.model import Cmnd

PATTERNS = [
    "/usr/bin/docker",
    '/usr/bin/docker ""',
    "/usr/bin/docker *",
    "/usr/bin/docker run * -x",
    "/usr/bin/docker ?[!a]*",
    "/usr/bin/docker ^run( .*)?$",
    "/usr/bin/docker ^(?i)RUN$",
    "/usr/bin/docker ^a|b$",
    "/usr/bin/*",
    "/usr/*/doc*r r*",
    "/usr/bin/",
    "^/usr/(bin|sbin)/[a-z]+$ run *",
    "ALL",
    "sudoedit /etc/*",
    "sudoedit ^/etc/[a-z]+$",
]
WORDS = st.lists(
    st.sampled_from(["run", "", "-x", "a b", "b", "RUN", "/etc/x", "/etc/a/b", "a", "*", "é", "x y z"]),
    max_size=3,
)
PATHS = st.sampled_from(
    ["/usr/bin/docker", "/usr/bin/.x", "/usr/sbin/docker", "/usr/bin/a/b", "sudoedit", "/x"]
)


def cmnd(text: str) -> Cmnd:
    """The command of a policy that grants just this."""
    policy = policy_from_text("p", octets(f"alice ALL = {text}\n"))
    assert not policy.errors
    return policy.grants[0].cmnd


@pytest.mark.parametrize("text", PATTERNS)
@settings(max_examples=150)
@given(PATHS, WORDS)
def test_the_language_holds_what_matches(text: str, path: str, arguments: list[str]) -> None:
    """A command line is in the language of a Cmnd if and only if the Cmnd covers it."""
    argv = tuple(map(octets, (path, *arguments)))
    wanted = cmnd(text)
    if path == "sudoedit" and wanted.path == "ALL":
        return  # a pseudo command, which has no path
    assert Automaton(command_lines(wanted).expression).accepts(word(argv)) == covers(wanted, argv)


def test_recorded_questions(fixtures: Path) -> None:
    """On the recorded policies and command lines too, engine and matcher agree."""
    asked = 0
    for case in recorded(fixtures):
        policy = policy_from_text("policy", octets(case["policy"]))
        automata = [
            (grant.cmnd, Automaton(command_lines(grant.cmnd, fast_glob=True).expression))
            for grant in policy.grants[:12]
        ]
        for query in case["queries"]:
            argv = tuple(map(octets, query["argv"]))
            for wanted, automaton in automata:
                if argv[0].startswith("/") or wanted.path != "ALL":
                    asked += 1
                    try:
                        expected = covers(wanted, argv, fast_glob=True)
                    except UndecidableError:
                        continue
                    assert automaton.accepts(word(argv)) == expected, (wanted, argv)
    assert asked > 10_000
