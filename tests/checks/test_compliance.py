"""`sudolint comply`: what a policy shows of a standard."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from sudolint.cli.commands import cli

if TYPE_CHECKING:
    from pathlib import Path

GOOD = "Defaults use_pty, logfile=/var/log/sudo.log\n%sudo ALL=(ALL:ALL) ALL\n"


def states(path: Path, profile: str, *options: str) -> tuple[int, dict[str, str]]:
    """The exit status, and how it stands with each requirement."""
    result = CliRunner().invoke(
        cli, ["comply", profile, str(path), "--format", "json", *options], standalone_mode=False
    )
    report: dict[str, Any] = json.loads(result.output)
    return int(result.return_value), {one["id"]: one["state"] for one in report["requirements"]}


def test_all_that_can_be_met_is(tmp_path: Path) -> None:
    """A policy that does what CIS asks meets it; what a policy can't show is not decidable."""
    path = tmp_path / "sudoers"
    path.write_text(GOOD)
    status, found = states(path, "cis")
    assert status == 0
    assert {name for name, state in found.items() if state != "met"} == {"5.2.1", "5.2.7"}


@pytest.mark.parametrize(
    ("addition", "missed"),
    [
        ("Defaults:alice !use_pty", "5.2.2"),
        ("Defaults !logfile", "5.2.3"),
        ("alice ALL=(root) NOPASSWD: /bin/a", "5.2.4"),
        ("Defaults!/bin/a !authenticate", "5.2.5"),
        ("Defaults insults, timestamp_timeout=30", "5.2.6"),
    ],
)
def test_each_is_missed_by_itself(tmp_path: Path, addition: str, missed: str) -> None:
    """One entry too many misses one requirement, and the status says so."""
    path = tmp_path / "sudoers"
    path.write_text(f"{GOOD}{addition}\n")
    status, found = states(path, "cis")
    assert status == 1
    assert [name for name, state in found.items() if state == "not met"] == [missed]


def test_written_and_effective(tmp_path: Path) -> None:
    """The STIG wants the user's own password said, in whatever lines, and the time set to nothing."""
    path = tmp_path / "sudoers"
    path.write_text(
        "Defaults !rootpw,!targetpw\nDefaults !runaspw, timestamp_timeout=0\n%wheel ALL=(ALL) ALL\n"
    )
    _, found = states(path, "stig-rhel9")
    assert (found["RHEL-09-432020"], found["RHEL-09-432015"]) == ("met", "met")
    path.write_text("Defaults !rootpw,!targetpw\n%wheel ALL=(ALL) ALL\n")
    _, found = states(path, "stig-rhel9")
    assert (found["RHEL-09-432020"], found["RHEL-09-432015"]) == ("not met", "not met")


def test_an_unknown_profile(tmp_path: Path) -> None:
    """A profile that isn't there is refused, with those that are."""
    path = tmp_path / "sudoers"
    path.write_text(GOOD)
    result = CliRunner().invoke(cli, ["comply", "nist", str(path)], standalone_mode=False)
    assert "stig-rhel9" in str(result.exception)
