"""The hook, as the real pre-commit runs it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from sudolint.cli.policies import is_policy
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PRE_COMMIT = [sys.executable, "-m", "pre_commit"]
BAD = "ci ALL = (root) NOPASSWD: /usr/bin/docker run *\n"
GOOD = "ci ALL = (root) NOPASSWD: /usr/bin/docker ps\n"
MODULE = """\
{
  security.sudo.extraRules = [
    { users = [ "ci" ]; commands = [ "/run/current-system/sw/bin/docker %s" ]; }
  ];
}
"""


def run(command: list[str], folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """One call, with pre-commit's own store of environments."""
    environment = {**os.environ, "PRE_COMMIT_HOME": str(home), "LC_ALL": "C.UTF-8"}
    identity = {
        f"GIT_{who}_{what}": "test@localhost" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={**environment, **identity}
    )


def test_the_manifest_is_valid(tmp_path: Path) -> None:
    """`pre-commit validate-manifest` accepts it."""
    done = run([*PRE_COMMIT, "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")], tmp_path, tmp_path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "path",
    """sudoers etc/sudoers etc/sudoers.d/ci etc/sudoers.d/a~b sudoers.d/~x a.sudoers x/b.sudoers m.nix x/m.nix
    etc/sudoers.d/ci~ etc/sudoers.d/ci.bak etc/sudoers.d/.hidden etc/sudoers.d/x/y sudoers.md mysudoers
    sudoers.d a.sudoers.orig m.nix.in""".split(),
)
def test_the_hook_takes_what_a_search_finds(path: str) -> None:
    """Names that are no policies for sudo are none for the hook, and the reverse."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert bool(re.search(hook["files"], path)) == is_policy(path, b"security.sudo")


def test_the_hook_fails_on_a_bad_policy_and_passes_on_a_good_one(tmp_path: Path) -> None:
    """`pre-commit try-repo` on a small repository names the bad grant; once it is mended, all is well."""
    if not (ROOT / ".git").exists():
        pytest.skip("pre-commit takes hooks from a git repository, and this copy is none")
    repository = tmp_path / "repository"
    for name, text in {
        "etc/sudoers.d/ci": BAD,
        "etc/sudoers.d/README.md": BAD,
        "etc/sudoers": BAD.replace("\n", " # \x01\n"),
        "policy.sudoers": GOOD,
        "sudo.nix": MODULE % "run *",
        "module.nix": "{ services.openssh.enable = true; }\n",
    }.items():
        path = repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for command in (["git", "init", "-q"], ["git", "add", "-A"], ["git", "commit", "-qm", "policy"]):
        assert run(command, repository, tmp_path).returncode == 0
    hook = [*PRE_COMMIT, "try-repo", str(ROOT), "sudolint", "--all-files"]
    bad = run(hook, repository, tmp_path / "home")
    assert bad.returncode == 1, bad.stdout + bad.stderr
    for place in ("etc/sudoers.d/ci:1:", "etc/sudoers:1:", "sudo.nix:3:"):
        assert place in bad.stdout
    assert "/usr/bin/docker run *" in bad.stdout
    assert "docker-run-bind-mount" in bad.stdout
    assert "README" not in bad.stdout
    (repository / "etc/sudoers.d/ci").write_text(GOOD)
    (repository / "etc/sudoers").write_text(GOOD)
    (repository / "sudo.nix").write_text(MODULE % "ps")
    good = run(hook, repository, tmp_path / "home")
    assert good.returncode == 0, good.stdout + good.stderr
    assert "Passed" in good.stdout
