"""Comments in Markdown. Whatever comes from a policy stands in code, where nothing in it has a meaning."""

from __future__ import annotations

import re

from sudolint.findings import Severity
from sudolint.report.markdown import code as span
from sudolint.report.shown import command_line, cut, shown, visible
from sudolint.report.wording import holder, outcome, page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sudolint.difference.difference import Change
    from sudolint.findings import Finding
    from sudolint.policy.model import Gap, Setting
    from sudolint.review.judge import Subject
    from sudolint.review.model import Comment
    from sudolint.source import PolicyError, Span

LONGEST = 60_000
"""How many characters a comment has at most; GitHub takes 65,536."""
WORDS = 300
"""How many characters of a policy's text are shown in one piece."""
WAYS = 12
"""How many ways out of a grant are told."""
ENTRIES = 40
"""How many entries a list of the summary has."""

MARKER = re.compile(r"\n<!-- sudolint:([0-9a-f]{32}) -->\s*\Z")
SUMMARY = "5db3a1c09c0f4f27b1e6a8f1d2c97e40"
"""The fingerprint of the summary."""

MENDED = "**Mended:** this is no longer so."
"""What a comment says that has nothing to say any more, where it can't be resolved."""

_TICKS = re.compile("`+")
_LABELS = {
    Severity.CRITICAL: "🔴 critical",
    Severity.HIGH: "🟠 high",
    Severity.MEDIUM: "🟡 medium",
    Severity.LOW: "🔵 low",
    Severity.INFO: "⚪ info",
}


def marked(body: str, fingerprint: str) -> str:
    """The body with a mark by which it is found again, and not too long."""
    body = body.rstrip()
    if len(body) > LONGEST:
        body = body[:LONGEST].rpartition("\n")[0] + "\n\n…"
    return f"{body}\n\n<!-- sudolint:{fingerprint} -->"


def mark(body: str) -> str | None:
    """The fingerprint that a body is marked with."""
    found = MARKER.search(body)
    return found[1] if found else None


def code(text: str) -> str:
    """Text as code within a line: nothing in it is Markdown, a mention, a link or HTML."""
    return span(cut(visible(text), WORDS))


def block(language: str, lines: Iterable[str]) -> str:
    """Lines as a block of code, whatever fences they hold."""
    text = "\n".join(lines)
    ticks = "`" * max(3, *[1 + len(run) for run in _TICKS.findall(text)], 3)
    return f"{ticks}{language}\n{text}\n{ticks}"


def comment(subject: Subject, suggestion: str | None = None) -> str:
    """What there is to say about a grant: the worst first, the rest folded."""
    first, *others = subject.findings
    return "\n\n".join(_comment(subject, first, others, suggestion))


def _comment(
    subject: Subject, first: Finding, others: Sequence[Finding], suggestion: str | None
) -> Iterator[str]:
    yield f"**{_LABELS[first.severity]}: {_headline(subject)}**"
    yield _telling(first)
    if first.witness is not None:
        yield block("console", [f"$ {cut(command_line(first.witness), WORDS)}"])
    if first.rule.fix:
        yield f"**Fix:** {first.rule.fix.strip()}"
    if suggestion is not None:
        yield "With this in its place nothing is found here; what is fixed in it is yours to choose:"
        yield block("suggestion", [suggestion])
    folded = [first.rule.why.strip()] if first.rule.why.strip() else []
    if others:
        folded.append("\n".join([_way(one) for one in others[:WAYS]]))
    if len(others) > WAYS:
        folded.append(f"… and {len(others) - WAYS} more.")
    if folded:
        title = f"Why, and {_counted(len(others), 'more way')}" if others else "Why"
        yield f"<details><summary>{title}</summary>"
        yield from folded
        yield "</details>"
    more = page(first.rule)
    yield f"<sub>{code(first.rule.id)}" + (f" · [reference]({more})" if more else "") + "</sub>"


