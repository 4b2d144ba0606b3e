"""How it stands with the requirements of a standard, as a table and as JSON."""

from __future__ import annotations

from sudolint.audit.compliance import State
from sudolint.report.lines import wrapped
from sudolint.report.shown import shown, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from sudolint.audit.compliance import Assessment
    from sudolint.findings import Finding
    from sudolint.packs import Profile
    from sudolint.report.lines import Line

_STYLES = {State.MET: "green", State.NOT_MET: "bold red", State.UNKNOWN: "magenta"}
_SHOWN = 5
"""How many places are named for each requirement."""


def compliance(profile: Profile, assessments: Sequence[Assessment], width: int) -> Iterator[Line]:
    """The table, line by line: each requirement, what speaks against it, and the sum."""
    yield [(profile.title, "bold")]
    for one in assessments:
        yield []
        yield [(f"{one.state.value:14}", _STYLES[one.state]), (one.name, "bold")]
        for line in wrapped(one.words, width - 14):
            yield [(" " * 14 + line, "")]
        if one.reason:
            for line in wrapped(one.reason, width - 14):
                yield [(" " * 14 + line, "dim")]
        for finding in one.findings[:_SHOWN]:
            begin = finding.span.origin.begin
            place = f"{visible(finding.span.origin.source.path)}:{begin.line}:{begin.column}"
            for line in wrapped(f"{place}: {shown(finding.message)}", width - 16):
                yield [(" " * 16 + line, "")]
        if len(one.findings) > _SHOWN:
            yield [(" " * 16 + f"and at {len(one.findings) - _SHOWN} more places", "dim")]
    counts = {state: sum(one.state is state for one in assessments) for state in State}
    yield []
    yield [(", ".join([f"{count} {state.value}" for state, count in counts.items() if count]), "bold")]


def compliance_as_dict(profile: Profile, assessments: Sequence[Assessment]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "schema": 1,
        "profile": profile.name,
        "title": profile.title,
        "requirements": [
            {
                "id": one.name,
                "title": one.words,
                "state": one.state.value,
                "reason": one.reason or None,
                "findings": [_place(finding) for finding in one.findings],
            }
            for one in assessments
        ],
    }


def _place(finding: Finding) -> dict[str, Any]:
    begin = finding.span.origin.begin
    return {
        "rule": finding.rule.id,
        "message": shown(finding.message),
        "path": visible(finding.span.origin.source.path),
        "line": begin.line,
        "column": begin.column,
    }
