"""The policies that distributions ship: quiet, and each read by its own sudo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sudolint.audit import Auditor
from sudolint.findings import Severity
from sudolint.policy.load import nix_policy, sudoers_policy
from sudolint.policy.surroundings import NOTHING_KNOWN
from sudolint.syntax.sudoers import files

if TYPE_CHECKING:
    from sudolint.audit import Report
    from sudolint.packs import Packs

STOCK = sorted((Path(__file__).parent / "stock").iterdir())
LOW = {
    "debian": {"unrestricted-administrator"},
    "ubuntu": {"unrestricted-administrator"},
    "fedora": {"unrestricted-administrator"},
    "opensuse": {"guarded-everyone", "shared-password"},
    "arch": set(),
    "nixos": {"wheel-group"},
}
"""What is true of each."""


def report_on(path: Path, packs: Packs, *, full: bool) -> Report:
    """What there is to say about a policy on its own distribution."""
    auditor = Auditor(packs, NOTHING_KNOWN._replace(distro=path.stem))
    policy = nix_policy(str(path)) if path.suffix == ".nix" else sudoers_policy(files.read(str(path)))
    return auditor.audit(policy, (), (lambda _: True) if full else None)


@pytest.mark.parametrize("path", STOCK, ids=lambda path: path.stem)
def test_stock_policies_are_quiet(path: Path, packs: Packs) -> None:
    """A policy as it is shipped has the few findings that are true of it, and none above low."""
    found = report_on(path, packs, full=False).findings
    assert {finding.rule.id for finding in found} == LOW[path.stem]
    assert all(finding.severity <= Severity.LOW for finding in found)


@pytest.mark.parametrize("path", STOCK, ids=lambda path: path.stem)
def test_auditors_hear_of_nothing_grave(path: Path, packs: Packs) -> None:
    """Not even all rules together have anything above low to say of a policy as it is shipped."""
    assert all(one.severity <= Severity.LOW for one in report_on(path, packs, full=True).findings)
