"""The report that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sudolint.report.text import Layout, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from syrupy.assertion import SnapshotAssertion

    from sudolint.audit import Report

POLICY = """\
Cmnd_Alias LOOK = /usr/bin/docker ps, /usr/bin/docker logs *
alice, %ci  ALL = (ALL : ALL) NOPASSWD: LOOK, /usr/bin/docker start *
ci ALL = (deploy) /usr/bin/docker system *
bob ALL = /home/bob/x
carol web1
"""


def rendered(report: Report, layout: Layout) -> str:
    """The report as plain text."""
    return "\n".join("".join(piece for piece, _ in line) for line in text(report, layout))


@pytest.mark.parametrize("verbose", [False, True])
def test_report(audited: Callable[[str], Report], snapshot: SnapshotAssertion, verbose: bool) -> None:
    """Grouped by grant, worst first, with frame, proof, advice and a summary."""
    assert rendered(audited(POLICY), Layout(80, verbose)) == snapshot


def test_a_clean_report_is_one_line(audited: Callable[[str], Report]) -> None:
    """Where nothing was found only the summary is left."""
    report = audited("alice ALL = /usr/bin/docker ps, /usr/bin/docker images\n")
    assert rendered(report, Layout()) == "2 grants: 2 without a known way out"


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_lines_fit(audited: Callable[[str], Report], width: int) -> None:
    """Nothing but a command, which must stay in one piece, is wider than the terminal."""
    long = "alice ALL = " + ", ".join(["/usr/bin/docker ps"] * 20) + ", /usr/bin/docker start *, /bin/ls\n"
    for line in rendered(audited(long), Layout(max(width, 60))).splitlines():
        assert len(line) <= max(width, 60)
