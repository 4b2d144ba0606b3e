"""Compare what was found to a baseline, or write one."""

from __future__ import annotations

import sys

from sudolint.cli.output import write
from sudolint.config.baseline import Baseline, baseline_text
from sudolint.errors import UsageError
from sudolint.report.shown import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.audit import Report


def write_baseline(report: Report, path: str) -> int:
    """Make everything that was found known; the exit status."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(baseline_text(report.findings))
    count = len(report.findings)
    write(f"{count} finding{'' if count == 1 else 's'} written to {visible(path)}")
    return 2 if report.errors else 0


def compared(report: Report, path: str) -> Report:
    """The report without what the baseline knows; what is stale in it is said on standard error.

    Raises UsageError.
    """
    try:
        with open(path, encoding="utf-8") as file:
            baseline = Baseline(file.read(), path)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    comparison = baseline.compare(report.findings, [source.path for source in report.sources])
    for line in comparison.stale:
        print(f"{visible(path)}: no longer found, take it out: {visible(line)}", file=sys.stderr)
    return report._replace(findings=tuple(comparison.new), ignored=(*report.ignored, *comparison.known))
