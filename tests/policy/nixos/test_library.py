"""The library of nixpkgs, as far as it is known."""

from __future__ import annotations

from importlib import import_module

import pytest

from sudolint.policy.nixos.library.index import MODULES


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_the_functions_of_the_index(module: str) -> None:
    """Each module has just the functions that the index says."""
    functions = import_module(f"sudolint.policy.nixos.library.{module}").FUNCTIONS
    assert sorted(functions) == sorted(" ".join(MODULES[module].values()).split())
