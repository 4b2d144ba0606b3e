"""Comments in a policy that are meant for sudolint: findings to be ignored, commands to be denied."""

from __future__ import annotations

import re

from sudolint.audit.denials import Intention
from sudolint.config.patterns import LONGEST, Patterns
from sudolint.findings import Finding, Suppression
from sudolint.records import NamedTuple
from sudolint.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sudolint.findings import Rule
    from sudolint.source import Source

_COMMENT = re.compile(r"#[ \t]*sudolint:[ \t]*(ignore|deny)\b[ \t]*([^\n]*)")
_IGNORE = re.compile(r"\[([^\]\n]*)\][ \t]*(.*)")
_UNTIL = re.compile(r"(?:^|[ \t])until=(\S*)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Ignore(NamedTuple):
    """A comment that findings are to be ignored."""

    rules: tuple[str, ...]
    """Their ids, or patterns."""
    reason: str
    until: str
    """The day after which it no longer counts, as YYYY-MM-DD; empty: none."""
    span: Span
    alone: bool
    """Whether nothing else stands on its line."""


def ignores(source: Source) -> Iterator[Ignore]:
    """The ignore comments in a file."""
    for kind, words, span, alone in _comments(source):
        if kind == "ignore" and (match := _IGNORE.match(words)):
            rules = tuple([rule.strip() for rule in match[1].split(",") if rule.strip()])
            until = _UNTIL.search(match[2])
            reason = _UNTIL.sub("", match[2]).strip()
            yield Ignore(rules, reason, until[1] if until else "", span, alone)


class _Comments:
    """Comments by the lines of what they may concern."""

    def __init__(self, comments: Sequence[Ignore]) -> None:
        self._patterns = [Patterns([rule for rule in one.rules if len(rule) <= LONGEST]) for one in comments]
        self._at: dict[tuple[int, int, bool], int] = {}
        for number, (_, _, _, (source, start, _), alone) in enumerate(comments):
            self._at[id(source), source.line_number(start) + alone, alone] = number

    def concerning(self, finding: Finding) -> list[int]:
        """Those on the last line of what was found, or of its entry, or above it, that name the rule."""
        spans = [finding.span] if finding.grant is None else [finding.span, finding.grant.entry.origin]
        found: set[int] = set()
        for source, start, end in spans:
            for offset, alone in ((start, True), (end, False)):
                number = self._at.get((id(source), source.line_number(offset), alone))
                if number is not None and self._patterns[number].fit(finding.rule.id):
                    found.add(number)
        return sorted(found)


def intentions(source: Source) -> Iterator[tuple[Intention, Span]]:
    """The commands that comments in a file say are denied."""
    for kind, words, span, _ in _comments(source):
        commands = tuple([" ".join(command.split()) for command in words.split(",") if command.strip()])
        if kind == "deny" and commands:
            yield Intention(commands), span


def _comments(source: Source) -> Iterator[tuple[str, str, Span, bool]]:
    if "sudolint:" not in source.text:
        return
    for match in _COMMENT.finditer(source.text):
        begin = source.text.rfind("\n", 0, match.start()) + 1
        alone = not source.text[begin : match.start()].strip(" \t#")
        yield match[1], match[2].rstrip(), Span(source, match.start(), match.end()), alone


class Ignored(NamedTuple):
    """Findings after the comments."""

    shown: list[Finding]
    ignored: list[Finding]


def apply(
    findings: Iterable[Finding],
    sources: Iterable[Source],
    rules: Mapping[str, Rule],
    *,
    today: str,
    require_reason: bool = False,
) -> Ignored:
    """Leave out the findings that comments say to ignore; comments that do nothing are findings themselves.

    `today` is a date as YYYY-MM-DD.
    """
    comments = [one for source in sources for one in ignores(source)]
    shown: list[Finding] = []
    ignored: list[Finding] = []
    used: set[int] = set()
    valid = {
        number
        for number, one in enumerate(comments)
        if not one.until or (_DATE.fullmatch(one.until) and today <= one.until)
    }
    at_lines = _Comments(comments)
    for finding in findings:
        by = [number for number in at_lines.concerning(finding) if number in valid]
        used.update(by)
        if by:
            reason = next((comments[number].reason for number in by if comments[number].reason), "")
            ignored.append(finding._replace(suppression=Suppression(in_source=True, reason=reason)))
        else:
            shown.append(finding)
    for number, one in enumerate(comments):
        if number not in valid:
            shown.append(_about(rules["expired-ignore"], one, f"`until={one.until}`"))
        elif number not in used:
            shown.append(_about(rules["unused-ignore"], one, f"`{', '.join(one.rules)}`"))
        if require_reason and not one.reason:
            shown.append(_about(rules["ignore-without-reason"], one, ""))
    return Ignored(shown, ignored)


def _about(rule: Rule, ignore: Ignore, detail: str) -> Finding:
    return Finding(rule, rule.severity, ignore.span, None, None, detail=detail)
