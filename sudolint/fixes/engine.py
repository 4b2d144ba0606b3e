"""Fixes put in place: as many at once as can be proved together, then what is found after them."""

from __future__ import annotations

import time
from collections import Counter
from importlib import import_module

from sudolint.difference.difference import difference
from sudolint.findings import Severity
from sudolint.fixes.edits import Edit, Fix, Patient, Taken, edited
from sudolint.fixes.proof import same
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sudolint.audit import Auditor
    from sudolint.findings import Finding
    from sudolint.packs import Packs
    from sudolint.policy.model import Policy

    Read = Callable[[Mapping[str, str]], Policy]
    """Reads the policy, with these texts in place of those that stand in the files of these paths."""
    Audit = Callable[[Policy], Sequence[Finding]]

ROUNDS = 20
"""How often what is found after fixes is fixed in turn."""

ATTEMPTS = 400
"""How many sets of fixes are tried."""

PATIENCE = 4.0
"""For how many seconds of computing fixes of a policy are looked for and tried."""


class Mended(NamedTuple):
    """What came of it."""

    old: Policy
    new: Policy
    texts: Mapping[str, tuple[str, str]]
    """The files that changed: their text before and now."""
    findings: tuple[Finding, ...]
    """Those that are gone by fixes."""
    all_tried: bool
    """Whether there was time for every fix."""


class Fixer:
    """Fixes what is found in one policy."""

    def __init__(self, read: Read, audit: Audit, packs: Packs, auditor: Auditor, *, unsafe: bool) -> None:
        """`audit` says what is shown of a policy; `unsafe`: take away what is found to be too much, too."""
        self._read = read
        self._audit = audit
        self._packs = packs
        self._auditor = auditor
        self._around = auditor.around
        self._unsafe = unsafe
        self._texts: dict[str, str] = {}
        self._attempts = ATTEMPTS
        self._all_tried = True
        self._patience = time.process_time() + PATIENCE
        self._fixed: list[Finding] = []
        self._refused: set[object] = set()

    def mend(self, policy: Policy, findings: Sequence[Finding]) -> Mended:
        """Fix what can be fixed of what was found in the policy; nothing is written."""
        first = policy
        if not policy.errors:
            for _ in range(ROUNDS):
                fixes = self._apart(self._fixes(policy, findings))
                kept = self._kept(fixes, policy, findings)
                if kept is None:
                    break
                policy, findings = kept
        before = {source.path: source.text for source in first.sources}
        texts = {path: (before[path], text) for path, text in self._texts.items() if text != before[path]}
        return Mended(first, policy, texts, tuple(self._fixed), self._all_tried)

    def _give_up(self) -> bool:
        """Whether no more fixes are looked for or tried."""
        if self._attempts <= 0 or time.process_time() > self._patience:
            self._all_tried = False
        return not self._all_tried

    def _fixes(self, policy: Policy, findings: Sequence[Finding]) -> Iterator[Fix]:
        """What would help, one fix for all findings that the same edits take away; safe ones first."""
        patient = Patient(policy, self._packs, self._auditor, findings, self._around)
        together: dict[tuple[Edit, ...], list[Finding]] = {}
        for finding in sorted(findings, key=lambda one: (one.rule.fixable != "safe", -one.severity)):
            if self._give_up():
                return
            if finding.rule.fixable == "safe" or (finding.rule.fixable == "unsafe" and self._unsafe):
                module, _, name = finding.rule.fix_with.partition(":")
                function: Callable[..., Iterable[Edit]] = getattr(import_module(module), name)
                edits = tuple(function(finding, patient))
                if edits and all(edit.span.source in policy.sources for edit in edits):
                    together.setdefault(edits, []).append(finding)
        for edits, fixed in together.items():
            if _name(edits) not in self._refused:
                yield Fix(edits, tuple(fixed))

    def _apart(self, fixes: Iterable[Fix]) -> list[Fix]:
        """Fixes of one kind that don't touch one another; the others have to wait."""
        chosen: list[Fix] = []
        taken = Taken()
        for fix in fixes:
            alike = not chosen or _safe(fix) == _safe(chosen[0])
            if alike and taken.take(fix.edits):
                chosen.append(fix)
        return chosen

    def _kept(
        self, fixes: Sequence[Fix], policy: Policy, findings: Sequence[Finding]
    ) -> tuple[Policy, Sequence[Finding]] | None:
        """The policy after as many of the fixes as are proved, with what is found in it; None: none is.

        What fails together is tried by halves.
        """
        if not fixes or self._give_up():
            return None
        self._attempts -= 1
        texts = dict(self._texts)
        for source in dict.fromkeys([edit.span.source for fix in fixes for edit in fix.edits]):
            edits = [edit for fix in fixes for edit in fix.edits if edit.span.source is source]
            texts[source.path] = edited(source, edits)
        changed = self._read(texts)
        found = self._audit(changed)
        if self._is_better(fixes, (policy, findings), (changed, found)):
            self._texts = texts
            self._fixed += [finding for fix in fixes for finding in fix.findings]
            return changed, found
        if len(fixes) == 1:
            self._refused.add(_name(fixes[0].edits))
            return policy, findings
        middle = len(fixes) // 2
        kept = self._kept(fixes[:middle], policy, findings)
        # What is left has to be found anew where something changed: its places are others.
        return kept if kept is None or kept[0] is not policy else self._kept(fixes[middle:], policy, findings)

    def _is_better(
        self,
        fixes: Sequence[Fix],
        before: tuple[Policy, Sequence[Finding]],
        after: tuple[Policy, Sequence[Finding]],
    ) -> bool:
        """Whether what was to go is gone, and nothing came: no error, no finding, no permission."""
        (old, found), (new, left) = before, after
        if new.errors or len(new.gaps) > len(old.gaps):
            return False
        counts, now = _counts(found), _counts(left)
        gone = Counter([finding.rule.id for fix in fixes for finding in fix.findings])
        if any(now[rule] > counts[rule] - gone[rule] for rule in gone):
            return False
        if _safe(fixes[0]):
            return now <= counts and same(old, new, self._packs, self._around)
        grave, graver = (
            _counts(one for one in found_in if one.severity > Severity.LOW) for found_in in (found, left)
        )
        return graver <= grave and not difference(old, new, self._packs, self._around).worse


def _safe(fix: Fix) -> bool:
    return fix.findings[0].rule.fixable == "safe"


def _counts(findings: Iterable[Finding]) -> Counter[str]:
    return Counter([finding.rule.id for finding in findings])


def _name(edits: tuple[Edit, ...]) -> object:
    """What edits do, whatever else changes in their files."""
    place = edits[0].span
    line = place.source.line(place.source.line_number(place.start))
    return line, *[(edit.span.source.path, edit.span.text, edit.text) for edit in edits]
