"""The commands as people call them: exit statuses, formats, errors in one line."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sudolint import __version__

if TYPE_CHECKING:
    from pathlib import Path


def sudolint(*arguments: str, text: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """One call of the command, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "sudolint", *arguments],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **environment},
    )


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A policy that hands out root."""
    path = tmp_path / "bad.sudoers"
    path.write_text("alice ALL = (root) /usr/bin/docker run *\n")
    return path


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A policy that doesn't."""
    path = tmp_path / "good.sudoers"
    path.write_text("alice ALL = (root) /usr/bin/docker ps\n")
    return path


def test_a_path_alone_means_check(bad: Path) -> None:
    """`sudolint PATH` is `sudolint check PATH`."""
    assert sudolint(str(bad)).stdout == sudolint("check", str(bad)).stdout
    assert "docker-run-bind-mount" in sudolint(str(bad)).stdout


def test_exit_statuses(bad: Path, good: Path, tmp_path: Path) -> None:
    """0 for nothing at or above the threshold, 1 for findings, 2 for what can't be read or parsed."""
    assert sudolint(str(good)).returncode == 0
    assert sudolint(str(bad)).returncode == 1
    logs = tmp_path / "logs.sudoers"
    logs.write_text("alice ALL = (root) /usr/bin/docker logs *\n")
    assert sudolint("check", str(logs)).returncode == 1
    assert sudolint("check", "--fail-on", "high", str(logs)).returncode == 0
    broken = tmp_path / "broken.sudoers"
    broken.write_text("alice ALL = (root) /usr/bin/docker run *\nbob ALL\n")
    done = sudolint(str(broken))
    assert done.returncode == 2
    assert "docker-run-bind-mount" in done.stdout, "the rest is audited all the same"
    assert sudolint(str(tmp_path / "nowhere")).returncode == 2
    assert sudolint("check", "--no-such-option").returncode == 2


def test_json(bad: Path) -> None:
    """The JSON report has what programs rely on."""
    done = sudolint("check", "--output-format", "json", str(bad))
    report = json.loads(done.stdout)
    assert report["schema"] == 1
    assert report["errors"] == []
    counts = {"files": 1, "grants": 1, "findings": len(report["findings"]), "ignored": 0, "hidden": 0}
    assert report["summary"] == counts
    finding = next(f for f in report["findings"] if f["rule"] == "docker-run-bind-mount")
    assert (finding["path"], finding["line"], finding["column"]) == (str(bad), 1, 20)
    assert (finding["end_line"], finding["end_column"]) == (1, 41)
    assert finding["severity"] == "critical"
    assert finding["effect"] == "root"
    assert finding["undecided"] is None
    assert finding["grant"] == {
        "users": ["alice"],
        "hosts": ["ALL"],
        "runas_users": ["root"],
        "runas_groups": None,
        "tags": [],
        "command": "/usr/bin/docker run *",
    }
    witness = finding["witness"]
    assert (witness["user"], witness["runas_user"]) == ("alice", "root")
    assert witness["argv"] == ["/usr/bin/docker", "run", "-v", "/:/host", "alpine", "chroot", "/host"]
    asked = sudolint("can", "-f", str(bad), "alice", "--", *witness["argv"])
    assert asked.returncode == 0


def test_the_fingerprint_outlives_other_lines(bad: Path) -> None:
    """A finding keeps its fingerprint when lines are put before it, and loses it with its meaning."""

    def prints() -> list[str]:
        report = json.loads(sudolint("check", "--format", "json", str(bad)).stdout)
        return [finding["fingerprint"] for finding in report["findings"]]

    before = prints()
    bad.write_text("# a comment\n\n" + bad.read_text())
    assert prints() == before
    bad.write_text(bad.read_text().replace("alice", "carol"))
    assert not set(prints()) & set(before)


def test_concise(bad: Path) -> None:
    """One line a finding, with a place that editors know."""
    lines = sudolint("check", "--format", "concise", str(bad)).stdout.splitlines()
    assert lines[0].startswith(f"{bad}:1:20: critical docker-run-bind-mount: ")


def test_standard_input() -> None:
    """`-` reads a policy from standard input, under the name that it is given."""
    done = sudolint("check", "--stdin-filename", "etc/sudoers", "-", text="alice ALL = ALL\n")
    assert done.returncode == 1
    assert done.stdout.startswith("etc/sudoers:1:13: ALL")


def test_a_folder_is_searched(tmp_path: Path) -> None:
    """In folders the files that sudo would read are found, and no others."""
    drop_ins = tmp_path / "etc" / "sudoers.d"
    drop_ins.mkdir(parents=True)
    for name in ("ci", "ci.disabled", "ci~"):
        (drop_ins / name).write_text("alice ALL = ALL\n")
    (tmp_path / "etc" / "sudoers").write_text("bob ALL = ALL\n")
    (tmp_path / "notes.txt").write_text("carol ALL = ALL\n")
    found = sudolint("check", "--format", "concise", str(tmp_path)).stdout
    assert [line.split(":")[0] for line in found.splitlines()] == [
        str(tmp_path / "etc" / "sudoers"),
        str(drop_ins / "ci"),
    ]


