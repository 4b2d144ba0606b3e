"""The report that people read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sudolint.audit import Auditor
from sudolint.packs import Packs
from sudolint.policy.load import policy_from_text
from sudolint.report.text import Layout, text

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

PACK = str(Path(__file__).parent / "pack")

POLICY = """\
Cmnd_Alias LOOK = /usr/bin/tool look, /usr/bin/tool look *
alice, %ci  ALL = (ALL : ALL) NOPASSWD: LOOK, /usr/bin/tool start *
ci ALL = (deploy) /usr/bin/tool *
bob ALL = /home/bob/x
carol web1
"""


def rendered(policy: str, layout: Layout) -> str:
    """The report on a policy as plain text."""
    report = Auditor(Packs([PACK])).audit(policy_from_text("policy", policy))
    return "\n".join("".join(piece for piece, _ in line) for line in text(report, layout))


@pytest.mark.parametrize("verbose", [False, True])
def test_report(snapshot: SnapshotAssertion, verbose: bool) -> None:
    """Grouped by grant, worst first, with frame, proof, advice and a summary."""
    assert rendered(POLICY, Layout(80, verbose)) == snapshot


def test_a_clean_report_is_one_line() -> None:
    """Where nothing was found only the summary is left."""
    clean = "alice ALL = /usr/bin/tool look, /usr/bin/tool start web\n"
    assert rendered(clean, Layout()) == "2 grants: 2 without a known way out"


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_fit(width: int) -> None:
    """Nothing but a command, which must stay in one piece, is wider than the terminal."""
    long = "alice ALL = " + ", ".join(["/usr/bin/tool look"] * 20) + ", /usr/bin/tool start *, /bin/ls\n"
    for line in rendered(long, Layout(width)).splitlines():
        assert len(line) <= width
