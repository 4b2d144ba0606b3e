"""Rules see what a policy means where the lines alone say something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sudolint.audit import Auditor
from sudolint.policy.load import policy_from_text, sudoers_policy
from sudolint.policy.surroundings import NOTHING_KNOWN
from sudolint.policy.targets import Target
from sudolint.syntax.sudoers import files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sudolint.audit import Report
    from sudolint.packs import Packs

CASES = [
    (
        "a comma list says it as well as lines do",
        "Defaults !targetpw,!rootpw, !runaspw",
        "unsaid-own-password",
        (),
    ),
    (
        "a comma list hides nothing",
        "Defaults env_reset,timestamp_timeout=-1,!lecture",
        "endless-timestamp",
        (1,),
    ),
    ("NOPASSWD is inherited along a list", "a ALL=(root) NOPASSWD: /bin/a, /bin/b", "nopasswd", (1,)),
    ("and ends at PASSWD", "a ALL=(root) PASSWD: /bin/a, /bin/b", "nopasswd", ()),
    ("and at a colon", "a h=(root) NOPASSWD: /bin/a : i=(root) \\\n /bin/b", "nopasswd", (1,)),
    ("an alias hands it on", "Cmnd_Alias C = \\\n /bin/a\na ALL=(root) NOPASSWD: C", "nopasswd", (2,)),
    ("a continued line is one line", "Defaults \\\n !authenticate", "disabled-authentication", (2,)),
    ("a comment says nothing", "# Defaults !authenticate", "disabled-authentication", ()),
    (
        "a later line for everyone undoes a scoped one",
        "Defaults:a !use_pty\nDefaults use_pty",
        "disabled-pty",
        (),
    ),
    ("one for others doesn't", "Defaults !use_pty\nDefaults:a use_pty", "disabled-pty", (1,)),
    (
        "commands come last, wherever they stand",
        "Defaults!ALL use_pty\nDefaults !use_pty",
        "disabled-pty",
        (),
    ),
    ("some commands are not all", "Defaults!/bin/a use_pty\nDefaults !use_pty", "disabled-pty", (2,)),
    ("an older name", "Defaults timestamp_type=tty, !tty_tickets", "global-timestamp", (1,)),
    ("a group as target may have root in it", "a ALL=(%wheel) ALL", "unrestricted-everyone", ()),
    ("a deny of a group is one", "a ALL=(ALL, !%wheel) /bin/a", "excluded-target", (1,)),
    (
        "a word taken out again",
        'Defaults env_keep += "A LD_PRELOAD"\nDefaults env_keep -= LD_PRELOAD',
        "kept-loader-variable",
        (),
    ),
    (
        "taken out for others only",
        "Defaults env_keep += LD_PRELOAD\nDefaults:a env_keep -= LD_PRELOAD",
        "kept-loader-variable",
        (1,),
    ),
    ("a list emptied", "Defaults env_keep += LD_PRELOAD\nDefaults !env_keep", "kept-loader-variable", ()),
    (
        "ALL under another name",
        "User_Alias E = ALL\nCmnd_Alias C = ALL\nE ALL=(root) C",
        "unrestricted-everyone",
        (2,),
    ),
    (
        "a denial in another user's name",
        "a ALL=(root) !/bin/su\nb ALL=(root) /bin/su",
        "overridden-denial",
        (),
    ),
    (
        "a grant that ends is no override",
        "a ALL=(root) !/bin/su\na ALL=(root) NOTAFTER=20990101000000Z ALL",
        "overridden-denial",
        (),
    ),
    (
        "fewer arguments override nothing",
        "a ALL=(root) !/bin/su\na ALL=(root) /bin/su x",
        "overridden-denial",
        (),
    ),
    (
        "the arguments left open override all",
        "a ALL=(root) !/bin/su x\na ALL=(root) /bin/su",
        "overridden-denial",
        (1,),
    ),
    (
        "another target overrides nothing",
        "a ALL=(root) PASSWD: /bin/a\na ALL=(b) NOPASSWD: /bin/a",
        "overridden-restriction",
        (),
    ),
    ("an alias of another kind is none", "User_Alias C = a\nC ALL=(root) C", "undefined-alias", (2,)),
    ("a class of signs is no branch", "a ALL=(root) /bin/a ^[|]$", "unanchored-expression", ()),
    ("an escaped bar is no branch", "a ALL=(root) /bin/a ^a\\|b$", "unanchored-expression", ()),
    ("a class that begins with its end", "a ALL=(root) /bin/a ^[]|]x$", "unanchored-expression", ()),
    ("branches that are whole", "a ALL=(root) /bin/a ^a$|^b$", "unanchored-expression", ()),
]


@pytest.mark.parametrize(("why", "text", "rule", "lines"), CASES, ids=[case[0] for case in CASES])
def test_meaning(
    audited_in_full: Callable[[str], Report], why: str, text: str, rule: str, lines: tuple[int, ...]
) -> None:
    """A rule is found on just these lines."""
    policy = text + "\nz ALL=(root) /bin/z\n"
    report = audited_in_full(policy)
    found = {finding.span.begin.line for finding in report.findings if finding.rule.id == rule}
    assert found == set(lines), why


FAULTS = [
    ("alice web1=(root) /bin/a", "1.9.17", "CVE-2025-32462"),
    ("alice ALL=(root) sudoedit /etc/motd", "1.9.12p1", "CVE-2023-22809"),
    ("alice ALL=(ALL, !root) /bin/a", "1.8.27", "CVE-2019-14287"),
    ("Defaults pwfeedback", "1.8.30", "CVE-2019-18634"),
    ("alice ALL=(root) sudoedit /home/*/*/x", "1.8.14", "CVE-2015-5602"),
    ("alice ALL=(root) CHROOT=/srv /bin/a", "1.9.13", "CVE-2023-27320"),
    ("Defaults env_keep += TZ", "1.8.11", "CVE-2014-9680"),
    ("alice ALL=(root) NOTBEFORE=20200101000000Z NOTAFTER=20990101000000Z /bin/a", "1.9.16", "both dates"),
]


@pytest.mark.parametrize(("text", "version", "name"), FAULTS)
def test_faults_are_found_by_version(packs: Packs, text: str, version: str, name: str) -> None:
    """A fault matters to the versions that have it, where the policy has what it needs, and no other."""
    numbers = tuple(map(int, version.replace("p", ".").split(".")))
    for target, expected in ((numbers, True), ((1, 9, 18), False)):
        around = NOTHING_KNOWN._replace(target=Target(version=target))
        findings = Auditor(packs, around).audit(policy_from_text("p", text + "\n")).findings
        assert any(name in finding.detail for finding in findings) == expected


def test_what_sudo_is_built_with(packs: Packs) -> None:
    """Where nothing sets a parameter the distribution decides; where that isn't known, nobody does."""
    policy = policy_from_text("sudoers", "alice ALL=(root) /bin/a\n")
    for distro, undecided in (("", True), ("debian", False), ("fedora", False)):
        auditor = Auditor(packs, NOTHING_KNOWN._replace(distro=distro))
        findings = auditor.audit(policy, (), lambda rule: rule.id == "remembered-password").findings
        found = [finding for finding in findings if finding.rule.id == "remembered-password"]
        assert [bool(finding.undecided) for finding in found] == [undecided]
        assert ("15" in found[0].detail) == (distro == "debian")


def test_files_that_sudo_passes_over(packs: Packs, tmp_path: Path) -> None:
    """Drop-ins with a dot or a tilde in their names are named where they would have been read."""
    (tmp_path / "sudoers").write_text("@includedir sudoers.d\n")
    (tmp_path / "sudoers.d").mkdir()
    for name in ("10-app", "20-deny.conf", "30-old~", "README", ".swp"):
        (tmp_path / "sudoers.d" / name).write_text("")
    report = Auditor(packs).audit(sudoers_policy(files.read(str(tmp_path / "sudoers"))))
    found = [finding.detail for finding in report.findings if finding.rule.id == "ignored-file"]
    assert found == ["`20-deny.conf`", "`30-old~`"]


@pytest.mark.parametrize("name", ["asks_for_another", "apply", "__class__", "__init__"])
def test_parameters_with_names_of_ours(audited: Callable[[str], Report], name: str) -> None:
    """A parameter that happens to have a name from within the program changes nothing there."""
    audited(f"Defaults {name}\nDefaults {name}=x\nalice ALL=(root) /bin/a\n")
