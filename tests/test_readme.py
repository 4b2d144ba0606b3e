"""The README: what it shows is what happens."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from tests import screenshot
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```console\n(\$ sudolint .*?)^```$", README, re.MULTILINE | re.DOTALL)


def shown(block: str) -> list[tuple[str, str]]:
    """The commands of a block, each with what stands below it."""
    return re.findall(r"^\$ (sudolint [^\n]*)\n((?:(?!\$ sudolint).*\n)*)", block, re.MULTILINE)


def pattern(lines: str) -> str:
    """What is printed: a line `…` stands for any lines, within a line it does for the rest of a part."""
    return "".join(
        [
            r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\n"
            for line in lines.splitlines()
        ]
    )


@pytest.mark.parametrize("block", BLOCKS, ids=[block.splitlines()[0] for block in BLOCKS])
def test_output(block: str, tmp_path: Path) -> None:
    """Commands print what stands below them, and nothing else."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for command, lines in shown(block):
        done = subprocess.run(
            [sys.executable, "-m", *shlex.split(command, comments=True)],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={**os.environ, "COLUMNS": "80", "LC_ALL": "C.UTF-8"},
        )
        assert done.stderr == ""
        assert re.fullmatch(pattern(lines), done.stdout), done.stdout


def test_there_is_something_shown() -> None:
    """The README has at least the output of the main job, and its picture."""
    assert any("examples/ai-worker.nix" in block for block in BLOCKS)
    assert f"]({screenshot.PICTURE.relative_to(ROOT)})" in README


def test_the_picture() -> None:
    """It shows what is printed today; `make screenshot` draws it anew."""
    texts = ElementTree.parse(screenshot.PICTURE).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314
    drawn = "".join("".join([text.text or "" for text in texts]).split())
    assert drawn == "".join(screenshot.shown().split())
