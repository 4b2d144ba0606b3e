"""One line a finding, for editors and grep."""

from __future__ import annotations

from sudolint.report.shown import command_line, cut, shown
from sudolint.report.wording import LONGEST, where

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.audit import Report


def concise(report: Report, _: Sequence[str] = ()) -> Iterator[str]:
    """Lines `PATH:LINE:COLUMN: severity rule: title: witness`, errors and what isn't known first."""
    for kind, found in (("error", report.errors), ("not known", report.gaps)):
        for one in found:
            yield f"{where(one.span)}: {kind}: {_words(one.message)}"
    for finding in report.findings:
        text = f"{where(finding.span)}: {finding.severity} {finding.rule.id}: {_words(finding.message)}"
        if finding.undecided:
            text += f" (undecided: {_words(finding.undecided)})"
        if finding.witness:
            text += f": {cut(command_line(finding.witness), LONGEST)}"
        yield text


def _words(text: str) -> str:
    return cut(shown(text), LONGEST)
