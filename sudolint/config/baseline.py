"""Findings that are known already: a file of fingerprints with how often each is there."""

from __future__ import annotations

import json

from sudolint.errors import UsageError
from sudolint.findings import Suppression
from sudolint.records import NamedTuple
from sudolint.source import readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sudolint.findings import Finding

SCHEMA = 1


class Compared(NamedTuple):
    """Findings, compared to a baseline."""

    new: list[Finding]
    known: list[Finding]
    stale: list[str]
    """What the baseline knows and is no longer there, in words."""


class Baseline:
    """A file of known findings."""

    def __init__(self, text: str, where: str) -> None:
        """Read the file's text. Raises UsageError."""
        try:
            data = json.loads(text)
            if data["schema"] != SCHEMA:
                raise ValueError(f"schema {data['schema']}, where {SCHEMA} is expected")
            self._entries: dict[str, dict[str, Any]] = {
                str(entry["fingerprint"]): {**entry, "count": int(entry.get("count", 1))}
                for entry in data["findings"]
            }
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise UsageError(f"{where}: no baseline: {error!r}") from None

    def compare(self, findings: Sequence[Finding], paths: Sequence[str]) -> Compared:
        """Tell new findings from known ones; `paths` are the files that were looked at."""
        left = {name: entry["count"] for name, entry in self._entries.items()}
        new: list[Finding] = []
        known: list[Finding] = []
        for finding in findings:
            name = finding.fingerprint
            if left.get(name, 0) > 0:
                left[name] -= 1
                known.append(finding._replace(suppression=Suppression(in_source=False)))
            else:
                new.append(finding)
        stale = [
            f"{entry.get('path')}: {entry.get('rule')}: {entry.get('what')}"
            for name, entry in self._entries.items()
            if left[name] > 0 and entry.get("path") in paths
        ]
        return Compared(new, known, stale)


def baseline_text(findings: Sequence[Finding]) -> str:
    """The file for these findings."""
    entries: dict[str, dict[str, Any]] = {}
    for finding in findings:
        entry = entries.setdefault(
            finding.fingerprint,
            {
                "fingerprint": finding.fingerprint,
                "count": 0,
                "rule": finding.rule.id,
                "path": finding.span.source.path,
                "what": readable(finding.grant.cmnd.text if finding.grant else finding.message),
            },
        )
        entry["count"] += 1
    return json.dumps({"schema": SCHEMA, "findings": list(entries.values())}, indent=2) + "\n"
