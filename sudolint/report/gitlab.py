"""GitLab's code quality report."""

from __future__ import annotations

from sudolint.findings import Severity
from sudolint.report.documents import array
from sudolint.report.shown import cut, shown, visible
from sudolint.report.wording import LONGEST, fingerprints, ranked, relative, sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from sudolint.audit import Report
    from sudolint.source import PolicyError, Span

_SEVERITIES = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
    Severity.INFO: "info",
}


def gitlab(report: Report, _: Sequence[str] = ()) -> Iterator[str]:
    """One JSON array; GitLab keeps one entry of each fingerprint."""
    yield from array("", _issues(report))


def _issues(report: Report) -> Iterator[dict[str, Any]]:
    findings = ranked(report.findings)
    for error, name in zip(report.errors, _names(report.errors), strict=True):
        yield _issue(error.kind.value, cut(shown(error.message), LONGEST), name, "blocker", error.span)
    for finding, name in zip(findings, fingerprints(findings), strict=True):
        yield _issue(finding.rule.id, sentence(finding), name, _SEVERITIES[finding.severity], finding.span)


def _issue(name: str, description: str, fingerprint: str, severity: str, span: Span) -> dict[str, Any]:
    return {
        "type": "issue",
        "check_name": name,
        "description": description,
        "categories": ["Security"],
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {
            "path": visible(relative(span.source.path)),
            "lines": {"begin": span.begin.line, "end": span.finish.line},
        },
    }


def _names(errors: Sequence[PolicyError]) -> list[str]:
    """A name for each error that doesn't depend on the line."""
    from hashlib import blake2b

    seen: dict[str, int] = {}
    names = []
    for error in errors:
        line = error.span.source.line(error.span.begin.line)
        parts = (error.kind.value, relative(error.span.source.path), error.message, line)
        name = blake2b("\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return names
