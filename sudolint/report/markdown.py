"""A summary in Markdown, for the page of a job or a comment.

Whatever comes from a policy stands in code spans, which nothing in it can end.
"""

from __future__ import annotations

import re

from sudolint.findings import Severity
from sudolint.report.shown import command_line, cut, shown, visible
from sudolint.report.wording import by_grant, holder, outcome, page, relative, summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.audit import Report
    from sudolint.findings import Finding
    from sudolint.policy.model import Gap
    from sudolint.source import PolicyError

SIZE = 1_000_000
"""How many bytes there may be; GitHub takes 1 MiB for the summary of a step."""
_ROOM = 1000
"""Left for the last line."""
_LONGEST = 400
_SHOWN = 3
"""How many findings of a grant are shown at once; the others fold."""


def markdown(report: Report, _: Sequence[str] = ()) -> Iterator[str]:
    """Section by section, the worst first, until the page is full."""
    left = SIZE - _ROOM
    blocks = [_head(report), *_sections(report)]
    for number, block in enumerate(blocks):
        left -= sum(len(line.encode()) + 1 for line in block)
        if left < 0:
            yield f"_The page is full: {len(blocks) - number} more sections are left out._"
            return
        yield from block


def _head(report: Report) -> list[str]:
    counts = [(severity, _count(report, severity)) for severity in reversed(Severity)]
    return [
        "## sudolint",
        "",
        f"**{summary(report)}**",
        "",
        "| " + " | ".join([str(severity) for severity, _ in counts]) + " |",
        "|" + " ---: |" * len(counts),
        "| " + " | ".join([str(count) for _, count in counts]) + " |",
        "",
    ]


def _count(report: Report, severity: Severity) -> int:
    return sum(finding.severity is severity for finding in report.findings)


def _sections(report: Report) -> Iterator[list[str]]:
    """A heading a file, then what it holds, a block a grant."""
    files: dict[str, list[list[str]]] = {}
    for kind, found in (("error", report.errors), ("not known", report.gaps)):
        for one in found:
            files.setdefault(one.span.source.path, []).append(_located(kind, one))
    for group in by_grant(report.findings):
        files.setdefault(group[0].span.source.path, []).append(_group(group))
    for path, blocks in files.items():
        yield [f"### {code(visible(relative(path)))}", ""]
        yield from blocks


def _located(kind: str, one: PolicyError | Gap) -> list[str]:
    return [f"**{kind}**, line {one.span.begin.line}: {code(shown(one.message))}", ""]


def _group(findings: Sequence[Finding]) -> list[str]:
    worst = findings[0]
    command = shown(worst.grant.cmnd.text if worst.grant else worst.span.text)
    lines = [f"#### {worst.severity}, line {worst.span.begin.line}: {code(command)}", ""]
    verb, what = outcome(worst)
    if verb and (who := holder(worst)):
        lines += [f"{code(who)} {verb} {code(what) if verb == 'becomes' else what}", ""]
    for finding in findings[:_SHOWN]:
        lines += _finding(finding)
    lines.append("")
    if rest := findings[_SHOWN:]:
        more = f"{len(rest)} more way{'' if len(rest) == 1 else 's'}"
        lines += ["<details>", f"<summary>{more}</summary>", ""]
        for finding in rest:
            lines += _finding(finding)
        lines += ["", "</details>", ""]
    lines += [f"Fix: {_prose(worst.rule.fix)}", ""]
    return lines


def _finding(finding: Finding) -> list[str]:
    rule = finding.rule
    name = f"`{rule.id}`"
    if (url := page(rule)) is not None and re.fullmatch(r"[!#$%&*+,./:;=?@\w~-]+", url):
        name = f"[{name}](<{url}>)"
    words = f"- **{finding.severity}** {name}: {_prose(rule.title)}"
    if finding.detail:
        words += f": {code(shown(finding.detail))}"
    if finding.needs:
        words += f" (needs {_prose(', '.join(finding.needs))})"
    lines = [words]
    if finding.grant is not None and finding.grant.condition:
        lines.append(f"  <br>only where {code(shown(finding.grant.condition))}")
    if finding.undecided:
        lines.append(f"  <br>undecided: {code(shown(finding.undecided))}")
    if finding.witness is not None:
        lines.append(f"  <br>{code(command_line(finding.witness))}")
    return lines


def _prose(text: str) -> str:
    """What rules say; they use code spans and no other markup."""
    words = visible(" ".join(text.split()))
    parts = re.split(r"(`[^`]+`)", words)
    return "".join([part if number % 2 else _plain(part) for number, part in enumerate(parts)])


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~@&:$-])", r"\\\1", text)


def code(text: str) -> str:
    """A code span; its fence is longer than any run of backticks in the text."""
    text = cut(text, _LONGEST)
    if not text.strip():
        return "` `"
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    edge = " " if longest or text[0] == " " or text[-1] == " " else ""
    return f"{fence}{edge}{text}{edge}{fence}"
