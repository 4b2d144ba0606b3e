"""A page for people: one file without anything from elsewhere.

Text of a policy is escaped wherever it stands; a policy of the page lets no script run but its own.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

from sudolint import __url__, __version__
from sudolint.findings import Severity
from sudolint.report.excerpt import excerpt
from sudolint.report.graph import Way, graph
from sudolint.report.html_parts import SCRIPT, STYLE
from sudolint.report.shown import command_line, cut, shown, visible
from sudolint.report.wording import about, by_grant, holder, outcome, page, relative, summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.audit import Report
    from sudolint.findings import Finding
    from sudolint.policy.model import Grant
    from sudolint.source import Span

_LONGEST = 2000
_SHOWN = 3
"""How many findings of a grant are shown at once; the others fold."""
_WAYS = 10
"""How many commands of a holder are drawn."""
_HOLDERS = 100
_SHORTLY = {
    "may become": "perhaps root",
    "writes files as": "writes files",
    "reads files as": "reads files",
    "reaches": "denied command",
    "sees": "secrets",
    "can stop or destroy": "stops things",
}
"""How many holders have a drawing."""


def html(report: Report, files: Sequence[str]) -> Iterator[str]:
    """The page, line by line: the sum, who becomes whom, every finding, what is clean."""
    groups = [(f"grant-{number}", group) for number, group in enumerate(by_grant(report.findings), 1)]
    yield from _head(report, files)
    yield from _troubles(report)
    yield from _holders(groups)
    if groups:
        yield "<h2>Findings</h2>"
        yield from _filter(report)
        for anchor, group in groups:
            yield from _article(anchor, group)
    yield from _clean(report)
    yield f'<footer class="soft">sudolint {__version__}, <a href="{__url__}">{__url__}</a></footer>'
    yield f"<script>{SCRIPT}</script>" if groups else ""
    yield "</body>"
    yield "</html>"


def _head(report: Report, files: Sequence[str]) -> Iterator[str]:
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_hash(STYLE)}'",
            f"script-src '{_hash(SCRIPT)}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield "<title>sudolint report</title>"
    yield f"<style>{STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield "<h1>What sudo hands out</h1>"
    yield f'<p class="lead">{escape(summary(report))}</p>'
    yield '<ul class="counts">'
    for severity in reversed(Severity):
        count = _count(report, severity)
        yield f'<li class="{severity}{"" if count else " none"}"><b>{count}</b>{severity}</li>'
    yield "</ul>"
    named = ", ".join([f"<code>{_text(visible(relative(path)))}</code>" for path in files[:10]])
    more = f" and {len(files) - 10} more files" if len(files) > 10 else ""
    yield f'<p class="soft">Audited: {named}{more}</p>'


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _count(report: Report, severity: Severity) -> int:
    return sum(finding.severity is severity for finding in report.findings)


def _troubles(report: Report) -> Iterator[str]:
    """What could not be read, and what the files don't say."""
    for heading, kind, found in (
        ("Errors in the text", "error", report.errors),
        ("Not known", "info", report.gaps),
    ):
        if found:
            yield f"<h2>{heading}</h2>"
        for one in found:
            yield f'<div class="{kind}">'
            yield f"<p>{_place(one.span)} {_prose(cut(shown(one.message), _LONGEST))}</p>"
            yield _frame(one.span)
            yield "</div>"


def _holders(groups: Sequence[tuple[str, list[Finding]]]) -> Iterator[str]:
    """What is proved of each user: a drawing of the worst that her commands lead to."""
    holders: dict[str, list[Way]] = {}
    for anchor, group in groups:
        drawn: set[str] = set()
        for finding in group:
            who, (verb, what) = holder(finding), outcome(finding)
            if who and verb and not finding.undecided and who not in drawn:
                drawn.add(who)
                end = _SHORTLY.get(verb, what)
                holders.setdefault(who, []).append(Way(_command(finding), anchor, finding.severity, end))
    if holders:
        yield "<h2>Who gets what</h2>"
        yield '<div class="holders">'
    for who, ways in list(holders.items())[:_HOLDERS]:
        yield '<section class="holder">'
        yield f"<h3>{_text(who)}</h3>"
        yield from graph(who, ways[:_WAYS])
        if len(ways) > _WAYS:
            yield f'<p class="soft">and {len(ways) - _WAYS} more commands, below</p>'
        yield "</section>"
    if holders:
        yield "</div>"
    if len(holders) > _HOLDERS:
        yield f'<p class="soft">and {len(holders) - _HOLDERS} more users</p>'


def _command(finding: Finding) -> str:
    """The command that is granted, without the folder of the program."""
    text = cut(shown(finding.grant.cmnd.text if finding.grant else finding.span.text), _LONGEST)
    path, blank, arguments = text.partition(" ")
    return f"{path.rpartition('/')[2] or path}{blank}{arguments}"


def _filter(report: Report) -> Iterator[str]:
    """Boxes that a script shows: without it there is nothing to choose."""
    yield '<fieldset id="filter" hidden>'
    for severity in reversed(Severity):
        if count := _count(report, severity):
            yield (
                f'<label><input type="checkbox" value="{severity}" checked>'
                f'<span class="badge {severity}">{severity}</span> {count}</label>'
            )
    yield "</fieldset>"


