"""`check --fix`, `--diff` and `--unsafe-fixes`, `suggest`, and the pages of `explain`."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_commands import sudolint

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
# Who looks
User_Alias OLD = carol
alice ALL = (root) NOPASSWD: /usr/bin/id  # sudolint: ignore[nopasswd-all] no longer
alice ALL = (root) NOPASSWD: /usr/bin/who *
"""
FIXED = """\
# Who looks
alice ALL = (root) NOPASSWD: /usr/bin/id
alice ALL = (root) NOPASSWD: /usr/bin/who
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """A policy with what can be mended."""
    path = tmp_path / "sudoers"
    path.write_text(TEXT)
    path.chmod(0o440)
    return path


def test_fix(policy: Path) -> None:
    """What can be mended is, in place, under the same mode; what is left is reported."""
    done = sudolint("check", "--isolated", "--persona", "auditor", "--fix", str(policy))
    assert policy.read_text() == FIXED
    assert stat.S_IMODE(policy.stat().st_mode) == 0o440
    assert done.stdout.startswith("fixed 3 findings in 1 file: unused-alias, unused-ignore, lone-star\n")
    assert "unused-alias" not in done.stdout.partition("\n")[2]
    again = sudolint("check", "--isolated", "--persona", "auditor", "--fix", str(policy))
    assert again.stdout.startswith("fixed nothing\n")
    assert policy.read_text() == FIXED


def test_only_what_is_shown_is_fixed(policy: Path) -> None:
    """Rules that aren't asked for are left alone."""
    sudolint("check", "--isolated", "--select", "lone-star", "--no-ignores", "--fix", str(policy))
    assert policy.read_text() == TEXT.replace("who *", "who")


def test_diff(policy: Path) -> None:
    """`--diff` shows the change and writes nothing; 1 where there is one, else 0."""
    done = sudolint("check", "--isolated", "--persona", "auditor", "--diff", str(policy))
    assert done.returncode == 1
    assert policy.read_text() == TEXT
    assert "-User_Alias OLD = carol\n" in done.stdout
    assert "+alice ALL = (root) NOPASSWD: /usr/bin/who\n" in done.stdout
    policy.chmod(0o640)
    policy.write_text(FIXED)
    done = sudolint("check", "--isolated", "--persona", "auditor", "--diff", str(policy))
    assert (done.returncode, done.stdout) == (0, "would fix nothing\n")


def test_unsafe_fixes_say_what_changes(policy: Path) -> None:
    """What takes something away says what; it needs `--fix` or `--diff` beside it."""
    alone = sudolint("check", "--isolated", "--unsafe-fixes", str(policy))
    assert alone.returncode == 2
    assert "--fix" in alone.stderr
    policy.chmod(0o640)
    policy.write_text("alice ALL = (root) NOPASSWD: ALL\nbob ALL = (root) /usr/bin/cat /var/log/*\n")
    done = sudolint("check", "--isolated", "--fix", "--unsafe-fixes", str(policy))
    assert policy.read_text() == (
        "alice ALL = (root) ALL\nbob ALL = (root) /usr/bin/cat ^/var/log/[A-Za-z0-9_][A-Za-z0-9_.-]*$\n"
    )
    assert "no longer permitted\n  - bob as root: /usr/bin/cat /var/log/*\n" in done.stdout
    assert "permitted with a password only, now\n  ! alice as root: ALL\n" in done.stdout


def test_standard_input() -> None:
    """A policy from standard input goes to standard output, mended."""
    done = sudolint("check", "--isolated", "--persona", "auditor", "--fix", "-", text=TEXT)
    assert done.stdout.startswith(FIXED)
    assert "fixed 3 findings" in done.stderr


def test_reports_for_programs_stay_whole(policy: Path) -> None:
    """What was fixed is said on standard error where standard output is for programs."""
    done = sudolint("check", "--isolated", "--persona", "auditor", "--format", "json", "--fix", str(policy))
    rules = {finding["rule"] for finding in json.loads(done.stdout)["findings"]}
    assert not rules & {"unused-alias", "lone-star"}
    assert "fixed 3 findings" in done.stderr


