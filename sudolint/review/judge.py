"""What a change makes worse: two versions of a policy, compared by what they permit."""

from __future__ import annotations

from collections import Counter

from sudolint.config.auditors import Auditors
from sudolint.config.ignores import intentions
from sudolint.config.selection import Selection
from sudolint.difference.difference import difference
from sudolint.records import NamedTuple
from sudolint.report.wording import ranked
from sudolint.source import ErrorKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.audit.denials import Intention
    from sudolint.config.settings import Settings
    from sudolint.difference.difference import Change, Difference
    from sudolint.findings import Finding
    from sudolint.packs import Packs
    from sudolint.policy.model import Gap, Grant, Policy
    from sudolint.source import PolicyError, Span

_OF_THE_TEXT = (ErrorKind.SYNTAX, ErrorKind.VALUE, ErrorKind.LIMIT)
"""Errors that a policy has of itself, and not because something wasn't fetched."""


class Subject(NamedTuple):
    """A grant, or a place, that a change makes worse; with why."""

    findings: tuple[Finding, ...]
    """The worst first."""
    grant: Grant | None
    unasked: bool = False
    """Whether all that is new is that no password is asked for."""

    @property
    def places(self) -> tuple[Span, ...]:
        """Where it stands: the command, what names its alias, the whole entry."""
        grant = self.grant
        if grant is None:
            return (self.findings[0].span.origin,)
        spans = (grant.span, grant.reference, grant.entry)
        return tuple([span.origin for span in spans if span is not None])


class Verdict(NamedTuple):
    """How a policy changed, and what is bad about that."""

    subjects: tuple[Subject, ...]
    errors: tuple[PolicyError, ...]
    """Those that the old version didn't have."""
    gone: tuple[Finding, ...]
    """What was found of the old version, about no grant, and isn't any more."""
    change: Difference
    unknown: tuple[PolicyError | Gap, ...]
    """What the new version says elsewhere, where nobody looked; the old one didn't."""


class Judge:
    """Compares versions of policies; keeps what it compiled."""

    def __init__(self, packs: Packs) -> None:
        self._packs = packs
        self._auditors = Auditors(packs)

    def audit(self, policy: Policy, settings: Settings, intended: Sequence[Intention] = ()) -> list[Finding]:
        """What is found of one version, whatever comments in it say."""
        report = self._auditors.under(settings).audit(policy, (*settings.deny, *intended))
        return Selection(settings).of(report.findings).shown

    def compare(self, old: Policy, new: Policy, settings: Settings) -> Verdict:
        """What is worse in the new version than in the old one.

        What either of them says is denied holds; what they say is to be ignored doesn't.
        """
        sources = (*old.sources, *new.sources)
        intended = tuple(dict.fromkeys([one for source in sources for one, _ in intentions(source)]))
        before = self.audit(old, settings, intended)
        after = self.audit(new, settings, intended)
        change = difference(old, new, self._packs, self._auditors.under(settings).around)
        chosen = Selection(settings)
        subjects = [
            *self._of_grants(change.added, after, chosen, unasked=False),
            *self._of_grants(change.unasked, after, chosen, unasked=True),
            *(Subject((finding,), None) for finding in _surplus(after, before)),
        ]
        known = Counter([error.message for error in old.errors])
        errors: list[PolicyError] = []
        unknown: list[PolicyError | Gap] = []
        for error in new.errors:
            known[error.message] -= 1
            if known[error.message] < 0:
                (errors if error.kind in _OF_THE_TEXT else unknown).append(error)
        said = {gap.message for gap in old.gaps}
        unknown += [gap for gap in new.gaps if gap.message not in said]
        worst_first = sorted(subjects, key=lambda subject: -subject.findings[0].severity)
        gone = tuple(_surplus(before, after))
        return Verdict(tuple(worst_first), tuple(errors), gone, change, tuple(unknown))

    def _of_grants(
        self, changes: Sequence[Change], audited: list[Finding], chosen: Selection, *, unasked: bool
    ) -> Iterator[Subject]:
        """The grants that changes are about, with what is found of each of them."""
        grants: dict[Grant, dict[str, Finding]] = {}
        for change in changes:
            found = grants.setdefault(change.holding.grant, {})
            for finding in chosen.of(change.findings).shown:
                found.setdefault(finding.rule.id, finding)
            for finding in audited:
                if (unasked or finding.rule.id in self._packs.rules) and _concerns(finding, change):
                    found.setdefault(finding.rule.id, _witnessed(finding, change))
        for grant, found in grants.items():
            if found:
                yield Subject(tuple(ranked(found.values())), grant, unasked)


def _concerns(finding: Finding, change: Change) -> bool:
    """Whether a finding is about the grant, or one that has its command from the same alias."""
    return finding.grant is not None and finding.span == change.holding.grant.span


def _witnessed(finding: Finding, change: Change) -> Finding:
    """The finding, as one about that very grant."""
    grant = change.holding.grant
    if finding.grant == grant:
        return finding
    return finding._replace(grant=grant, witness=change.answer.witness)


def _surplus(findings: list[Finding], others: list[Finding]) -> Iterator[Finding]:
    """The findings about no grant that the others have no match for."""
    left = Counter([_about(finding) for finding in others if finding.grant is None])
    texts = {finding.span.text for finding in others}
    for finding in sorted(findings, key=lambda one: one.span.text not in texts):
        if finding.grant is None:
            left[_about(finding)] -= 1
            if left[_about(finding)] < 0:
                yield finding


def _about(finding: Finding) -> tuple[str, str]:
    return finding.rule.id, finding.detail
