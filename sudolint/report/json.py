"""The report for programs."""

from __future__ import annotations

from itertools import islice

from sudolint.policy.model import texts
from sudolint.report.documents import array, indented
from sudolint.source import readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from sudolint.audit import Report
    from sudolint.findings import Finding
    from sudolint.policy.model import Gap, Grant, Member, Witness
    from sudolint.source import PolicyError

SCHEMA = 1

MEMBERS = 1000
"""How many members of a list are named; of more it is said how many are left out."""

_NAMED = 100
"""How many others are named who hold a grant of the same Cmnd."""


def json(report: Report, files: Sequence[str]) -> Iterator[str]:
    """The whole report as one JSON document, in pieces: it may be long."""
    summary = {
        "files": len(files),
        "grants": len(report.grants),
        "findings": len(report.findings),
        "ignored": len(report.ignored),
        "hidden": len(report.hidden),
    }
    yield "{"
    yield f'  "schema": {SCHEMA},'
    yield from array('  "findings": ', (_finding(finding) for finding in report.findings), ",", 2)
    yield from array('  "errors": ', (_error(error) for error in report.errors), ",", 2)
    yield from array('  "gaps": ', (_located(gap) for gap in report.gaps), ",", 2)
    yield f'  "summary": {indented(summary, 2)}'
    yield "}"


def _finding(finding: Finding) -> dict[str, Any]:
    begin, end = finding.span.begin, finding.span.finish
    rule = finding.rule
    return {
        "rule": rule.id,
        "severity": str(finding.severity),
        "effect": rule.effect.value,
        "message": readable(finding.message),
        "path": finding.span.source.path,
        "line": begin.line,
        "column": begin.column,
        "end_line": end.line,
        "end_column": end.column,
        "grant": None if finding.grant is None else _grant(finding.grant),
        "besides": _besides(finding),
        "witness": None if finding.witness is None else _witness(finding.witness),
        "undecided": readable(finding.undecided) or None,
        "needs": list(finding.needs),
        "fix": rule.fix or None,
        "url": next((reference for reference in rule.references if reference.startswith("http")), None),
        "fingerprint": finding.fingerprint,
    }


def _grant(grant: Grant) -> dict[str, Any]:
    lists = (grant.users, grant.hosts, grant.runas.users, grant.runas.groups)
    left_out = sum([max(0, len(members or ()) - MEMBERS) for members in lists])
    return {
        "users": _members(grant.users),
        "hosts": _members(grant.hosts),
        "runas_users": None if grant.runas.users is None else _members(grant.runas.users),
        "runas_groups": None if grant.runas.groups is None else _members(grant.runas.groups),
        "tags": grant.tags.names,
        "command": readable(grant.cmnd.text),
    } | ({"left_out": left_out} if left_out else {})


def _besides(finding: Finding) -> list[str]:
    """Who else holds a grant of the same Cmnd, as far as that is named."""
    lists = {id(grant.users): grant.users for grant in finding.besides}
    names: dict[str, None] = {}
    for users in lists.values():
        names |= dict.fromkeys(texts(users)[:_NAMED])
        if len(names) >= _NAMED:
            break
    return [readable(name) for name in islice(names, _NAMED)]


def _members(members: tuple[Member, ...]) -> list[str]:
    return [readable(text) for text in texts(members)[:MEMBERS]]


def _witness(witness: Witness) -> dict[str, Any]:
    return {
        "user": readable(witness.user),
        "host": readable(witness.host),
        "runas_user": readable(witness.runas_user),
        "argv": [readable(argument) for argument in witness.argv],
    }


def _error(error: PolicyError) -> dict[str, Any]:
    return {**_located(error), "kind": error.kind.value}


def _located(one: PolicyError | Gap) -> dict[str, Any]:
    place = one.span.begin
    return {
        "path": one.span.source.path,
        "line": place.line,
        "column": place.column,
        "message": readable(one.message),
    }