def _headline(subject: Subject) -> str:
    """Who may do what now, in a few words."""
    first = subject.findings[0]
    what = _consequence(first)
    grant = subject.grant
    if grant is None:
        return first.rule.title
    by = code(shown(grant.cmnd.text))
    if subject.unasked:
        return f"{by} no longer asks for a password"
    return f"{what} by {by}" if what else f"{first.rule.title}: {by}"


def _consequence(finding: Finding) -> str:
    """Who becomes whom by it, or does what; names as code."""
    verb, what = outcome(finding)
    who = holder(finding)
    if not (who and verb):
        return ""
    what = code(what) if verb == "becomes" and what != "root" else what
    return f"{who if who == 'anyone' else code(who)} {verb} {what}"


def _telling(finding: Finding) -> str:
    """What was found, in a sentence or two."""
    words = f"{finding.rule.title[:1].upper()}{finding.rule.title[1:]}"
    if finding.detail:
        words += f": {code(shown(finding.detail).replace('`', ''))}"
    words += "."
    if finding.needs:
        words += f" It takes {visible(', '.join(finding.needs))}."
    if finding.grant is not None and finding.grant.condition:
        words += f" Only where {code(shown(finding.grant.condition))}."
    if finding.undecided:
        words += f" This is not certain: {code(shown(finding.undecided))}."
    return words


def _way(finding: Finding) -> str:
    lines = f"- {_LABELS[finding.severity]} {code(finding.rule.id)}: {_telling(finding)}"
    if finding.witness is not None:
        lines += f"\n  {code(f'$ {command_line(finding.witness)}')}"
    return lines


def wrong(error: PolicyError) -> str:
    """That a policy's text has an error that it didn't have before."""
    return (
        f"**An error that the target branch doesn't have:** {code(shown(error.message))}\n\n"
        "sudo refuses the file, or passes over this part of it."
    )


def entry(one: Comment) -> str:
    """A comment as a line of a list."""
    return f"- {code(f'{one.path}:{one.line}')} {_LABELS[one.severity]}: {code(one.title)}"


def permitted(changes: Iterable[Change]) -> Iterator[str]:
    """What a policy permitted, or permits now, as lines of a list: one for each user and command."""
    targets: dict[tuple[str, str, bool], list[str]] = {}
    for change in changes:
        grant, holder = change.holding
        certain = change.answer.witness is not None
        targets.setdefault((holder.user, grant.cmnd.text, certain), []).append(holder.runas_user)
    for (user, command, certain), names in targets.items():
        who = "anyone" if user == "ALL" else code(shown(user))
        all_others = "anyone" if len(names) > 1 else "anyone else"
        target = all_others if "ALL" in names else ", ".join([code(shown(name)) for name in names])
        yield f"- {who} as {target}: {code(shown(command))}" + ("" if certain else " (not certain)")


def found(finding: Finding) -> str:
    """Something that was found, as a line of a list."""
    detail = f": {code(shown(finding.detail).replace('`', ''))}" if finding.detail else ""
    return f"- {finding.rule.title}{detail}"


def unknown(one: PolicyError | Gap) -> str:
    """Something that nobody looked at, as a line of a list."""
    return f"- {place(one.span.origin)} {code(shown(one.message))}"


def setting(one: Setting) -> str:
    """A Defaults parameter, as a line of a list."""
    return f"- {code(shown(one.span.text))}"


def section(title: str, entries: Iterable[str], *, folded: bool = False) -> str:
    """A list with a title; empty where the list is."""
    lines = list(dict.fromkeys(entries))
    if not lines:
        return ""
    listed = "\n".join(lines[:ENTRIES])
    if len(lines) > ENTRIES:
        listed += f"\n- … and {len(lines) - ENTRIES} more"
    if folded:
        return f"<details><summary>{title}: {len(lines)}</summary>\n\n{listed}\n\n</details>"
    return f"**{title}**\n\n{listed}"


def place(span: Span) -> str:
    """Where something stands, as code."""
    return code(f"{span.source.path}:{span.begin.line}")


def counted(comments: Sequence[Comment]) -> str:
    """How many comments of each severity there are, in words."""
    severities = [one.severity for one in comments]
    return ", ".join([f"{severities.count(one)} {one}" for one in sorted(set(severities), reverse=True)])


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
