"""Fixes to suggest: what a rule advises, put in place and audited before anyone sees it."""

from __future__ import annotations

import re

from sudolint.findings import Severity
from sudolint.report.shown import visible
from sudolint.source import readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sudolint.review.judge import Subject
    from sudolint.source import Span

    Audit = Callable[[str], Sequence[tuple[Span, Severity]] | None]
    """What is found of another text: places and severities; None where it is no policy like the old one."""

TRIED = 3
"""How many commands are tried."""

_CODE = re.compile(r"`([^`\n]+)`")
_VERB = re.compile(r"[a-z][a-z-]*")
_SUDOERS_SPECIAL = re.compile(r"[,:=\\]")
_NIX_SPECIAL = re.compile(r'["\\$]')


def suggestion(subject: Subject, span: Span, audit: Audit) -> str | None:
    """The line with an advised command in place of the grant's, if nothing is found there then."""
    source = span.source
    begin = span.begin.line
    if subject.grant is None or span.finish.line != begin:
        return None
    start = source.line_starts[begin - 1]
    for command in list(_advised(subject))[:TRIED]:
        written = _written(command, source.path)
        if written is None or span.text != subject.grant.cmnd.text:
            continue
        found = audit(source.text[: span.start] + written + source.text[span.end :])
        if found is not None and not any(
            place.source.path == source.path and place.begin.line == begin and severity > Severity.LOW
            for place, severity in found
        ):
            old = source.line(begin)
            line = readable(old[: span.start - start] + written + old[span.end - start :])
            return line if visible(line.replace("\t", " ")) == line.replace("\t", " ") else None
    return None


def _advised(subject: Subject) -> Iterator[str]:
    """The commands that the rules' advice names for the granted program, by its own path."""
    if subject.grant is None:
        return
    path, arguments = subject.grant.cmnd.path, subject.grant.cmnd.arguments or ""
    verb = arguments.partition(" ")[0]
    seen: set[str] = set()
    for finding in subject.findings:
        for words in _CODE.findall(finding.rule.fix):
            name, _, rest = words.partition(" ")
            same = not _VERB.fullmatch(verb) or rest.partition(" ")[0] == verb
            if rest and name == path.rpartition("/")[2] and same and words not in seen:
                seen.add(words)
                yield f"{path} {rest}"


def _written(command: str, file: str) -> str | None:
    """The command as one would write it in the file; None where that takes more than escapes."""
    if file.endswith(".nix"):
        return None if _NIX_SPECIAL.search(command) else command
    return _SUDOERS_SPECIAL.sub(r"\\\g<0>", command)
