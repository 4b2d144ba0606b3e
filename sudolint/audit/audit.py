"""Ask of each grant whether a known escape, or a verb that is commonly denied, is among what it permits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sudolint.audit.holders import Holders
from sudolint.audit.permits import NO, Answer, Permits
from sudolint.findings import Finding, Severity
from sudolint.language.automaton import Automaton
from sudolint.language.expression import alt
from sudolint.policy.model import CmndKind
from sudolint.programs.compile import arguments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.audit.holders import Holder
    from sudolint.audit.places import Places
    from sudolint.findings import PolicyError, Rule
    from sudolint.packs import Packs
    from sudolint.policy.accounts import Accounts
    from sudolint.policy.model import Grant, Policy
    from sudolint.programs.model import Denial, Escape, Program, Shape


class Report(NamedTuple):
    """What an audit found."""

    findings: tuple[Finding, ...]
    errors: tuple[PolicyError, ...]
    grants: tuple[Grant, ...]
    """Those that permit something."""


def audit(policy: Policy, packs: Packs, places: Places, accounts: Accounts) -> Report:
    """Everything that the rules have to say about a policy."""
    auditor = _Auditor(policy, packs, places, accounts)
    grants = tuple(grant for grant in policy.grants if not grant.negated)
    return Report(tuple(auditor.findings()), policy.errors, grants)


class _Auditor:
    """Keeps what is asked again: compiled escapes, and the answers about commands seen before."""

    def __init__(self, policy: Policy, packs: Packs, places: Places, accounts: Accounts) -> None:
        self._policy = policy
        self._packs = packs
        self._places = places
        self._holders = Holders(policy, accounts)
        self._compiled: dict[str, Automaton] = {}

    def findings(self) -> Iterator[Finding]:
        for at, grant in enumerate(self._policy.grants):
            if grant.negated:
                continue
            found: dict[str, Finding] = {}
            for holder in self._holders.of(at):
                for finding in self._of_holder(grant, holder):
                    found.setdefault(finding.rule.id, finding)
            yield from found.values()

    def _of_holder(self, grant: Grant, holder: Holder) -> Iterator[Finding]:
        if grant.cmnd.kind is not CmndKind.FILE:
            return
        path = grant.cmnd.path
        program = self._packs.program(path.rpartition("/")[2])
        if program is None:
            return
        permits = Permits(grant, holder, path)
        for escape in program.escapes:
            answer = self._escape(program, escape, permits)
            if answer != NO:
                yield _finding(escape.rule, escape.needs, grant, holder, answer)
        for denial in program.denials:
            if _named_by(grant, denial, program):
                continue
            answer = self._shapes(program, denial.rule.id, denial.shapes, denial.example, permits)
            if answer != NO:
                yield _finding(denial.rule, (), grant, holder, answer)

    def _escape(self, program: Program, escape: Escape, permits: Permits) -> Answer:
        return self._shapes(program, escape.rule.id, escape.shapes, escape.example, permits)

    def _shapes(
        self, program: Program, name: str, shapes: Sequence[Shape], example: Sequence[str], permits: Permits
    ) -> Answer:
        answer = permits.example(example)
        return answer if answer != NO else permits.find(self._automaton(program, name, shapes), example)

    def _automaton(self, program: Program, name: str, shapes: Sequence[Shape]) -> Automaton:
        if name not in self._compiled:
            patterns = self._places.patterns
            self._compiled[name] = Automaton(alt([arguments(program, shape, patterns) for shape in shapes]))
        return self._compiled[name]


def _named_by(grant: Grant, denial: Denial, program: Program) -> bool:
    """Whether the grant names the verb itself: then it is meant, and no other spelling of it."""
    words = (grant.cmnd.arguments or "").split(" ")
    for shape in denial.shapes:
        for name in shape.commands:
            for spelling in program.commands[name].spellings:
                if not shape.requires and words[: len(spelling)] == list(spelling):
                    return True
    return False


def _finding(rule: Rule, needs: tuple[str, ...], grant: Grant, holder: Holder, answer: Answer) -> Finding:
    severity = rule.severity
    if not holder.becomes_root:  # another account, with whatever it may do
        severity = Severity.MEDIUM if severity >= Severity.HIGH else min(severity, Severity.LOW)
    return Finding(rule, severity, grant.span, grant, answer.witness, answer.undecided, needs)
