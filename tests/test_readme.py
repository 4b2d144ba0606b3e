"""The README: what it shows is what happens."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys

import pytest

from tests.conftest import ROOT

_CONSOLE = re.compile(r"^```console\n\$ sudolint ([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = _CONSOLE.findall((ROOT / "README.md").read_text())


@pytest.mark.parametrize(("arguments", "lines"), SHOWN, ids=[command for command, _ in SHOWN])
def test_output(arguments: str, lines: str) -> None:
    """Each command prints the lines that stand below it, in that order; `…` stands for any lines."""
    done = subprocess.run(
        [sys.executable, "-m", "sudolint", *shlex.split(arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80", "LC_ALL": "C.UTF-8"},
    )
    at = 0
    for part in re.split(r"^…\n", lines, flags=re.MULTILINE):
        found = done.stdout.find(part, at)
        assert found >= 0, part
        at = found + len(part)


def test_there_is_something_shown() -> None:
    """The README has at least the output of the main job."""
    assert any("examples/ai-worker.nix" in command for command, _ in SHOWN)
