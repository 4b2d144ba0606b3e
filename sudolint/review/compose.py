"""From two versions of the policies to all that there is to say about the change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sudolint.config.files import matches
from sudolint.findings import Severity, fingerprint
from sudolint.policy.model import Policy
from sudolint.records import NamedTuple
from sudolint.report.shown import cut, shown
from sudolint.report.wording import sentence
from sudolint.review import markdown
from sudolint.review.judge import Judge, Subject
from sudolint.review.model import Comment, Review
from sudolint.review.suggest import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sudolint.packs import Packs
    from sudolint.review.judge import Verdict
    from sudolint.review.model import Change
    from sudolint.review.tree import Tree
    from sudolint.source import Span

    IsPolicy = Callable[[str, bytes], bool]

POLICIES = 50
"""How many policies of a change are looked at."""
SUGGESTIONS = 10
"""For how many comments a fix is looked for."""

_NOTHING = Policy((), (), ())


class Trees(NamedTuple):
    """The versions that count."""

    target: Tree
    old: Tree
    new: Tree


class Judged(NamedTuple):
    """A policy that was changed, with what is bad about that."""

    change: Change
    verdict: Verdict
    fail_on: Severity


class Composer:
    """Makes the review of a change."""

    def __init__(self, trees: Trees, packs: Packs, is_policy: IsPolicy) -> None:
        self._trees = trees
        self._is_policy = is_policy
        self._judge = Judge(packs)

    def review(self, changes: Sequence[Change]) -> Review:
        """All that there is to say. Raises ForgeError, UsageError."""
        policies = [change for change in changes if self._concerns(change)]
        judged = [one for change in policies[:POLICIES] if (one := self._judged(change)) is not None]
        lines = {change.path: change for change in changes if change.path is not None}
        comments: dict[str, Comment] = {}
        for one in judged:
            for comment in self._comments(one, lines):
                comments.setdefault(comment.fingerprint, comment)
        worst_first = sorted(comments.values(), key=lambda comment: (-comment.severity, not comment.inline))
        return Review(tuple(worst_first), tuple(_sections(judged, policies)))

    def _concerns(self, change: Change) -> bool:
        """Whether either version of a file is a policy."""
        for path, tree in ((change.path, self._trees.new), (change.old_path, self._trees.old)):
            if path is None:
                continue
            name_only = not path.endswith(".nix")
            if self._is_policy(path, b"" if name_only else tree.text(path) or b""):
                return True
        return False

    def _judged(self, change: Change) -> Judged | None:
        """How a policy changed; None for those that the target branch doesn't want audited."""
        path, old_path = change.path or change.old_path or "", change.old_path or ""
        settings = self._trees.target.settings(path)
        if matches(path, settings.exclude):
            return None
        old = self._trees.old.policy(old_path, settings) if old_path else _NOTHING
        new = self._trees.new.policy(path, settings) if change.path else _NOTHING
        return Judged(change, self._judge.compare(old, new, settings), settings.fail_on)

    def _comments(self, judged: Judged, changes: Mapping[str, Change]) -> Iterator[Comment]:
        """The comments on a policy, one for each place."""
        verdict = judged.verdict
        for error in verdict.errors:
            span = error.span.origin
            line, inline = _line(span, changes)
            title = f"error: {shown(error.message)}"
            name = fingerprint(title, span._replace(end=span.start), None)
            body = markdown.wrong(error)
            yield Comment(name, span.source.path, line, Severity.HIGH, title, body, inline)
        groups: dict[tuple[str, int, int], list[Subject]] = {}
        spans: dict[tuple[str, int, int], Span] = {}
        for subject in verdict.subjects:
            span = _place(subject, changes)
            if subject.findings[0].severity >= judged.fail_on and not (
                subject.unasked and not _is_added(span, changes)
            ):
                key = (span.source.path, span.start, span.end)
                groups.setdefault(key, []).append(subject)
                spans[key] = span
        tried = 0
        for key, subjects in groups.items():
            span = spans[key]
            subject = _together(subjects)
            line, inline = _line(span, changes)
            mended = None
            if len(subjects) == 1 and _is_added(span, changes) and tried < SUGGESTIONS:
                tried += 1
                mended = self._suggestion(judged, subject, span)
            yield Comment(
                _name(subjects, span),
                span.source.path,
                line,
                subject.findings[0].severity,
                cut(sentence(subject.findings[0]), markdown.WORDS),
                markdown.comment(subject, mended),
                inline,
            )

    def _suggestion(self, judged: Judged, subject: Subject, span: Span) -> str | None:
        """A line that one could have instead, and of which nothing is found."""
        path = judged.change.path
        if path is None or span.source.path != path:
            return None
        settings = self._trees.target.settings(path)

        def findings(text: str) -> Sequence[tuple[Span, Severity]] | None:
            policy = self._trees.new.policy(path, settings, text)
            if policy.errors or not any(_starts_at(grant.span.origin, span) for grant in policy.grants):
                return None
            found = self._judge.audit(policy, settings)
            return [(finding.span.origin, finding.severity) for finding in found]

        return suggestion(subject, span, findings)


