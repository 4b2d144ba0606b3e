"""The parser beside the installed visudo, on policies that nobody recorded.

Debian 12 has sudo 1.9.13p3. Where the language changed since then the examples say nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings

from sudolint.policy.defaults import check_defaults
from sudolint.source import Source
from sudolint.syntax.sudoers.parser import parse
from tests.syntax.sudoers import strategies

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("visudo") is None, reason="visudo is not installed")

_CHANGED = re.compile(r'sudoedit|include|APPARMOR|PRIVS|(CWD|CHROOT)[^\n]*"|!timestamp_type|[\^]', re.DOTALL)
"""What another version or build reads otherwise; regular expressions are compiled by the old visudo."""

_SEMANTIC = re.compile(
    r"defaults entry|invalid operator|no value|is invalid for|take a value|must start with a '/'"
)
"""What visudo says of parameters of Defaults."""


def visudo(text: str, folder: Path) -> tuple[bool, set[int]]:
    """Whether visudo accepts a policy, and the lines on which it finds errors of syntax."""
    path = folder / "policy"
    path.write_bytes(text.encode("latin-1"))
    environment = {"LC_ALL": "C", "TZ": "UTC", "PATH": os.environ["PATH"]}
    done = subprocess.run(["visudo", "-cf", path], capture_output=True, env=environment, check=False)
    errors = re.findall(
        rf"^{re.escape(str(path))}:(\d+):\d+: (.*)", done.stderr.decode("latin-1"), re.MULTILINE
    )
    lines = {
        int(line)
        for line, message in errors
        if not _SEMANTIC.search(message) and not re.search("referenced|unused|cycle", message)
    }
    return done.returncode == 0, lines


@settings(max_examples=300)
@given(text=strategies.damaged())
def test_damaged_policies(text: str, tmp_path: Path) -> None:
    """A policy is accepted or refused as visudo does, with errors on the same lines."""
    assume(not _CHANGED.search(text))
    accepted, lines = visudo(text, tmp_path)
    tree = parse(Source("in", text))
    assert {error.span.begin.line for error in tree.errors} == lines
    assert (not tree.errors and not list(check_defaults(tree))) is accepted
