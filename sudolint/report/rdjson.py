"""reviewdog's diagnostic format."""

from __future__ import annotations

from sudolint import __url__
from sudolint.findings import Severity
from sudolint.report.documents import array, indented
from sudolint.report.shown import cut, shown, visible
from sudolint.report.wording import LONGEST, page, ranked, relative, sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from sudolint.audit import Report
    from sudolint.source import Source, Span

_SEVERITIES = {
    Severity.CRITICAL: "ERROR",
    Severity.HIGH: "ERROR",
    Severity.MEDIUM: "WARNING",
    Severity.LOW: "INFO",
    Severity.INFO: "INFO",
}


def rdjson(report: Report, _: Sequence[str] = ()) -> Iterator[str]:
    """One JSON document, errors first, then the worst findings."""
    yield "{"
    yield f'  "source": {indented({"name": "sudolint", "url": __url__}, 2)},'
    yield from array('  "diagnostics": ', _diagnostics(report), "", 2)
    yield "}"


def _diagnostics(report: Report) -> Iterator[dict[str, Any]]:
    for error in report.errors:
        message = cut(shown(error.message), LONGEST)
        yield _diagnostic(message, error.span, "ERROR", {"value": error.kind.value})
    for finding in ranked(report.findings):
        code = {"value": finding.rule.id}
        if (url := page(finding.rule)) is not None:
            code["url"] = url
        severity = _SEVERITIES[finding.severity]
        yield _diagnostic(sentence(finding), finding.span, severity, code)


def _diagnostic(message: str, span: Span, severity: str, code: dict[str, str]) -> dict[str, Any]:
    return {
        "message": message,
        "location": {
            "path": visible(relative(span.source.path)),
            "range": {"start": _position(span.source, span.start), "end": _position(span.source, span.end)},
        },
        "severity": severity,
        "code": code,
    }


def _position(source: Source, offset: int) -> dict[str, int]:
    """Columns are counted in bytes, which is what the text of a source consists of."""
    line = source.position(offset).line
    return {"line": line, "column": offset - source.line_starts[line - 1] + 1}
