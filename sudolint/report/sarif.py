"""SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import os
import re
from json import dumps
from urllib.parse import quote

from sudolint import __url__, __version__
from sudolint.findings import Severity
from sudolint.report.shown import cut, shown
from sudolint.report.wording import LONGEST, fingerprints, page, ranked, relative, sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from sudolint.audit import Report
    from sudolint.findings import Finding, Rule, Suppression
    from sudolint.source import Span

RESULTS = 25_000
"""How many results a run may have, by GitHub's documentation."""
TAGS = 20

_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
_SCORES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.0"}
"""In GitHub's bands: critical from 9.0, high from 7.0, medium from 4.0."""

_PLACEHOLDER = re.compile(r"\{(\d+)\}")


def sarif(report: Report, _: Sequence[str] = ()) -> Iterator[str]:
    """One log with one run; the worst results first."""
    found = ranked(report.findings)
    if not os.environ.get("GITHUB_ACTIONS"):  # its code scanning takes suppressed results for open ones
        found += ranked(report.ignored)
    findings = found[:RESULTS]
    used: dict[str, Rule] = {}
    for finding in findings:
        used.setdefault(finding.rule.id, finding.rule)
    rules = dict(sorted(used.items()))
    indices = {name: index for index, name in enumerate(rules)}
    names = fingerprints(findings)
    results = [
        _result(finding, indices[finding.rule.id], name)
        for finding, name in zip(findings, names, strict=True)
    ]
    notifications = list(_notifications(report))
    if len(found) > RESULTS:
        text = f"{len(found) - RESULTS} results, the least severe ones, were left out."
        notifications.append(_notification("limit", "warning", text, None))
    driver = {
        "name": "sudolint",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": __url__,
        "rules": [_rule(rule) for rule in rules.values()],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [
            {"executionSuccessful": not report.errors, "toolExecutionNotifications": notifications}
        ],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    yield dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(rule: Rule) -> dict[str, Any]:
    why = " ".join(rule.why.split()) or rule.title
    references = [_reference(one) for one in rule.references]
    descriptor: dict[str, Any] = {
        "id": rule.id,
        "name": "".join([part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", rule.id)]),
        "shortDescription": {"text": _sentence(rule.title)},
        "fullDescription": {"text": _sentence(why)},
        "help": {
            "text": "\n\n".join([_sentence(why), f"Instead: {_sentence(rule.fix)}", *rule.references]),
            "markdown": "\n\n".join([_sentence(why), f"**Instead:** {_sentence(rule.fix)}", *references]),
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"precision": "high", "tags": _tags(rule)},
    }
    if (url := page(rule)) is not None:
        descriptor["helpUri"] = url
    if rule.severity in _SCORES:
        descriptor["properties"]["security-severity"] = _SCORES[rule.severity]
    return descriptor


def _tags(rule: Rule) -> list[str]:
    weaknesses = [one for one in rule.references if re.fullmatch(r"CWE-\d+", one)]
    tags = ["security", rule.effect.value]
    tags += [f"external/cwe/cwe-{one.removeprefix('CWE-'):0>3}" for one in weaknesses]
    tags += [f"{profile}/{name}" for profile, name in rule.standards]
    return tags[:TAGS]


def _reference(text: str) -> str:
    return f"<{text}>" if text.startswith(("https://", "http://")) else text


def _result(finding: Finding, index: int, fingerprint: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule.id,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _literal(_capital(sentence(finding)))},
        "locations": [_location(finding.span)],
        "partialFingerprints": {"sudolint/v1": fingerprint},
        "properties": {"severity": str(finding.severity), "effect": finding.rule.effect.value},
    }
    if related := list(_related(finding)):
        result["relatedLocations"] = [
            {"id": number, **_location(span), "message": {"text": text}}
            for number, (text, span) in enumerate(related, 1)
        ]
    if finding.suppression is not None:
        result["suppressions"] = [_suppression(finding.suppression)]
    return result


def _suppression(why: Suppression) -> dict[str, str]:
    suppression = {"kind": "inSource" if why.in_source else "external", "status": "accepted"}
    if why.reason:
        suppression["justification"] = cut(shown(why.reason), LONGEST)
    return suppression


def _related(finding: Finding) -> Iterator[tuple[str, Span]]:
    """Where else one should look: what names the alias that the command stands in, and the entry."""
    grant = finding.grant
    if grant is None:
        return
    if grant.reference is not None:
        yield "The alias is used here.", grant.reference.origin
    entry = grant.entry.origin
    inside = entry.source is finding.span.source and entry.start <= finding.span.start < entry.end
    if not inside and grant.reference is None:
        yield "The entry that permits it.", entry


def _notifications(report: Report) -> Iterator[dict[str, Any]]:
    for error in report.errors:
        text = _sentence(cut(shown(error.message), LONGEST))
        yield _notification(error.kind.value, "error", text, error.span)
    for gap in report.gaps:
        yield _notification("not-known", "note", _sentence(cut(shown(gap.message), LONGEST)), gap.span)


def _notification(kind: str, level: str, text: str, span: Span | None) -> dict[str, Any]:
    notification: dict[str, Any] = {
        "descriptor": {"id": kind},
        "level": level,
        "message": {"text": _literal(text)},
    }
    if span is not None:
        notification["locations"] = [_location(span)]
    return notification


def _location(span: Span) -> dict[str, Any]:
    begin, end = span.begin, span.finish
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(relative(span.source.path))},
            "region": {
                "startLine": begin.line,
                "startColumn": begin.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        }
    }


def _uri(path: str) -> str:
    encoded = quote(os.fsencode(path))
    return f"file://{encoded}" if path.startswith("/") else encoded


def _sentence(text: str) -> str:
    text = _capital(text)
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _literal(text: str) -> str:
    """The text so that SARIF reads no link and no placeholder in it."""
    if "](" in text:
        text = text.replace("[", "\\[").replace("]", "\\]")
    return _PLACEHOLDER.sub(r"{{\1}}", text)
