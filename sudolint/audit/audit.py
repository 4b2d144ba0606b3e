"""Policy and rules to findings."""

from __future__ import annotations

from importlib import import_module

from sudolint.audit.programs import Programs
from sudolint.checks.context import Context, holdings_of
from sudolint.findings import Finding
from sudolint.policy.surroundings import NOTHING_KNOWN
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sudolint.audit.denials import Intention
    from sudolint.checks.context import Hit
    from sudolint.findings import Rule
    from sudolint.packs import Packs
    from sudolint.policy.model import Cmnd, Gap, Grant, Policy
    from sudolint.policy.obeyed import Obeyed
    from sudolint.policy.surroundings import Surroundings
    from sudolint.source import PolicyError, Source, Span


class Report(NamedTuple):
    """What an audit found."""

    findings: tuple[Finding, ...]
    errors: tuple[PolicyError, ...]
    grants: tuple[Grant, ...]
    """Those that permit something."""
    gaps: tuple[Gap, ...] = ()
    """What may be permitted besides, while the files don't say it."""
    ignored: tuple[Finding, ...] = ()
    """Findings that comments say to ignore, or that were known before."""
    sources: tuple[Source, ...] = ()
    """Every file that was read."""
    hidden: tuple[Finding, ...] = ()
    """Findings that nobody asked to see."""


class Auditor:
    """Audits policies; keeps compiled what is asked again."""

    def __init__(self, packs: Packs, around: Surroundings = NOTHING_KNOWN) -> None:
        self._packs = packs
        self.around = around
        self._programs = Programs(packs, around.places)

    def audit(
        self,
        policy: Policy,
        intentions: Sequence[Intention] = (),
        applies: Callable[[Rule], bool] | None = None,
    ) -> Report:
        """What the rules have to say about a policy, and about what is to be denied in it.

        `applies` tells of a rule about policies whether to ask it; None: the usual ones are.
        """
        findings = self._findings(policy, intentions, applies)
        if policy.facts or policy.doas:
            from sudolint.audit import elsewhere

            findings += elsewhere.findings(policy, self._packs.rules, self._findings)
        grants = tuple([grant for grant in policy.grants if not (grant.negated or grant.builtin)])
        return Report(tuple(findings), policy.errors, grants, policy.gaps, (), policy.sources)

    def _findings(
        self,
        policy: Policy,
        intentions: Sequence[Intention] = (),
        applies: Callable[[Rule], bool] | None = None,
    ) -> list[Finding]:
        """What is found, each once."""
        around = self.around
        if policy.facts:
            around = around._replace(accounts=around.accounts.having(policy.members))
        holdings = tuple([one for one in holdings_of(policy, around.accounts) if not one.grant.builtin])
        denials = [grant for grant in policy.grants if grant.negated]
        found = [
            *self._programs.of_holdings(holdings),
            *self._of_policy(Context(policy, holdings, around, self._obeyed), applies or _usual),
        ]
        if intentions or denials:
            from sudolint.audit.denials import bypassed_denials, denied_commands

            found += denied_commands(intentions, holdings, self._packs, around)
            found += bypassed_denials(denials, holdings, self._packs, around)
        return _merged(found)

    def _obeyed(self, name: str) -> Sequence[Obeyed]:
        program = self._packs.program(name)
        return program.environment if program else ()

    def _of_policy(self, context: Context, applies: Callable[[Rule], bool]) -> Iterator[Finding]:
        """What the rules about policies themselves find."""
        for rule, check, values, _ in self._packs.rules.values():
            if check and applies(rule):
                module, _, name = check.partition(":")
                function: Callable[..., Iterator[Hit]] = getattr(import_module(module), name)
                for span, grant, witness, undecided, detail in function(context, *values):
                    yield Finding(rule, rule.severity, span, grant, witness, undecided, detail=detail)


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """Each once: the worst of a grant, with the other grants of the same Cmnd that it is as bad for."""
    alike: dict[tuple[str, Span, Cmnd | None, str], dict[int, Finding]] = {}
    for finding in findings:
        grant = finding.grant
        key = finding.rule.id, finding.span, grant.cmnd if grant else None, finding.detail
        of_grants = alike.setdefault(key, {})
        known = of_grants.get(id(grant))
        if known is None or _weight(finding) > _weight(known):
            of_grants[id(grant)] = finding
    merged: list[Finding] = []
    for of_grants in alike.values():
        groups: dict[tuple[bool, int], list[Finding]] = {}
        for finding in of_grants.values():
            groups.setdefault(_weight(finding), []).append(finding)
        for first, *others in groups.values():
            grants = [
                *first.besides,
                *[grant for one in others if one.grant for grant in (one.grant, *one.besides)],
            ]
            merged.append(first._replace(besides=tuple(grants)) if others else first)
    return merged


def _weight(finding: Finding) -> tuple[bool, int]:
    """How much a finding says: certain ones more than others."""
    return not finding.undecided, finding.severity


def _usual(rule: Rule) -> bool:
    return rule.persona == "regular"
