"""Comments in policies: what they leave out, and what is said of those that do nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

DOCKER = "/run/current-system/sw/bin/docker run *"


def findings(path: Path, *options: str) -> list[dict[str, Any]]:
    """What is found in a file."""
    done = subprocess.run(
        [sys.executable, "-m", "sudolint", "check", "--format", "json", *options, str(path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=path.parent,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    return found


def rules(path: Path, *options: str) -> set[tuple[str, int]]:
    """The rules that are found, with their lines."""
    return {(finding["rule"], finding["line"]) for finding in findings(path, *options)}


SUDOERS = """\
alice ALL = (root) /home/alice/x  # sudolint: ignore[writable-command] ours
# sudolint: ignore[writable-*]
bob ALL = (root) /home/bob/x
carol ALL = (root) /usr/bin/id, \\
    /home/carol/x # sudolint: ignore[writable-command]
# sudolint: ignore[writable-command] until=2999-01-01 moved soon
dave ALL = (root) /home/dave/x
eve ALL = (root) /home/eve/x
"""


def test_where_a_comment_may_stand(tmp_path: Path) -> None:
    """On the last line of an entry or on the line above it; other entries aren't concerned."""
    path = tmp_path / "policy.sudoers"
    path.write_text(SUDOERS)
    assert rules(path) == {("writable-command", 8)}
    assert {line for rule, line in rules(path, "--no-ignores") if rule == "writable-command"} == {
        1,
        3,
        5,
        7,
        8,
    }


@pytest.mark.skipif(shutil.which("visudo") is None, reason="visudo is not installed")
def test_the_comments_are_sudoers(tmp_path: Path) -> None:
    """The real visudo accepts them where they stand."""
    path = tmp_path / "policy.sudoers"
    path.write_text(SUDOERS)
    path.chmod(0o440)
    assert subprocess.run(["visudo", "-cf", path], capture_output=True, check=False).returncode == 0


def test_comments_in_nix(tmp_path: Path) -> None:
    """At the string, above it, or above the rule that it stands in."""
    path = tmp_path / "module.nix"
    path.write_text(
        "{\n"
        "  security.sudo.extraRules = [\n"
        "    # sudolint: ignore[docker-*] the whole rule\n"
        f'    {{ users = [ "x" ]; commands = [ "{DOCKER}" ]; }}\n'
        '    { users = [ "y" ]; commands = [\n'
        f'      "{DOCKER}"  # sudolint: ignore[docker-run-bind-mount]\n'
        "    ]; }\n"
        "  ];\n"
        "}\n"
    )
    found = rules(path)
    assert {line for _, line in found} == {6}
    assert ("docker-run-bind-mount", 6) not in found
    assert ("docker-run-mount", 6) in found


def test_comments_that_do_nothing(tmp_path: Path) -> None:
    """Ones that ignore nothing, or whose day is past, are findings; on demand, so are ones without reason."""
    path = tmp_path / "policy.sudoers"
    path.write_text(
        "# sudolint: ignore[writable-command] nothing there\n"
        "alice ALL = (root) /usr/bin/id\n"
        "# sudolint: ignore[writable-command] until=2020-01-01 long ago\n"
        "bob ALL = (root) /home/bob/x # sudolint: ignore[writable-command]\n"
    )
    assert rules(path) == {("unused-ignore", 1), ("expired-ignore", 3)}
    (tmp_path / "sudolint.toml").write_text("require-reason = true\n")
    assert ("ignore-without-reason", 4) in rules(path)


def test_add_ignores(tmp_path: Path) -> None:
    """Comments for all that is found leave nothing, and the policy as it was."""
    path = tmp_path / "policy.sudoers"
    path.write_text("alice ALL = (root) /usr/bin/id, \\\n  /home/alice/x\n\tbob ALL = (root) /home/bob/x\n")
    run = [sys.executable, "-m", "sudolint", "check", "--add-ignores", "known", str(path)]
    assert subprocess.run(run, check=False).returncode == 0
    assert rules(path) == set()
    assert path.read_text().count("# sudolint: ignore[writable-command] known\n") == 2
    assert {rule for rule, _ in rules(path, "--no-ignores")} == {"writable-command"}


def test_denied_in_a_comment(tmp_path: Path) -> None:
    """A comment that denies commands is held against the grants of its file."""
    path = tmp_path / "policy.sudoers"
    path.write_text("# sudolint: deny docker exec, docker cp\nalice ALL = (root) /usr/bin/docker compose *\n")
    messages = {finding["message"] for finding in findings(path) if finding["rule"] == "denied-command"}
    assert {message.rpartition(": ")[2] for message in messages} == {"`docker exec`", "`docker cp`"}


def test_baseline(tmp_path: Path) -> None:
    """What is written as known isn't shown again; one more of the kind, or another, is; stale is said."""
    path = tmp_path / "policy.sudoers"
    path.write_text("alice ALL = (root) /bin/cat *\nbob ALL = (root) /bin/cat *\n")
    known = tmp_path / "known.json"
    check = [sys.executable, "-m", "sudolint", "check", "--format", "json"]
    subprocess.run([*check, "--write-baseline", str(known), str(path)], check=True)
    assert rules(path, "--baseline", str(known)) == set()
    path.write_text("\nalice ALL = (root) /bin/cat *\ncarol ALL = (root) /bin/cat *\n" * 2)
    done = subprocess.run(
        [*check, "--baseline", str(known), str(path)], capture_output=True, text=True, check=False
    )
    assert sorted({finding["line"] for finding in json.loads(done.stdout)["findings"]}) == [3, 5, 6]
    assert "no longer found" in done.stderr
    assert "bob" in done.stderr or "/bin/cat" in done.stderr
