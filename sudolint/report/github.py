"""Workflow commands: annotations in the log and on the lines of a pull request."""

from __future__ import annotations

from sudolint.findings import Severity
from sudolint.records import NamedTuple
from sudolint.report.shown import cut, shown, visible
from sudolint.report.wording import LONGEST, by_grant, relative, sentence, summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.audit import Report
    from sudolint.source import Span

LIMIT = 10
"""How many annotations of a level GitHub takes from a step; it drops the others without a word."""

_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
    Severity.INFO: "notice",
}


class _Annotation(NamedTuple):
    level: str
    severity: int
    rank: int
    """How many of its level come before it at the same place."""
    title: str
    span: Span
    message: str


def github(report: Report, _: Sequence[str] = ()) -> Iterator[str]:
    """A command a finding, the worst first, as many as GitHub takes, from as many places as it takes."""
    every = list(_annotations(report))
    kept = [one for level in ("error", "warning", "notice") for one in _kept(every, level)]
    for one in kept:
        yield _command(one)
    if len(kept) < len(every):
        dropped = len(every) - len(kept)
        yield f"{dropped} more not annotated: GitHub takes {LIMIT} errors, warnings and notices from a step"
    yield summary(report)


def _kept(annotations: Sequence[_Annotation], level: str) -> list[_Annotation]:
    """Those of a level that GitHub is given: of each place one before a second one of any."""
    ones = [one for one in annotations if one.level == level]
    ones.sort(key=lambda one: (one.rank, -one.severity))
    return sorted(ones[:LIMIT], key=lambda one: -one.severity)


def _annotations(report: Report) -> Iterator[_Annotation]:
    for error in report.errors:
        title = f"sudolint ({error.kind.value} error)"
        yield _Annotation("error", Severity.CRITICAL, 0, title, error.span, _words(error.message))
    for group in by_grant(report.findings):
        counts: dict[str, int] = {}
        for finding in group:
            level = _LEVELS[finding.severity]
            rank = counts.get(level, 0)
            counts[level] = rank + 1
            title = f"sudolint ({finding.rule.id})"
            yield _Annotation(level, finding.severity, rank, title, finding.span, sentence(finding))
    for gap in report.gaps:
        yield _Annotation("notice", Severity.INFO, 0, "sudolint (not known)", gap.span, _words(gap.message))


def _words(text: str) -> str:
    return cut(shown(text), LONGEST)


def _command(one: _Annotation) -> str:
    begin, end = one.span.begin, one.span.finish
    properties = {
        "file": relative(one.span.source.path),
        "line": str(begin.line),
        "endLine": str(end.line),
        "col": str(begin.column),
        "endColumn": str(end.column),
        "title": one.title,
    }
    if begin.line != end.line:  # GitHub takes columns only within a line
        del properties["col"], properties["endColumn"]
    words = ",".join([f"{name}={_property(visible(value))}" for name, value in properties.items()])
    return f"::{one.level} {words}::{_data(one.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
