"""The manual page."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from sudolint.cli.main import COMMANDS
from sudolint.cli.manual import manual


def test_every_command_is_there() -> None:
    """Each has its section, in order, with its options."""
    lines = list(manual())
    sections = [line.split('"')[1].split()[0] for line in lines if line.startswith(".SS ")]
    assert list(dict.fromkeys(sections)) == list(COMMANDS)
    assert any(line.startswith(r"\fB\-\-output\-format") for line in lines)


def test_no_text_is_a_request() -> None:
    """Lines begin with a known macro or with text."""
    known = {".TH", ".nh", ".ad", ".SH", ".SS", ".B", ".BR", ".IR", ".TP", ".PP"}
    requests = {line.split(" ")[0] for line in manual() if line.startswith((".", "'"))}
    assert requests <= known


@pytest.mark.parametrize(
    "check", [("mandoc", "-T", "lint", "-W", "error"), ("groff", "-man", "-Tascii", "-ww")]
)
def test_formatters_read_it(check: tuple[str, ...]) -> None:
    """They find nothing wrong with it."""
    if shutil.which(check[0]) is None:
        pytest.skip(f"{check[0]} is not installed")
    page = "\n".join(manual()) + "\n"
    done = subprocess.run(check, input=page, capture_output=True, text=True, check=True, timeout=30)
    assert done.stderr == ""