def _article(anchor: str, findings: Sequence[Finding]) -> Iterator[str]:
    worst = findings[0]
    title = shown(worst.grant.cmnd.text if worst.grant else worst.span.text)
    yield f'<article id="{anchor}" class="{worst.severity}">'
    yield f'<header><span class="badge">{worst.severity}</span>'
    yield f"<h3><code>{_text(title)}</code></h3>"
    yield "</header>"
    yield f"<p>{_place(worst.span)} {_consequence(worst)}</p>"
    yield _frame(worst.span)
    if worst.grant is not None:
        yield f'<p class="soft">{_terms(worst.grant)}</p>'
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
    yield f'<p class="fix"><b>Instead:</b> {_prose(worst.rule.fix)}</p>'
    yield "</article>"


def _consequence(finding: Finding) -> str:
    who, (verb, what) = holder(finding), outcome(finding)
    return f"<b>{_text(who)}</b> {verb} <b>{_text(what)}</b>" if who and verb else ""


def _terms(grant: Grant) -> str:
    """The grant in the words of sudoers(5)."""
    users, hosts = (", ".join([member.text for member in members]) for members in (grant.users, grant.hosts))
    targets = [
        "" if members is None else ", ".join([member.text for member in members])
        for members in (grant.runas.users, grant.runas.groups)
    ]
    runas = ":".join(targets) if targets[1] else targets[0]
    words = f"{users} {hosts} = {f'({runas}) ' if runas else ''}"
    words += " ".join([f"{tag}:" for tag in grant.tags.names])
    return f"<code>{_text(shown(words))}</code>"


def _finding(finding: Finding) -> Iterator[str]:
    rule = finding.rule
    name = f"<code>{escape(rule.id)}</code>"
    if (url := page(rule)) is not None:
        name = f'<a href="{escape(url)}" rel="noreferrer">{name}</a>'
    yield f'<li data-severity="{finding.severity}">'
    yield f'<span class="badge {finding.severity}">{finding.severity}</span> {name}'
    yield f'<p class="title">{_prose(rule.title)}{_more(finding.detail, ": ")}</p>'
    if finding.witness is not None:
        yield f'<pre class="witness"><code>{_words(command_line(finding.witness))}</code></pre>'
    if finding.needs:
        yield f'<p class="soft">Needs {_prose(", ".join(finding.needs))}</p>'
    if finding.grant is not None and finding.grant.condition:
        yield f'<p class="soft">Only where {_text(shown(finding.grant.condition))}</p>'
    if finding.undecided:
        yield f'<p class="soft">Undecided: {_prose(cut(shown(finding.undecided), _LONGEST))}</p>'
    if rule.why:
        yield f'<p class="soft">{_prose(rule.why)}</p>'
    if rule.references:
        yield f'<p class="soft">{", ".join(map(_reference, rule.references))}</p>'
    yield "</li>"


def _more(text: str, lead: str) -> str:
    return f"{lead}{_prose(cut(shown(text), _LONGEST))}" if text else ""


def _reference(text: str) -> str:
    if re.fullmatch(r"CWE-\d+", text):
        url = f"https://cwe.mitre.org/data/definitions/{text.removeprefix('CWE-')}.html"
    elif text.startswith(("https://", "http://")):
        url = text
    else:
        return escape(visible(text))
    label = re.sub(r"^https?://", "", text)
    return f'<a href="{escape(url)}" rel="noreferrer">{escape(visible(label))}</a>'


def _clean(report: Report) -> Iterator[str]:
    """The grants that have no findings here."""
    known = (*report.findings, *report.ignored, *report.hidden)
    bad = {id(grant) for finding in known for grant in about(finding)}
    clean = [grant for grant in report.grants if id(grant) not in bad]
    if clean:
        yield f"<h2>Without findings ({len(clean)})</h2>"
        yield '<ul class="clean">'
        for grant in clean:
            yield f"<li><code>{_text(shown(grant.cmnd.text))}</code> {_place(grant.span)}</li>"
        yield "</ul>"


def _place(span: Span) -> str:
    begin = span.begin
    words = f"{visible(relative(span.source.path))}:{begin.line}:{begin.column}"
    return f'<span class="soft">{_text(words)}</span>'


def _frame(span: Span) -> str:
    number, before, marked, after = excerpt(span)
    line = f"{escape(before.lstrip())}<mark>{escape(marked)}</mark>{escape(after)}"
    return f'<pre class="frame"><i>{number} │ </i>{line}</pre>'


def _text(text: str) -> str:
    return escape(cut(text, _LONGEST))


def _words(text: str) -> str:
    """A command line that isn't broken at hyphens."""
    words = _text(text).split(" ")
    return " ".join([f"<span>{word}</span>" if "-" in word else word for word in words])


def _prose(text: str) -> str:
    """What rules and checks say, with its code spans."""
    words = escape(visible(" ".join(text.split())))
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", words)
