"""Decisions about generated policies: the real sudo decides the same."""

from __future__ import annotations

import random

import pytest

from sudolint.policy.decide import Verdict, decide
from sudolint.policy.load import policy_from_text
from sudolint.policy.situation import Request
from tests import real_sudo

QUESTIONS = 250
COMMANDS = (
    "/usr/bin/id",
    '/usr/bin/id ""',
    "/usr/bin/id -u",
    "/usr/bin/id -u *",
    "/usr/bin/id *",
    "/usr/bin/id [-]?",
    "/usr/bin/id ^-(u|g)( root)?$",
    "/usr/bin/i*",
    "/usr/bin/",
    "ALL",
    "TOOLS",
)
ARGUMENTS = ((), ("-u",), ("-g",), ("-u", "root"), ("-u", "root", "x"), ("-u root",), ("",))


def generated(chance: random.Random) -> str:
    """A policy of a few entries with aliases, negation, lists that inherit, and runas lists."""
    lines = ["Cmnd_Alias TOOLS = /usr/bin/true, !/usr/bin/id -g", "User_Alias PEOPLE = alice, !bob"]
    for _ in range(chance.randint(1, 4)):
        users = chance.choice(("alice", "bob", "PEOPLE", "ALL", "alice, !bob", "ALL, !alice"))
        runas = chance.choice(("", "(root) ", "(ALL) ", "(app) ", "(ALL, !root) ", "(root, !root) "))
        commands = [
            chance.choice(("", "", "!")) + chance.choice(COMMANDS) for _ in range(chance.randint(1, 3))
        ]
        lines.append(f"{users} ALL = {runas}{', '.join(commands)}")
    return "\n".join(lines) + "\n"


def test_the_real_sudo_decides_the_same() -> None:
    """Whatever the policy and the command line are, `sudo -l -U` and `decide` agree."""
    if reason := real_sudo.why_not():
        pytest.skip(reason)
    chance = random.Random(20261124)  # noqa: S311 - the same policies each time
    questions = [
        real_sudo.Question(
            generated(chance),
            chance.choice(("alice", "bob")),
            "localhost",
            chance.choice(("root", "app")),
            ["/usr/bin/id", *chance.choice(ARGUMENTS)],
        )
        for _ in range(QUESTIONS)
    ]
    verdicts = [
        decide(
            policy_from_text("policy", one.policy),
            Request(one.user, tuple(one.argv), one.host, one.runas_user),
        )
        for one in questions
    ]
    ours = [verdict.verdict is Verdict.ALLOW for verdict in verdicts]
    theirs = real_sudo.ask(questions)
    differing = [one for one, our, their in zip(questions, ours, theirs, strict=True) if our is not their]
    assert differing == []
    assert 20 < sum(theirs) < QUESTIONS - 20, "both answers are given"
