"""Whoever may do it: no user and no host for which a way out is permitted is overlooked."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from sudolint.policy.accounts import Accounts
from sudolint.policy.decide import Decider, Verdict
from sudolint.policy.load import policy_from_text
from sudolint.policy.situation import Request
from tests.difference import pairs

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from sudolint.audit import Report

POLICIES = 600
COMMANDS = (
    "/usr/bin/docker run *",
    "/usr/bin/docker",
    "/usr/bin/docker ps",
    "/usr/bin/docker run --privileged *",
    "/usr/bin/docker r*",
    "/usr/bin/*",
    "/usr/bin/",
    "ALL",
    "TOOLS",
)
ARGV = ("/usr/bin/docker", "run", "--privileged", "alpine", "sh")
ACCOUNTS = (
    "root:x:0:0::/:\nalice:x:1000:1000::/:\nbob:x:2001:2001::/:\ncarol:x:2002:2002::/:\napp:x:2003:2003::/:\n"
)
GROUPS = "ops:x:100:carol\nadm:x:101:\n"
SAID = {"docker-run-privileged", "unrestricted-command", "wildcard-command"}


def test_nobody_is_overlooked(audited: Callable[[str], Report], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the decider lets somebody run a container with every right, something is found, or undecided."""
    monkeypatch.setattr(pairs, "COMMANDS", COMMANDS)
    monkeypatch.setattr(pairs, "DATES", ("",))
    chance = random.Random(20261130)  # noqa: S311 - the same policies each time
    known = Accounts(ACCOUNTS, GROUPS)
    permitted = 0
    for _ in range(POLICIES):
        text = pairs.draft(chance).text
        policy = policy_from_text("policy", text)
        decider = Decider(policy, known)
        requests = [
            Request(user, ARGV, host, "root")
            for user in ("alice", "bob", "carol")
            for host in ("web1", "web2", "other")
        ]
        who = [one for one in requests if decider.decide(one).verdict is Verdict.ALLOW]
        if who:
            permitted += 1
            rules = {one.rule.id for one in audited(text).findings}
            assert rules & SAID, (text, who[0])
    assert permitted > POLICIES / 4
