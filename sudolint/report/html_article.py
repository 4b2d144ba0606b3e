"""The findings of a grant as an article of the HTML report."""

from __future__ import annotations

import re
from html import escape

from sudolint.policy.model import texts
from sudolint.report.excerpt import excerpt
from sudolint.report.holders import likewise
from sudolint.report.shown import command_line, cut, shown, visible
from sudolint.report.wording import about, holder, outcome, page, relative

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.findings import Finding
    from sudolint.policy.model import Grant
    from sudolint.source import Span

LONGEST = 2000
"""How many characters of a policy's text are shown at most, for each part of it."""
_SHOWN = 3
"""How many findings of a grant are shown at once; the others fold."""
_ENTRIES = 10
"""How many entries are shown that name the same alias."""
_MEMBERS = 200
"""How many members of a list are shown."""


def article(anchor: str, findings: Sequence[Finding]) -> Iterator[str]:
    """What was found at one place, the worst first."""
    worst = findings[0]
    title = shown(worst.grant.cmnd.text if worst.grant else worst.span.text)
    yield f'<article id="{anchor}" class="{worst.severity}">'
    yield f'<header><span class="badge">{worst.severity}</span>'
    yield f"<h3><code>{text(title)}</code></h3>"
    yield "</header>"
    yield f"<p>{place(worst.span)} {_consequence(worst)}</p>"
    yield frame(worst.span)
    if grants := about(worst):
        yield f'<p class="soft">{"<br>".join(map(_terms, grants[:_ENTRIES]))}</p>'
    yield '<ul class="findings">'
    for finding in findings[:_SHOWN]:
        yield from _finding(finding)
    yield "</ul>"
    if rest := findings[_SHOWN:]:
        yield f"<details><summary>{len(rest)} more way{'' if len(rest) == 1 else 's'}</summary>"
        yield '<ul class="findings">'
        for finding in rest:
            yield from _finding(finding)
        yield "</ul>"
        yield "</details>"
    yield f'<p class="fix"><b>Instead:</b> {prose(worst.rule.fix)}</p>'
    yield "</article>"


def _consequence(finding: Finding) -> str:
    who, (verb, what) = holder(finding), outcome(finding)
    if not (who and verb):
        return ""
    also = likewise(finding)
    rest = f', <span class="soft">as do {text(also)}</span>' if also else ""
    return f"<b>{text(who)}</b> {verb} <b>{text(what)}</b>{rest}"


def _terms(grant: Grant) -> str:
    """The grant in the words of sudoers(5)."""
    users, hosts, *targets = [
        ", ".join(texts(members or ())[:_MEMBERS])
        for members in (grant.users, grant.hosts, grant.runas.users, grant.runas.groups)
    ]
    runas = ":".join(targets) if targets[1] else targets[0]
    words = [users, hosts, "=", f"({runas})" if runas else "", *[f"{tag}:" for tag in grant.tags.names]]
    return f"<code>{text(shown(' '.join([word for word in words if word])))} …</code>"


def _finding(finding: Finding) -> Iterator[str]:
    rule = finding.rule
    name = f"<code>{escape(rule.id)}</code>"
    if (url := page(rule)) is not None:
        name = f'<a href="{escape(url)}" rel="noreferrer">{name}</a>'
    detail = f": {prose(cut(shown(finding.detail), LONGEST))}" if finding.detail else ""
    yield f'<li data-severity="{finding.severity}">'
    yield f'<div class="head"><span class="badge {finding.severity}">{finding.severity}</span>'
    yield f'<span class="title">{prose(rule.title)}{detail}</span> {name}</div>'
    if finding.witness is not None:
        yield f'<pre class="witness"><code>{_words(command_line(finding.witness))}</code></pre>'
    if finding.needs:
        yield f'<p class="soft">Needs {prose(", ".join(finding.needs))}.</p>'
    if finding.grant is not None and finding.grant.condition:
        yield f'<p class="soft">Only where {text(shown(finding.grant.condition))}</p>'
    if finding.undecided:
        yield f'<p class="soft">Undecided: {prose(cut(shown(finding.undecided), LONGEST))}</p>'
    if rule.why or rule.references:
        references = ", ".join(map(_reference, rule.references))
        yield f'<p class="soft">{f"{prose(rule.why)} {references}".strip()}</p>'
    yield "</li>"


def _reference(name: str) -> str:
    if re.fullmatch(r"CWE-\d+", name):
        url = f"https://cwe.mitre.org/data/definitions/{name.removeprefix('CWE-')}.html"
    elif name.startswith(("https://", "http://")):
        url = name
    else:
        return escape(visible(name))
    label = re.sub(r"^https?://", "", name)
    return f'<a href="{escape(url)}" rel="noreferrer">{escape(visible(label))}</a>'


def place(span: Span) -> str:
    """Where something stands."""
    begin = span.begin
    words = f"{visible(relative(span.source.path))}:{begin.line}:{begin.column}"
    return f'<span class="soft">{text(words)}</span>'


def frame(span: Span) -> str:
    """The line of source with the place marked."""
    number, before, marked, after = excerpt(span)
    line = f"{escape(before.lstrip())}<mark>{escape(marked)}</mark>{escape(after)}"
    return f'<pre class="frame"><i>{number} │ </i>{line}</pre>'


def text(words: str) -> str:
    """Text that is safe to print, escaped."""
    return escape(cut(words, LONGEST))


def _words(command: str) -> str:
    """A command line that isn't broken at hyphens."""
    words = text(command).split(" ")
    return " ".join([f"<span>{word}</span>" if "-" in word else word for word in words])


def prose(words: str) -> str:
    """What rules and checks say, with its code spans."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(visible(" ".join(words.split()))))
