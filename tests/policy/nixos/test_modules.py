"""Modules in the many styles of real ones: each says in its last lines what has to be found in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sudolint.policy.load import NixOptions, nix_policy
from tests.policy.nixos.evaluated import described

MODULES = Path(__file__).parent / "modules"
MARK = "#> "


@pytest.mark.parametrize("name", sorted(path.stem for path in MODULES.glob("*.nix")))
def test_module(name: str) -> None:
    """A module's grants, gaps and facts are those listed in it, and none is lost."""
    module = MODULES / f"{name}.nix"
    wanted = [
        line.removeprefix(MARK) for line in module.read_text().splitlines() if line.startswith(MARK.strip())
    ]
    assert described(nix_policy(str(module), None, NixOptions(root=str(MODULES)))) == wanted
