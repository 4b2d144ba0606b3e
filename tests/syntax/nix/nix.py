"""The real Nix as a judge. It needs no daemon and no store, only scratch folders."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from functools import cache
from typing import Any

import pytest

needs_nix = pytest.mark.skipif(
    shutil.which("nix-instantiate") is None, reason="nix-instantiate isn't installed"
)


@cache
def _environment() -> dict[str, str]:
    scratch = tempfile.mkdtemp(prefix="sudolint-nix-")
    places = {name: f"{scratch}/{name}" for name in ("NIX_STORE_DIR", "NIX_STATE_DIR", "NIX_LOCALSTATE_DIR")}
    return {**os.environ, **places}


def _run(text: str, *options: str) -> subprocess.CompletedProcess[bytes]:
    command = ["nix-instantiate", *options, "-"]
    return subprocess.run(
        command, input=text.encode("latin-1"), capture_output=True, env=_environment(), cwd="/", check=False
    )


@cache
def version() -> tuple[int, ...]:
    """The version that is installed."""
    shown = subprocess.run(["nix-instantiate", "--version"], capture_output=True, check=True).stdout.decode()
    return tuple(map(int, re.findall(r"\d+", shown)))


def parsed(text: str) -> str | None:
    """The text as Nix prints it after parsing and resolving names; None where it refuses it."""
    done = _run(text, "--parse")
    return done.stdout.decode("latin-1").rstrip("\n") if done.returncode == 0 else None


def merges(text: str) -> bool:
    """Whether it merges all that is defined in parts: before 2.36, not what both parts have in common."""
    return version() >= (2, 36) or b"already defined" not in _run(text, "--parse").stderr


def evaluated(text: str) -> Any:
    """The value of an expression."""
    done = _run(text, "--eval", "--strict", "--json")
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)
