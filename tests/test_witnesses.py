"""Witnesses: our decider, a matcher of its own, the C library and the real sudo permit what is shown."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

import pytest

from sudolint.policy.decide import Verdict, decide
from sudolint.policy.load import policy_from_text
from sudolint.policy.situation import Request
from sudolint.source import octets, readable
from tests import generated, matcher, real_sudo
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from sudolint.audit import Report
    from sudolint.packs import Packs
    from sudolint.policy.model import Witness

pytestmark = pytest.mark.xdist_group("witnesses")

GRANTS = 600
ASKED = 1200

POLICIES = [
    *(path.read_text() for path in sorted((ROOT / "examples").glob("*.sudoers"))),
    "alice ALL = (root) ALL, !/bin/bash, !/bin/sh\n",
    "alice ALL = (root) /usr/bin/docker *, !/usr/bin/docker *run*, !/usr/bin/docker *exec*\n",
    "Cmnd_Alias D = /usr/bin/docker run *, !/usr/bin/docker run -v *\nalice ALL = (ALL) D\n",
    "User_Alias A = alice, !bob\nA ALL = (root) /usr/bin/docker ^(ps|run.*)$\n",
    "alice ALL = (root) /usr/bin/passwd [A-Za-z]*, !/usr/bin/passwd root\n",
    "alice web* = (app, root) /usr/bin/docker *, (root) !/usr/bin/docker run *\n",
    "alice ALL = (ALL, !root) /usr/bin/vim\nbob ALL = () /usr/bin/less\n#1000 ALL = /usr/bin/env\n",
]


class Shown(NamedTuple):
    """A witness, and the policy that it is about."""

    policy: str
    witness: Witness

    @property
    def question(self) -> real_sudo.Question:
        """What is asked of the real sudo."""
        argv = [readable(argument) for argument in self.witness.argv]
        user, host, runas_user = map(readable, self.witness[:3])
        return real_sudo.Question(self.policy, user, host, runas_user, argv)


def commands(packs: Packs) -> list[str]:
    """Two commands of each program: the first that its first escape is found in, the last of its last."""
    found = []
    for program in packs.programs():
        if program.escapes:
            found += [program.escapes[0].flags[0], program.escapes[-1].flags[-1]]
    return found


@pytest.fixture(scope="module")
def shown(audited: Callable[[str], Report], packs: Packs) -> list[Shown]:
    """Every witness of every policy, once."""
    policies = [*POLICIES, *(f"alice ALL = (root) /usr/bin/{one}\n" for one in commands(packs))]
    found: dict[object, Shown] = {}
    for policy in policies:
        for finding in audited(policy).findings:
            if finding.witness is not None:
                found[policy, finding.witness] = Shown(policy, finding.witness)
    return list(found.values())


class Generated(NamedTuple):
    """A grant that is made of a way out, and what is found of it."""

    program: str
    entries: tuple[matcher.Entry, ...]
    policy: str
    report: Report


@pytest.fixture(scope="module")
def grants(audited: Callable[[str], Report], packs: Packs) -> list[Generated]:
    """Grants that permit some of the ways out, and some that are near."""
    chance = random.Random(20261130)  # noqa: S311 - the same grants each time
    examples = [one for one in generated.examples(packs) if one[0] != "sudoedit"]
    found = []
    for _ in range(GRANTS):
        program, example = chance.choice(examples)
        entries = tuple(generated.entries(chance, program, example))
        policy = f"alice ALL = (root) {', '.join([entry.text for entry in entries])}\n"
        found.append(Generated(program, entries, policy, audited(policy)))
    return found


def test_the_decider_permits_every_witness(shown: list[Shown], grants: list[Generated]) -> None:
    """What the engine finds, the matcher that shares no code with it allows."""
    of_grants = [
        Shown(one.policy, finding.witness)
        for one in grants
        for finding in one.report.findings
        if finding.witness is not None
    ]
    for policy, witness in (*shown, *of_grants):
        user, host, runas_user, argv, _ = witness
        decision = decide(policy_from_text("policy", octets(policy)), Request(user, argv, host, runas_user))
        assert decision.verdict is Verdict.ALLOW, (policy, witness)
    assert len(shown) > 300


def test_another_matcher_permits_every_witness(grants: list[Generated]) -> None:
    """So do a matcher that shares nothing with sudolint, and the C library."""
    pairs = 0
    for one in grants:
        assert not one.report.errors, one.policy
        for finding in one.report.findings:
            if finding.witness is not None:
                pairs += 1
                argv = [readable(argument) for argument in finding.witness.argv]
                assert matcher.permits(one.entries, argv), (one.policy, argv)
    assert pairs > 1500


def test_nothing_that_is_known_gets_past(grants: list[Generated], packs: Packs) -> None:
    """Of each way out that isn't found by a grant, no example is permitted by it, unless it says so."""
    pairs = 0
    for one in grants:
        if any(finding.undecided.startswith("too many cases") for finding in one.report.findings):
            continue
        found = {finding.rule.id for finding in one.report.findings}
        program = packs.program(one.program)
        for escape in program.escapes if program else ():
            if escape.rule.id not in found:
                pairs += 1
                for example in escape.examples:
                    argv = (f"/usr/bin/{one.program}", *example)
                    assert not matcher.permits(one.entries, argv), (one.policy, escape.rule.id, argv)
    assert pairs > 3000


def test_the_real_sudo_permits_every_witness(shown: list[Shown], grants: list[Generated]) -> None:
    """What we show, `sudo -l` accepts."""
    if reason := real_sudo.why_not():
        pytest.skip(reason)
    of_grants = {
        (one.policy, finding.witness): Shown(one.policy, finding.witness)
        for one in grants
        for finding in one.report.findings
        if finding.witness is not None
    }
    some = random.Random(1).sample([*of_grants.values()], ASKED)  # noqa: S311 - the same ones each time
    asked = [
        one.question
        for one in (*shown, *some)
        if real_sudo.answers(one.question) and not one.witness.user.startswith("%")
    ]
    answers = real_sudo.ask(asked)
    assert len(answers) == len(asked) > ASKED
    assert [question for question, allowed in zip(asked, answers, strict=True) if not allowed] == []
