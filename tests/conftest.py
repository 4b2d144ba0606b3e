"""What tests share: Hypothesis profiles, recorded answers of the real tools, short ways to an audit."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from sudolint.audit import Auditor
from sudolint.packs import Packs
from sudolint.policy.load import nix_policy, policy_from_text, sudoers_policy
from sudolint.source import octets
from sudolint.syntax.sudoers import files

if TYPE_CHECKING:
    from collections.abc import Callable

    from sudolint.audit import Report

ROOT = Path(__file__).parent.parent

settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("dev", settings.get_profile("ci"), derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """The recorded answers of the real tools; tests that need them skip where there are none."""
    place = Path(os.environ.get("SUDOLINT_FIXTURES", ROOT.parent / "shared" / "fixtures"))
    if not place.is_dir():
        pytest.skip(f"no recorded answers at {place} (set SUDOLINT_FIXTURES)")
    return place


@pytest.fixture(scope="session")
def packs() -> Packs:
    """The installed packs, read once for all tests."""
    return Packs()


@pytest.fixture(scope="session")
def auditor(packs: Packs) -> Auditor:
    """Keeps what it compiled for all tests."""
    return Auditor(packs)


@pytest.fixture(scope="session")
def audited(auditor: Auditor) -> Callable[..., Report]:
    """Audit a text of sudoers, or of Nix."""

    def run(text: str, language: str = "sudoers") -> Report:
        if language == "nix":
            return auditor.audit(nix_policy("module.nix", octets(text)))
        return auditor.audit(policy_from_text("policy", octets(text)))

    return run


@pytest.fixture(scope="session")
def audited_in_full(auditor: Auditor) -> Callable[..., Report]:
    """Audit a text of sudoers, or of Nix, by all rules."""

    def run(text: str, language: str = "sudoers") -> Report:
        policy = (
            nix_policy("module.nix", octets(text))
            if language == "nix"
            else policy_from_text("policy", octets(text))
        )
        return auditor.audit(policy, (), lambda _: True)

    return run


@pytest.fixture(scope="session")
def report_of(auditor: Auditor) -> Callable[[Path], Report]:
    """Audit a file, whatever language it is in."""

    def run(path: Path) -> Report:
        policy = nix_policy(str(path)) if path.suffix == ".nix" else sudoers_policy(files.read(str(path)))
        return auditor.audit(policy)

    return run
