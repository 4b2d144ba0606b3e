"""A page for people: one file without anything from elsewhere.

Text of a policy is escaped wherever it stands; a policy of the page lets no script run but its own.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape

from sudolint import __url__, __version__
from sudolint.findings import Severity
from sudolint.report.graph import Way, graph
from sudolint.report.holders import others
from sudolint.report.html_article import LONGEST, article, frame, place, prose, text
from sudolint.report.html_parts import SCRIPT, STYLE
from sudolint.report.shown import cut, shown, visible
from sudolint.report.wording import about, by_grant, holder, outcome, ranked, relative, summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TypeAlias

    from sudolint.audit import Report
    from sudolint.findings import Finding

Groups: TypeAlias = "Sequence[tuple[str, list[Finding]]]"
"""What was found at each place, with the anchor of its article."""

_WAYS = 10
"""How many commands of a holder are drawn."""
_DRAWINGS = 100
_DRAWN = 200
"""How many users are drawn of those who hold a command."""
_SHORTLY = {
    "may become": "perhaps root",
    "writes files as": "writes files",
    "reads files as": "reads files",
    "reaches": "denied command",
    "sees": "secrets",
    "can stop or destroy": "stops things",
}


def html(report: Report, files: Sequence[str]) -> Iterator[str]:
    """The page, line by line: the sum, who becomes whom, every finding, what is ignored, what is clean."""
    groups = [(f"grant-{number}", group) for number, group in enumerate(by_grant(report.findings), 1)]
    yield from _head()
    yield from _sum(report, files, groups)
    yield from _troubles(report)
    yield from _holders(groups, several=len(files) > 1)
    if groups:
        yield "<h2>Findings</h2>"
        yield from _filter(report.findings)
        for anchor, group in groups:
            yield from article(anchor, group)
    yield from _ignored(report.ignored)
    yield from _clean(report)
    yield f'<footer class="soft">sudolint {__version__}, <a href="{__url__}">{__url__}</a></footer>'
    yield f"<script>{SCRIPT}</script>" if groups else ""
    yield "</body>"
    yield "</html>"


def _head() -> Iterator[str]:
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


def _hash(content: str) -> str:
    return f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}"


def _sum(report: Report, files: Sequence[str], groups: Groups) -> Iterator[str]:
    counts = _counts(report.findings)
    yield "<h1>What sudo hands out</h1>"
    yield f'<p class="lead">{escape(summary(report))}</p>'
    yield '<ul class="counts">'
    for severity, count in counts.items():
        yield f'<li class="{severity}{"" if count else " none"}"><b>{count}</b>{severity}</li>'
    yield "</ul>"
    if len(files) > 1:
        yield from _files(files, groups)
    else:
        named = "".join([f"<code>{text(visible(relative(path)))}</code>" for path in files])
        yield f'<p class="soft">Audited: {named}</p>'


def _counts(findings: Iterable[Finding]) -> dict[Severity, int]:
    counts = dict.fromkeys(reversed(Severity), 0)
    for finding in findings:
        counts[finding.severity] += 1
    return counts


def _files(files: Sequence[str], groups: Groups) -> Iterator[str]:
    """A table of the files, the worst first, that leads to the worst that was found in each."""
    found: dict[str, list[Finding]] = {path: [] for path in files}
    anchors: dict[str, str] = {}
    for anchor, group in groups:
        path = group[0].span.source.path
        found.setdefault(path, []).extend(group)
        anchors.setdefault(path, anchor)
    counts = {path: _counts(findings) for path, findings in found.items()}
    heads = "".join([f'<th class="{severity}">{severity}</th>' for severity in reversed(Severity)])
    yield '<div class="files"><table>'
    yield f"<thead><tr><th>Audited</th>{heads}</tr></thead>"
    yield "<tbody>"
    for path in sorted(found, key=lambda path: [-count for count in counts[path].values()]):
        cells = [
            f'<td class="{severity}">{count}</td>' if count else '<td class="none">0</td>'
            for severity, count in counts[path].items()
        ]
        name = f"<code>{text(visible(relative(path)))}</code>"
        if path in anchors:
            name = f'<a href="#{anchors[path]}">{name}</a>'
        yield f"<tr><td>{name}</td>{''.join(cells)}</tr>"
    yield "</tbody>"
    yield "</table></div>"


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
            yield f"<p>{place(one.span)} {prose(cut(shown(one.message), LONGEST))}</p>"
            yield frame(one.span)
            yield "</div>"


def _holders(groups: Groups, *, several: bool) -> Iterator[str]:
    """A drawing for each user, or for those who get the same, of the worst that their commands lead to."""
    drawings: dict[tuple[str, tuple[Way, ...]], list[str]] = {}
    for (path, who), ways in _ways(groups).items():
        drawings.setdefault((path, tuple(ways.values())), []).append(who)
    if not drawings:
        return
    yield "<h2>Who gets what</h2>"
    yield '<div class="holders">'
    for (path, leads), names in list(drawings.items())[:_DRAWINGS]:
        yield '<section class="holder">'
        yield f"<h3>{text(', '.join(names))}</h3>"
        if several:
            yield f'<p class="soft">{text(visible(relative(path)))}</p>'
        yield from graph(cut(", ".join(names), LONGEST), leads[:_WAYS])
        if len(leads) > _WAYS:
            yield f'<p class="soft">and {len(leads) - _WAYS} more, below</p>'
        yield "</section>"
    yield "</div>"
    if len(drawings) > _DRAWINGS:
        yield f'<p class="soft">and {sum(map(len, list(drawings.values())[_DRAWINGS:]))} more users</p>'


def _ways(groups: Groups) -> dict[tuple[str, str], dict[tuple[str, str], Way]]:
    """What is proved of each user of each file, by command and outcome."""
    holders: dict[tuple[str, str], dict[tuple[str, str], Way]] = {}
    for anchor, group in groups:
        drawn: set[str] = set()
        for finding in group:
            verb, what = outcome(finding)
            if not verb or finding.undecided:
                continue
            command, end = _command(finding), cut(_SHORTLY.get(verb, what), LONGEST)
            for who in (holder(finding), *others(finding, _DRAWN)):
                if who and who not in drawn:
                    drawn.add(who)
                    way = Way(command, anchor, finding.severity, end)
                    holders.setdefault((finding.span.source.path, who), {}).setdefault((command, end), way)
    return holders


def _command(finding: Finding) -> str:
    """The command that is granted, without the folder of the program."""
    command = cut(shown(finding.grant.cmnd.text if finding.grant else finding.span.text), LONGEST)
    path, blank, arguments = command.partition(" ")
    return f"{path.rpartition('/')[2] or path}{blank}{arguments}"


def _filter(findings: Sequence[Finding]) -> Iterator[str]:
    """Boxes that a script shows: without it there is nothing to choose."""
    yield '<fieldset id="filter" hidden>'
    for severity, count in _counts(findings).items():
        if count:
            yield (
                f'<label><input type="checkbox" value="{severity}" checked>'
                f'<span class="badge {severity}">{severity}</span> {count}</label>'
            )
    yield "</fieldset>"


def _ignored(findings: Sequence[Finding]) -> Iterator[str]:
    """What isn't counted, and who says so."""
    if not findings:
        return
    yield f"<h2>Ignored ({len(findings)})</h2>"
    yield '<ul class="plain">'
    for finding in ranked(findings):
        why = finding.suppression
        words = "by a comment" if why is None or why.in_source else "known to the baseline"
        reason = f": {text(shown(why.reason))}" if why is not None and why.reason else ""
        yield (
            f"<li>{finding.severity} <code>{escape(finding.rule.id)}</code> {place(finding.span)}"
            f' <span class="soft">{words}{reason}</span></li>'
        )
    yield "</ul>"


def _clean(report: Report) -> Iterator[str]:
    """The grants that have no findings here."""
    known = (*report.findings, *report.ignored, *report.hidden)
    bad = {id(grant) for finding in known for grant in about(finding)}
    clean = [grant for grant in report.grants if id(grant) not in bad]
    if clean:
        yield f"<h2>Without findings ({len(clean)})</h2>"
        yield '<ul class="plain">'
        for grant in clean:
            yield f"<li><code>{text(shown(grant.cmnd.text))}</code> {place(grant.span)}</li>"
        yield "</ul>"
