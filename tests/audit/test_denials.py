"""Commands that were to be denied: in the policy itself, by the configuration, by `prove`."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sudolint.audit import Auditor
from sudolint.audit.denials import Intention
from sudolint.packs import Packs
from sudolint.policy.load import policy_from_text
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sudolint.audit import Report

AUDITOR = Auditor(Packs())


@pytest.mark.parametrize(
    ("grant", "denied", "reached"),
    [
        ("docker compose *", "docker exec", True),
        ("docker container *", "docker exec", True),
        ("docker system *", "docker exec", True),  # the daemon itself
        ("docker ps", "docker exec", False),
        ("docker run --rm alpine *", "docker exec", False),
        ("env docker *", "docker exec", True),
        ("env FOO=1 docker ps", "docker exec", False),
        ("systemctl restart *", "systemctl edit", False),
        ("systemctl *", "systemctl edit", True),
        ("unheard-of run *", "unheard-of run", True),
        ("unheard-of -v run *", "unheard-of run", True),
        ("unheard-of show *", "unheard-of run", False),
        ("dock*r exec web sh", "docker exec", True),
    ],
)
def test_denied_commands(grant: str, denied: str, reached: bool) -> None:
    """A denied command is found in whatever way a grant reaches it, and only then."""
    grant = grant.replace("=", "\\=")
    policy = policy_from_text("policy", f"alice ALL = (root) /usr/bin/{grant}\n")
    report = AUDITOR.audit(policy, [Intention((denied,))])
    found = [finding for finding in report.findings if finding.rule.id == "denied-command"]
    assert bool(found) is reached
    assert all(finding.witness for finding in found)


@pytest.mark.parametrize(
    ("policy", "walked_around"),
    [
        ("alice ALL = (root) /usr/bin/passwd [A-Za-z]*, !/usr/bin/passwd root\n", True),
        ("alice ALL = (root) /usr/bin/docker *, !/usr/bin/docker exec *\n", True),
        ("alice ALL = (root) ALL, !/bin/sh\n", True),
        ("alice ALL = (root) /usr/bin/systemctl restart web, !/usr/bin/systemctl stop web\n", False),
        ("alice ALL = (root) /usr/bin/docker *\nbob ALL = (root) !/usr/bin/docker exec *\n", False),
    ],
)
def test_denials_of_the_policy(audited: Callable[[str], Report], policy: str, walked_around: bool) -> None:
    """A denial of the policy itself is found where another spelling or a copy gets past it."""
    found = [finding for finding in audited(policy).findings if finding.rule.id == "bypassed-denial"]
    assert bool(found) is walked_around


def prove(policy: Path, *denials: str) -> subprocess.CompletedProcess[str]:
    """One call of `sudolint prove`."""
    options = [word for denial in denials for word in ("--deny", denial)]
    return subprocess.run(
        [sys.executable, "-m", "sudolint", "prove", str(policy), *options],
        capture_output=True,
        text=True,
        check=False,
    )


def test_prove(tmp_path: Path) -> None:
    """0 where it is proved, 1 with a witness, 2 where it can't be known."""
    clean = prove(ROOT / "examples" / "operators.sudoers", "docker exec", "docker cp")
    assert (clean.returncode, clean.stdout) == (0, "proved: no grant reaches any of them\n")
    reached = prove(ROOT / "examples" / "ai-worker.nix", "docker exec")
    assert reached.returncode == 1
    assert "docker compose exec" in reached.stdout
    module = tmp_path / "module.nix"
    module.write_text(
        '{ config, ... }: { security.sudo.extraRules = [ { users = [ "a" ]; commands = [ '
        '"/bin/docker ${config.my.arguments}" ]; } ]; }\n'
    )
    assert prove(module, "docker exec").returncode == 2


def test_long_lists_of_denials_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each denial that is reached is told of; by which grants, so many times."""
    monkeypatch.setattr("sudolint.audit.denials.TOLD", 10)
    policy = "".join([f"u{n} ALL = (root) /usr/bin/docker exec *\n" for n in range(8)])
    denied = [Intention((f"docker exec x{n}",)) for n in range(4)]
    report = AUDITOR.audit(policy_from_text("policy", policy), denied)
    found = [one.message for one in report.findings if one.rule.id == "denied-command"]
    assert [sum(f"x{n}" in message for message in found) for n in range(4)] == [8, 3, 1, 1]
