"""One line a finding, for editors and grep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sudolint.report.shown import command_line, shown
from sudolint.report.wording import where

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.audit import Report


def concise(report: Report, _: Sequence[str] = ()) -> Iterator[str]:
    """Lines `PATH:LINE:COLUMN: severity rule: title: witness`, errors and what isn't known first."""
    for kind, found in (("error", report.errors), ("not known", report.gaps)):
        for one in found:
            yield f"{where(one.span)}: {kind}: {shown(one.message)}"
    for finding in report.findings:
        text = f"{where(finding.span)}: {finding.severity} {finding.rule.id}: {shown(finding.message)}"
        if finding.undecided:
            text += f" (undecided: {shown(finding.undecided)})"
        if finding.witness:
            text += f": {command_line(finding.witness)}"
        yield text
