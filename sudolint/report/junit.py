"""JUnit's XML, as test reports of CI services read it: both Ant's schema and that of Jenkins hold."""

from __future__ import annotations

import time
from html import escape

from sudolint.report.shown import cut, shown, visible
from sudolint.report.wording import LONGEST, ranked, relative, sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.audit import Report
    from sudolint.findings import Finding
    from sudolint.source import PolicyError, Span


def junit(report: Report, files: Sequence[str]) -> Iterator[str]:
    """A suite a file: findings fail, what is ignored is skipped, errors in the text are errors."""
    suites: dict[str, list[tuple[str, list[str]]]] = {relative(path): [] for path in files}

    def add(kind: str, span: Span, lines: list[str]) -> None:
        suites.setdefault(relative(span.source.path), []).append((kind, lines))

    for error in report.errors:
        add("error", error.span, _error(error))
    for finding in ranked(report.findings):
        add("failure", finding.span, _failure(finding))
    for finding in ranked(report.ignored):
        add("skipped", finding.span, _skipped(finding))
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield "<testsuites>"
    now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
    for number, (path, cases) in enumerate(suites.items()):
        kinds = [kind for kind, _ in cases]
        name = _attribute(path)
        yield (
            f'  <testsuite name="{name}" package="{name}" id="{number}"'
            f' hostname="localhost" timestamp="{now}"'
            f' tests="{len(cases) or 1}" failures="{kinds.count("failure")}" errors="{kinds.count("error")}"'
            f' skipped="{kinds.count("skipped")}" time="0">'
        )
        yield "    <properties/>"
        if not cases:
            yield f'    <testcase classname="{name}" name="no findings" time="0"/>'
        for _, lines in cases:
            yield from lines
        yield "    <system-out/>"
        yield "    <system-err/>"
        yield "  </testsuite>"
    yield "</testsuites>"


def _failure(finding: Finding) -> list[str]:
    message = cut(shown(finding.message), LONGEST)
    return [
        _case(finding.rule.id, finding.span),
        f'      <failure type="{finding.severity}" message="{escape(message)}">',
        escape(f"{_place(finding.span)}: {sentence(finding)}"),
        escape(f"fix: {visible(finding.rule.fix)}"),
        "      </failure>",
        "    </testcase>",
    ]


def _skipped(finding: Finding) -> list[str]:
    message = cut(shown(finding.message), LONGEST)
    if finding.suppression is not None and finding.suppression.reason:
        message += f": {cut(shown(finding.suppression.reason), LONGEST)}"
    return [
        _case(finding.rule.id, finding.span),
        f'      <skipped message="{escape(message)}"/>',
        "    </testcase>",
    ]


def _error(error: PolicyError) -> list[str]:
    return [
        _case(error.kind.value, error.span),
        f'      <error type="{error.kind.value}" message="{escape(cut(shown(error.message), LONGEST))}">',
        escape(_place(error.span)),
        "      </error>",
        "    </testcase>",
    ]


def _case(name: str, span: Span) -> str:
    begin = span.begin
    classname = _attribute(relative(span.source.path))
    return (
        f'    <testcase classname="{classname}" name="{escape(name)} {begin.line}:{begin.column}" time="0">'
    )


def _place(span: Span) -> str:
    begin = span.begin
    return f"at {visible(relative(span.source.path))}:{begin.line}:{begin.column}"


def _attribute(path: str) -> str:
    return escape(visible(path))
