"""Policies as they are written in the world: what makes root is flagged, what is harmless left alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sudolint.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from sudolint.audit import Report

ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("verdicts.tsv").read_text().splitlines()
    if line and not line.startswith("#")
]


def severities(report: Report) -> list[Severity]:
    """How severe the findings are, those that can't be shown to be permitted left out."""
    return [finding.severity for finding in report.findings if finding.witness is not None]


@pytest.mark.parametrize("command", [row[1] for row in ROWS if row[0] == "flag"])
def test_what_hands_out_root_is_flagged(audited: Callable[[str], Report], command: str) -> None:
    """Something high or critical is found, with a witness."""
    report = audited(f"alice ALL = (root) {command}")
    assert not report.errors
    assert max(severities(report), default=Severity.INFO) >= Severity.HIGH


@pytest.mark.parametrize("command", [row[1] for row in ROWS if row[0] == "safe"])
def test_what_is_harmless_is_left_alone(audited: Callable[[str], Report], command: str) -> None:
    """Nothing above `low` is found."""
    report = audited(f"alice ALL = (root) {command}")
    assert not report.errors
    assert [finding for finding in report.findings if finding.severity > Severity.LOW] == []


@pytest.mark.parametrize("command", [row[1] for row in ROWS if row[0] == "ask"])
def test_what_is_a_matter_of_taste_is_mentioned(audited: Callable[[str], Report], command: str) -> None:
    """Something is found, but nothing critical."""
    report = audited(f"alice ALL = (root) {command}")
    assert not report.errors
    assert Severity.LOW <= max(severities(report), default=Severity.INFO) < Severity.CRITICAL


def test_rows_are_whole() -> None:
    """Each row is a verdict, a list of commands and a reason, and no commands stand twice."""
    assert all(len(row) == 3 and row[0] in ("flag", "safe", "ask") and row[2] for row in ROWS)
    assert len({row[1] for row in ROWS}) == len(ROWS)
