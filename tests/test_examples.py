"""The example policies: what their comments say is found, and nothing else above `low`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sudolint.findings import Severity
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sudolint.audit import Report

EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.suffix in (".nix", ".sudoers"))
_FLAGS = re.compile(r"\s*# flags: (\w+) (.*)")


def expected(path: Path) -> dict[int, tuple[Severity, set[str]]]:
    """The line after each annotation, with the worst severity and some of the rules there."""
    lines = path.read_text().splitlines()
    found = {}
    for number, line in enumerate(lines, 1):
        if match := _FLAGS.fullmatch(line):
            found[number + 1] = (Severity.named(match[1]), set(match[2].split(", ")))
    return found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_example(report_of: Callable[[Path], Report], path: Path) -> None:
    """Each annotated entry has its findings, and no other entry has any above `low`."""
    report = report_of(path)
    assert not report.errors
    by_line: dict[int, list[tuple[Severity, str]]] = {}
    for finding in report.findings:
        assert finding.witness is not None or finding.grant is None
        by_line.setdefault(finding.span.begin.line, []).append((finding.severity, finding.rule.id))
    annotated = expected(path)
    for line, (severity, rules) in annotated.items():
        assert max(found for found, _ in by_line[line]) == severity, line
        assert rules <= {rule for _, rule in by_line[line]}, line
    for line, found in by_line.items():
        if line not in annotated:
            assert max(severity for severity, _ in found) <= Severity.LOW, (line, found)


def test_the_twins_have_the_same_findings(report_of: Callable[[Path], Report]) -> None:
    """The NixOS module and the sudoers file with the same rules have the same findings."""
    module = report_of(ROOT / "examples" / "ai-worker.nix")
    sudoers = report_of(ROOT / "examples" / "ai-worker.sudoers")

    def meaning(report: Report) -> set[tuple[str, str]]:
        return {
            (finding.grant.cmnd.text, finding.rule.id)
            for finding in report.findings
            if finding.grant is not None and finding.grant.users[0].name == "ai-worker"
        }

    assert meaning(module) == meaning(sudoers)
    assert len(meaning(sudoers)) > 40