def _starts_at(one: Span, other: Span) -> bool:
    return one.source.path == other.source.path and one.start == other.start


def _together(subjects: Sequence[Subject]) -> Subject:
    """What several grants have at one place, as if it were one."""
    if len(subjects) == 1:
        return subjects[0]
    findings = {finding.rule.id: finding for one in reversed(subjects) for finding in reversed(one.findings)}
    worst_first = sorted(findings.values(), key=lambda finding: -finding.severity)
    return Subject(tuple(worst_first), subjects[0].grant, all(one.unasked for one in subjects))


def _name(subjects: Sequence[Subject], span: Span) -> str:
    """The fingerprint of what is said at a place; it stays while that means the same."""
    names = sorted(
        fingerprint(
            "unasked" if one.unasked else "" if one.grant else one.findings[0].rule.id,
            one.findings[0].span.origin,
            one.grant,
        )
        for one in subjects
    )
    return names[0] if len(names) == 1 else fingerprint("\0".join(names), span._replace(end=span.start), None)


def _place(subject: Subject, changes: Mapping[str, Change]) -> Span:
    """Where to speak of it: on a line that was added, else on one that the diff shows, else where it is."""
    for test in (_is_added, lambda span, known: _line(span, known)[1]):
        for span in subject.places:
            if test(span, changes):
                return span
    return subject.places[0]


def _is_added(span: Span, changes: Mapping[str, Change]) -> bool:
    change = changes.get(span.source.path)
    return change is not None and change.lines is not None and span.begin.line in change.lines.added


def _line(span: Span, changes: Mapping[str, Change]) -> tuple[int, bool]:
    """The line of a place, and whether the diff shows it."""
    line = span.begin.line
    change = changes.get(span.source.path)
    lines = change.lines if change is not None else None
    return line, lines is not None and (line in lines.added or line in lines.kept)


def _sections(judged: Sequence[Judged], policies: Sequence[Change]) -> Iterator[str]:
    """What the summary says besides the comments."""
    differences = [one.verdict.change for one in judged]
    told = {subject.grant for one in judged for subject in one.verdict.subjects}
    harmless = [one for change in differences for one in change.added if one.holding.grant not in told]
    minor = [
        f"- {markdown.place(subject.places[0])} {markdown.found(subject.findings[0])[2:]}"
        for one in judged
        for subject in one.verdict.subjects
        if subject.findings[0].severity < one.fail_on
    ]
    gone = [finding for one in judged for finding in one.verdict.gone]
    written = [
        markdown.section("Also noticed", minor, folded=True),
        markdown.section(
            "Newly permitted, without a known way out",
            markdown.permitted(harmless),
            folded=True,
        ),
        markdown.section(
            "Permitted without a password now",
            markdown.permitted([one for change in differences for one in change.unasked]),
        ),
        markdown.section(
            "No longer permitted",
            markdown.permitted([one for change in differences for one in change.removed]),
            folded=True,
        ),
        markdown.section(
            "No longer so",
            [markdown.found(finding) for finding in gone if finding.severity > Severity.LOW],
        ),
        markdown.section(
            "New Defaults", [markdown.setting(one) for change in differences for one in change.settings_added]
        ),
        markdown.section(
            "Defaults that are gone",
            [markdown.setting(one) for change in differences for one in change.settings_removed],
        ),
    ]
    if len(policies) > POLICIES:
        written.append(f"Only {POLICIES} of {len(policies)} policies were looked at.")
    return filter(None, written)
