"""How many findings there are of each rule."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.audit import Report


def statistics(report: Report) -> Iterator[str]:
    """A line for each rule, the most frequent first."""
    counts: dict[tuple[str, str], int] = {}
    for finding in report.findings:
        key = (finding.rule.id, finding.rule.title)
        counts[key] = counts.get(key, 0) + 1
    for (name, title), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:6}  {name}: {title}"
