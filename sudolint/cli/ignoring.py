"""Write ignore comments for what was found into the files."""

from __future__ import annotations

import os

from sudolint.cli.output import write
from sudolint.report.shown import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.audit import Report
    from sudolint.source import Source


def add_ignores(report: Report, reason: str) -> int:
    """Put a comment above the line of each finding that has a place for one; the exit status."""
    wanted: dict[tuple[str, int], set[str]] = {}
    sources: dict[str, Source] = {source.path: source for source in report.sources}
    for finding in report.findings:
        span = finding.grant.entry.origin if finding.grant else finding.span
        if span.source.path not in sources:
            span = finding.span
        wanted.setdefault((span.source.path, span.begin.line), set()).add(finding.rule.id)
    for path in {path for path, _ in wanted}:
        _write(sources[path], {line: rules for (one, line), rules in wanted.items() if one == path}, reason)
        write(f"{visible(path)}: comments at {sum(one == path for one, _ in wanted)} places")
    return 0


def _write(source: Source, wanted: dict[int, set[str]], reason: str) -> None:
    lines = source.text.splitlines(keepends=True)
    written: list[str] = []
    for number, line in enumerate(lines, 1):
        if number in wanted:
            indent = line[: len(line) - len(line.lstrip(" \t"))]
            rules = ", ".join(sorted(wanted[number]))
            written.append(f"{indent}# sudolint: ignore[{rules}] {reason}".rstrip() + "\n")
        written.append(line)
    temporary = f"{source.path}.{os.getpid()}.tmp"
    with open(temporary, "xb") as file:
        file.write("".join(written).encode("latin-1"))
    os.chmod(temporary, os.stat(source.path).st_mode & 0o7777)
    os.replace(temporary, source.path)
