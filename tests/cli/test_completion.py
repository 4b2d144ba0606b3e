"""Completion of command lines, by the shells themselves where they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_commands import sudolint

if TYPE_CHECKING:
    from pathlib import Path


def completed(words: str) -> list[str]:
    """What completes the last of these words, as the scripts of the shells ask for it."""
    done = sudolint(_SUDOLINT_COMPLETE="fish_complete", COMP_WORDS=words, COMP_CWORD=words.split(" ")[-1])
    assert done.returncode == 0, done.stderr
    return [line.split(",", 1)[1].split("\t")[0] for line in done.stdout.splitlines() if "," in line]


def test_subcommands() -> None:
    """The first word may be a subcommand."""
    assert completed("sudolint completi") == ["completion"]


def test_options_of_check() -> None:
    """Without a subcommand the options of `check` are offered."""
    assert "--output-format" in completed("sudolint --out")
    assert completed("sudolint check --output-format sa") == ["sarif"]
    assert completed("sudolint --output-format sa") == ["sarif"]


def test_files() -> None:
    """A first word that begins no subcommand is a file."""
    done = sudolint(_SUDOLINT_COMPLETE="bash_complete", COMP_WORDS="sudolint /et", COMP_CWORD="1")
    assert done.stdout.strip() == "file,/et"


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_scripts(tmp_path: Path, shell: str) -> None:
    """Each shell can read its script."""
    script = tmp_path / "script"
    script.write_text(sudolint("completion", shell).stdout)
    assert "_SUDOLINT_COMPLETE" in script.read_text()
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"{shell} is not installed")
    subprocess.run([path, "-n", str(script)], check=True, timeout=20)


def test_fish_completes(tmp_path: Path) -> None:
    """A real shell asks, and is answered."""
    fish = shutil.which("fish")
    if fish is None:
        pytest.skip("fish is not installed")
    command = tmp_path / "sudolint"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m sudolint "$@"\n')
    command.chmod(0o755)
    script = tmp_path / "sudolint.fish"
    script.write_text(sudolint("completion", "fish").stdout)
    done = subprocess.run(
        [fish, "--no-config", "-c", f"source {script}; complete -C 'sudolint check --output-format sa'"],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
    )
    assert done.stdout.split() == ["sarif"]