def test_colours(bad: Path) -> None:
    """Colours come on demand only, and never into a pipe by themselves."""
    assert "\x1b" not in sudolint(str(bad)).stdout
    assert "\x1b" in sudolint("check", "--color", "always", str(bad)).stdout
    assert "\x1b" in sudolint(str(bad), FORCE_COLOR="1").stdout
    assert "\x1b" not in sudolint(str(bad), FORCE_COLOR="1", NO_COLOR="1").stdout


def test_hostile_text_is_not_printed_raw(tmp_path: Path) -> None:
    """Control characters of a policy are shown as escapes in every format."""
    path = tmp_path / "hostile.sudoers"
    path.write_bytes(b"al\x1b[2Jice\xe2\x80\xae ALL = (root) /usr/bin/docker run --name \xff\x07 *\n")
    for output_format in ("text", "concise", "json"):
        done = sudolint("check", "--format", output_format, str(path))
        assert done.returncode == 1
        assert not set(done.stdout) & {"\x1b", "\x07", "\u202e"}
        assert "Traceback" not in done.stderr


def test_can(tmp_path: Path) -> None:
    """`can` says what sudo would decide, and by which entry."""
    policy = tmp_path / "sudoers"
    policy.write_text("alice ALL = NOPASSWD: /bin/ls, !/bin/ls -l\n%adm ALL = (bob) /bin/cat\n")
    group = tmp_path / "group"
    group.write_text("adm:x:4:carol\n")
    allowed = sudolint("can", "-f", str(policy), "alice", "--", "/bin/ls")
    assert (allowed.returncode, "without a password" in allowed.stdout) == (0, True)
    denied = sudolint("can", "-f", str(policy), "alice", "--", "/bin/ls", "-l")
    assert (denied.returncode, "not allowed by" in denied.stdout) == (1, True)
    assert sudolint("can", "-f", str(policy), "alice", "--", "/bin/id").returncode == 1
    member = ("can", "-f", str(policy), "-u", "bob", "carol", "--", "/bin/cat")
    assert sudolint(*member[:3], "--group", str(group), *member[3:]).returncode == 0
    assert "undecided" in sudolint(*member).stdout, "nobody said who is in the group"


def test_can_with_queries(tmp_path: Path) -> None:
    """Many questions at once: JSON lines in, JSON lines out, in the same order."""
    policy = tmp_path / "sudoers"
    policy.write_text("alice ALL = /bin/ls\n")
    queries = tmp_path / "queries"
    asked = [{"user": user, "argv": ["/bin/ls"]} for user in ("bob", "alice")]
    queries.write_text("".join(json.dumps(query) + "\n" for query in asked))
    done = sudolint("can", "-f", str(policy), "--queries", str(queries))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [answer["verdict"] for answer in answers] == ["unmatched", "allow"]
    assert (answers[1]["password"], answers[1]["path"], answers[1]["line"]) == (True, str(policy), 1)


def test_rules_and_explain() -> None:
    """The catalogue and each rule's page come from the rule files."""
    rules = json.loads(sudolint("rules", "--format", "json").stdout)
    assert {"unrestricted-command", "docker-run-bind-mount", "docker-exec-respelled"} <= {
        r["id"] for r in rules
    }
    assert all(
        rule["program"] == "cat"
        for rule in json.loads(sudolint("rules", "--format", "json", "--program", "cat").stdout)
    )
    page = sudolint("explain", "docker-run-bind-mount")
    assert page.returncode == 0
    assert "chroot /host" in page.stdout
    unknown = sudolint("explain", "docker-run-bindmount")
    assert unknown.returncode == 2
    assert "did you mean `docker-run-bind-mount`" in unknown.stderr


def test_help_and_version() -> None:
    """Every command explains itself."""
    assert __version__ in sudolint("--version").stdout
    assert "check" in sudolint("--help").stdout
    for command in ("check", "can", "rules", "explain"):
        assert sudolint(command, "--help").returncode == 0


@pytest.mark.parametrize(
    "hiding", [("--min-severity", "critical"), ("--ignore", "cat-*"), ("--select", "docker-*")]
)
def test_what_is_not_shown_is_not_called_harmless(hiding: tuple[str, str]) -> None:
    """A grant whose findings are left out of the report isn't counted as one without a way out."""
    policy = "a ALL=(root) /bin/cat *\na ALL=(root) /usr/bin/id\n"
    run = sudolint("check", "--isolated", "--output-format", "text", *hiding, "-", text=policy)
    assert run.stdout.split() == (
        "2 grants: 1 has only findings that are not shown, 1 without a known way out".split()
    )


def test_everyone_who_holds_an_alias_counts() -> None:
    """What is found at a member of an alias holds for each grant that names it."""
    policy = "Cmnd_Alias D = /usr/bin/docker run *\na ALL=(root) D\nb ALL=(root) D, !/usr/bin/docker\n"
    run = sudolint("check", "--isolated", "--output-format", "text", "-", text=policy)
    assert run.stdout.splitlines()[-1] == "2 grants: 1 hands out root, 1 without a known way out"
