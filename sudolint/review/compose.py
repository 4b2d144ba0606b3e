"""From two versions of the policies to all that there is to say about the change."""

from __future__ import annotations

from sudolint.config.files import matches
from sudolint.findings import Severity, fingerprint
from sudolint.policy.model import Policy
from sudolint.records import NamedTuple
from sudolint.report.shown import cut, shown
from sudolint.report.wording import sentence
from sudolint.review import markdown
from sudolint.review.judge import Judge, Subject
from sudolint.review.model import Comment, Review
from sudolint.review.placing import Placing
from sudolint.review.suggest import suggestion
from sudolint.review.summary import Judged, sections
from sudolint.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sudolint.packs import Packs
    from sudolint.review.model import Change
    from sudolint.review.placing import Place
    from sudolint.review.tree import Tree

    IsPolicy = Callable[[str, bytes], bool]

POLICIES = 200
"""How many policies of a change are looked at."""
MODULES = 500
"""How many Nix files are read to see whether they are policies."""
SUGGESTIONS = 10
"""For how many comments a fix is looked for."""

_NOTHING = Policy((), (), ())


class Trees(NamedTuple):
    """The versions that count."""

    target: Tree
    old: Tree
    new: Tree


class Composer:
    """Makes the review of a change."""

    def __init__(self, trees: Trees, packs: Packs, is_policy: IsPolicy) -> None:
        self._trees = trees
        self._is_policy = is_policy
        self._judge = Judge(packs)

    def review(self, changes: Sequence[Change], files: int = 0) -> Review:
        """All that there is to say; `files` is how many there are in truth. Raises ForgeError, UsageError."""
        placing = Placing(changes)
        comments: dict[str, Comment] = {}
        judged: list[Judged] = []
        for number, change in enumerate(self._policies(changes)):
            one = self._judged(change) if number < POLICIES else None
            if one is None:
                found: Iterable[Comment] = [_unread(self._paths(change)[0], "too large, or one of too many")]
            else:
                judged.append(one)
                found = self._comments(one, placing)
            for comment in found:
                comments.setdefault(comment.fingerprint, comment)
        if files > len(changes):
            comment = _unread("*", f"one of {files - len(changes)} that the host doesn't list")
            comments[comment.fingerprint] = comment
        worst_first = sorted(comments.values(), key=lambda comment: (-comment.severity, not comment.inline))
        return Review(tuple(worst_first), tuple(sections(judged)))

    def _policies(self, changes: Sequence[Change]) -> Iterator[Change]:
        """The changes of policies that the target branch wants audited; those known by name come first."""
        by_name = [change for change in changes if not self._paths(change)[0].endswith(".nix")]
        modules = [change for change in changes if self._paths(change)[0].endswith(".nix")]
        named = (
            change for change in by_name if any(self._is_policy(path, b"") for path in self._paths(change))
        )
        telling = (
            change
            for number, change in enumerate(modules)
            if number >= MODULES or any(self._is_module(change))
        )
        for change in (*named, *telling):
            path = self._paths(change)[0]
            if not matches(path, self._trees.target.settings(path).exclude):
                yield change

    def _is_module(self, change: Change) -> Iterator[bool]:
        """Whether either version of a Nix file says who may become root, or can't be read."""
        for path, tree in ((change.path, self._trees.new), (change.old_path, self._trees.old)):
            if path is not None:
                text = tree.text(path)
                yield text is None or self._is_policy(path, text)

    @staticmethod
    def _paths(change: Change) -> list[str]:
        return [path for path in (change.path, change.old_path) if path is not None]

    def _judged(self, change: Change) -> Judged | None:
        """How a policy changed; None where the new version can't be read."""
        settings = self._trees.target.settings(self._paths(change)[0])
        if change.path is not None and self._trees.new.text(change.path) is None:
            return None
        old = self._trees.old.policy(change.old_path, settings) if change.old_path else _NOTHING
        new = self._trees.new.policy(change.path, settings) if change.path else _NOTHING
        return Judged(change, self._judge.compare(old, new, settings), settings.fail_on)

    def _comments(self, judged: Judged, placing: Placing) -> Iterator[Comment]:
        """The comments on a policy, one for each place."""
        verdict = judged.verdict
        for error in verdict.errors:
            place = placing.place(error.span.origin)
            title = f"error: {shown(error.message)}"
            name = fingerprint(title, place.span._replace(end=place.span.start), None)
            body = markdown.wrong(error)
            yield Comment(name, place.path, place.line, Severity.HIGH, title, body, place.is_shown)
        groups: dict[Place, list[Subject]] = {}
        for subject in verdict.subjects:
            place = placing.best(subject.places)
            is_worth_it = place.is_added or not subject.unasked
            if subject.findings[0].severity >= judged.fail_on and is_worth_it:
                groups.setdefault(place, []).append(subject)
        for number, (place, subjects) in enumerate(groups.items()):
            subject = _together(subjects)
            mended = None
            if len(subjects) == 1 and place.is_added and number < SUGGESTIONS:
                mended = self._suggestion(judged, subject, place.span)
            worst = subject.findings[0]
            title = cut(sentence(worst), markdown.WORDS)
            body = markdown.comment(subject, mended)
            name = _name(subjects, place.span)
            yield Comment(name, place.path, place.line, worst.severity, title, body, place.is_shown)

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


def _unread(path: str, why: str) -> Comment:
    """That nobody looked at a file, which might be what somebody wants."""
    title = f"not read: it is {why}"
    name = fingerprint(title, Span(Source(path, ""), 0, 0), None)
    return Comment(name, path, 1, Severity.HIGH, title, f"This was {title}.", False)


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
