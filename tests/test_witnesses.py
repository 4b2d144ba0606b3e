"""Witnesses: our own decider and the real sudo both permit every command line that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sudolint.packs import Packs
from sudolint.policy.decide import Verdict, decide
from sudolint.policy.load import policy_from_text
from sudolint.policy.situation import Request
from sudolint.source import octets, readable
from tests import real_sudo
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from sudolint.audit import Report

pytestmark = pytest.mark.xdist_group("witnesses")


def commands() -> list[str]:
    """Two commands of each program: the first that its first escape is found in, the last of its last."""
    found = []
    for program in Packs().programs():
        if program.escapes:
            found += [program.escapes[0].flags[0], program.escapes[-1].flags[-1]]
    return found


POLICIES = [
    *(path.read_text() for path in sorted((ROOT / "examples").glob("*.sudoers"))),
    *(f"alice ALL = (root) /usr/bin/{command}\n" for command in commands()),
    "alice ALL = (root) ALL, !/bin/bash, !/bin/sh\n",
    "alice ALL = (root) /usr/bin/docker *, !/usr/bin/docker *run*, !/usr/bin/docker *exec*\n",
    "Cmnd_Alias D = /usr/bin/docker run *, !/usr/bin/docker run -v *\nalice ALL = (ALL) D\n",
    "User_Alias A = alice, !bob\nA ALL = (root) /usr/bin/docker ^(ps|run.*)$\n",
]


@pytest.fixture(scope="module")
def questions(audited: Callable[[str], Report]) -> list[real_sudo.Question]:
    """Every witness of every policy, once."""
    asked: dict[object, real_sudo.Question] = {}
    for policy in POLICIES:
        for finding in audited(policy).findings:
            if (witness := finding.witness) is not None:
                argv = [readable(argument) for argument in witness.argv]
                user, host, runas_user = map(readable, (witness.user, witness.host, witness.runas_user))
                asked[policy, witness] = real_sudo.Question(policy, user, host, runas_user, argv)
    return list(asked.values())


def test_the_decider_permits_every_witness(questions: list[real_sudo.Question]) -> None:
    """What the engine finds, the matcher that shares no code with it allows."""
    for question in questions:
        policy = policy_from_text("policy", octets(question.policy))
        argv = tuple(octets(argument) for argument in question.argv)
        request = Request(octets(question.user), argv, question.host, octets(question.runas_user))
        assert decide(policy, request).verdict is Verdict.ALLOW, question
    assert len(questions) > 300


def test_the_real_sudo_permits_every_witness(questions: list[real_sudo.Question]) -> None:
    """What we show, `sudo -l` accepts."""
    if reason := real_sudo.why_not():
        pytest.skip(reason)
    asked = [
        question
        for question in questions
        if real_sudo.answers(question) and not question.user.startswith("%")
    ]
    answers = real_sudo.ask(asked)
    assert len(answers) == len(asked) > 300
    assert [question for question, allowed in zip(asked, answers, strict=True) if not allowed] == []