def test_included_files_are_fixed(tmp_path: Path) -> None:
    """What is found in an included file is mended there; an alias that another file uses stays."""
    folder = tmp_path / "etc" / "sudoers.d"
    folder.mkdir(parents=True)
    (folder / "10-ci").write_text("User_Alias CI = ci : OLD = carol\nci ALL = (root) /usr/bin/id *\n")
    main = tmp_path / "etc" / "sudoers"
    main.write_text("@includedir /etc/sudoers.d\nCI ALL = (root) /usr/bin/who\n")
    sudolint("check", "--isolated", "--persona", "auditor", "--fix", str(tmp_path))
    assert (folder / "10-ci").read_text() == "User_Alias CI = ci\nci ALL = (root) /usr/bin/id\n"
    assert main.read_text() == "@includedir /etc/sudoers.d\nCI ALL = (root) /usr/bin/who\n"


def test_links_are_kept(tmp_path: Path, policy: Path) -> None:
    """A file that is named by a link is mended where it is."""
    link = tmp_path / "link.sudoers"
    link.symlink_to(policy)
    sudolint("check", "--isolated", "--persona", "auditor", "--fix", str(link))
    assert link.is_symlink()
    assert policy.read_text() == FIXED


def test_suggest() -> None:
    """The closest safe grant, what is to be known of it, and what goes with the old one."""
    done = sudolint("suggest", "/run/current-system/sw/bin/docker logs *")
    assert done.returncode == 0
    assert done.stdout.startswith("/run/current-system/sw/bin/docker logs web\n")
    assert "docker-logs" in done.stdout
    assert "no longer permitted: sudo /run/current-system/sw/bin/docker logs " in done.stdout
    many = json.loads(sudolint("suggest", "-n", "2", "--format", "json", "docker", "start", "*").stdout)
    assert many[0]["command"] == "/usr/bin/docker start web"
    assert many[0]["examples"] == ["web"]
    assert "docker-start-attach" in many[0]["gone"] or many[0]["gone"]


def test_suggest_where_there_is_nothing() -> None:
    """0 where nothing is wrong, 1 where no safe form is known, 2 where nothing is known of the program."""
    fine = sudolint("suggest", "docker ps")
    assert (fine.returncode, fine.stdout) == (0, "docker ps: nothing is found here\n")
    unsafe = sudolint("suggest", "vim /etc/hosts")
    assert unsafe.returncode == 1
    assert "sudoedit" in unsafe.stdout
    assert sudolint("suggest", "no-such-program *").returncode == 2
    assert sudolint("suggest", "docker logs ^[$").returncode in (0, 1, 2)
    colon = sudolint("suggest", "docker run -v /a:/b alpine *")
    assert colon.stdout.startswith("docker run --rm --network none alpine *\n")


def test_a_page_for_a_program() -> None:
    """What is safe to grant of a program and what never is, the worst first, each with an example."""
    page = sudolint("explain", "docker").stdout
    assert page.startswith("docker: ")
    parts = [page.index(part) for part in ("Safe to grant", "(critical)", "(high)", "(medium)", "deny")]
    assert parts == sorted(parts)
    assert "sudo docker run -v /:/host alpine chroot /host" in page
    assert "docker logs --tail 100 web" in page
    harmless = sudolint("explain", "df").stdout
    assert "nothing to speak of" in harmless


def test_a_page_for_a_rule() -> None:
    """A rule's page shows the safe shapes of the same command, and whether there is a fix."""
    page = sudolint("explain", "docker-logs").stdout
    assert "Safe to grant\n" in page
    assert "docker logs --tail 100 web" in page
    assert "docker compose" not in page.partition("Safe to grant\n")[2].partition("\n\n")[0]
    assert "--fix" in sudolint("explain", "unused-alias").stdout
    wrong = sudolint("explain", "docker-lgos")
    assert wrong.returncode == 2
    assert "did you mean `docker-logs`" in wrong.stderr


def test_the_catalogue_says_what_can_be_fixed() -> None:
    """Each rule says how it is mended, for whom it is, and which standards ask for it."""
    rules = {rule["id"]: rule for rule in json.loads(sudolint("rules", "--format", "json").stdout)}
    assert rules["unused-alias"]["fixable"] == "safe"
    assert rules["nopasswd-all"]["fixable"] == "unsafe"
    assert rules["undefined-alias"]["fixable"] is None
    assert rules["unused-alias"]["persona"] == "auditor"
    assert rules["nopasswd"]["standards"]["cis"] == "5.2.4"
    keys = {"id", "severity", "effect", "references", "fixable", "persona", "standards"}
    assert all(keys <= set(rule) for rule in rules.values())
