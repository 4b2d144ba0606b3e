"""Policy and rules to findings."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from sudolint.audit.programs import Programs
from sudolint.checks.context import Context, holdings_of
from sudolint.findings import Finding
from sudolint.policy.surroundings import NOTHING_KNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sudolint.checks.context import Hit
    from sudolint.packs import Packs
    from sudolint.policy.model import Gap, Grant, Policy
    from sudolint.policy.surroundings import Surroundings
    from sudolint.source import PolicyError


class Report(NamedTuple):
    """What an audit found."""

    findings: tuple[Finding, ...]
    errors: tuple[PolicyError, ...]
    grants: tuple[Grant, ...]
    """Those that permit something."""
    gaps: tuple[Gap, ...] = ()
    """What may be permitted besides, while the files don't say it."""


class Auditor:
    """Audits policies; keeps compiled what is asked again."""

    def __init__(self, packs: Packs, around: Surroundings = NOTHING_KNOWN) -> None:
        self._packs = packs
        self._around = around
        self._programs = Programs(packs, around.places)

    def audit(self, policy: Policy) -> Report:
        """Everything that the rules have to say about a policy."""
        findings = self._findings(policy)
        if policy.facts or policy.doas:
            from sudolint.audit import elsewhere

            findings += elsewhere.findings(policy, self._packs.rules, self._findings)
        grants = tuple(grant for grant in policy.grants if not grant.negated)
        return Report(tuple(findings), policy.errors, grants, policy.gaps)

    def _findings(self, policy: Policy) -> list[Finding]:
        """What is found, each once."""
        holdings = holdings_of(policy, self._around.accounts)
        found: dict[tuple[object, ...], Finding] = {}
        for finding in (
            *(finding for holding in holdings for finding in self._programs.of_grant(holding)),
            *self._of_policy(Context(policy, holdings, self._around)),
        ):
            found.setdefault((finding.rule.id, finding.span, finding.detail), finding)
        return list(found.values())

    def _of_policy(self, context: Context) -> Iterator[Finding]:
        """What the rules about policies themselves find."""
        for rule, check, values, _, _ in self._packs.rules.values():
            if check:
                module, _, name = check.partition(":")
                function: Callable[..., Iterator[Hit]] = getattr(import_module(module), name)
                for span, grant, witness, undecided, detail in function(context, *values):
                    yield Finding(rule, rule.severity, span, grant, witness, undecided, detail=detail)
