"""JUnit's XML, as test reports of CI services read it: both Ant's schema and that of Jenkins hold."""

from __future__ import annotations

import time
from functools import cache
from html import escape

from sudolint.records import NamedTuple
from sudolint.report.shown import cut, shown, visible
from sudolint.report.wording import LONGEST, ranked, relative, sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.audit import Report
    from sudolint.findings import Finding
    from sudolint.source import PolicyError, Span


class _Suite(NamedTuple):
    """What there is to say of a file."""

    errors: list[PolicyError]
    failures: list[Finding]
    skipped: list[Finding]


def junit(report: Report, files: Sequence[str]) -> Iterator[str]:
    """A suite a file: findings fail, what is ignored is skipped, errors in the text are errors."""
    name_of = cache(relative)
    suites: dict[str, _Suite] = {name_of(path): _Suite([], [], []) for path in files}

    def suite(span: Span) -> _Suite:
        return suites.setdefault(name_of(span.source.path), _Suite([], [], []))

    for error in report.errors:
        suite(error.span).errors.append(error)
    for finding in ranked(report.findings):
        suite(finding.span).failures.append(finding)
    for finding in ranked(report.ignored):
        suite(finding.span).skipped.append(finding)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield "<testsuites>"
    now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
    for number, (path, (errors, failures, skipped)) in enumerate(suites.items()):
        name = _attribute(path)
        count = len(errors) + len(failures) + len(skipped)
        yield (
            f'  <testsuite name="{name}" package="{name}" id="{number}"'
            f' hostname="localhost" timestamp="{now}"'
            f' tests="{count or 1}" failures="{len(failures)}" errors="{len(errors)}"'
            f' skipped="{len(skipped)}" time="0">'
        )
        yield "    <properties/>"
        if not count:
            yield f'    <testcase classname="{name}" name="no findings" time="0"/>'
        for error in errors:
            yield from _error(error)
        for finding in failures:
            yield from _failure(finding)
        for finding in skipped:
            yield from _skipped(finding)
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
