"""Which findings are shown, and how bad they are held to be."""

from __future__ import annotations

from sudolint.config.patterns import Patterns, is_wild
from sudolint.config.settings import did_you_mean
from sudolint.errors import UsageError
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sudolint.config.settings import Settings
    from sudolint.findings import Finding, Rule, Severity
    from sudolint.packs import Packs


class Chosen(NamedTuple):
    """Findings, by what the settings say of them."""

    shown: list[Finding]
    hidden: list[Finding]
    """Of rules that are not applied, or below the severity that is asked for."""


class Selection:
    """The settings about rules, applied."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._ignored = Patterns(settings.ignore)
        self._selected = Patterns(settings.select)
        self._profiles = frozenset(settings.profile)
        self._severities = [(Patterns([one]), severity) for one, severity in reversed(settings.severity)]
        self._severity: dict[str, Severity | None] = {}
        self._decided: dict[str, bool] = {}

    def of(self, findings: Iterable[Finding]) -> Chosen:
        """Part what is shown from what isn't, at the severity that is set for it."""
        chosen = Chosen([], [])
        for finding in findings:
            severity = self._set(finding.rule.id) if self._severities else None
            if severity is not None:
                finding = finding._replace(severity=severity)
            shown = finding.severity >= self._settings.min_severity and self._applies(finding.rule)
            (chosen.shown if shown else chosen.hidden).append(finding)
        return chosen

    def asks(self, rule: Rule) -> bool:
        """Whether a rule has to be asked: also the usual ones that aren't shown, to know what is harmless."""
        return rule.persona == "regular" or self._applies(rule)

    def _set(self, rule: str) -> Severity | None:
        """The severity that is set for a rule: the last one counts."""
        if rule not in self._severity:
            found = (severity for patterns, severity in self._severities if patterns.fit(rule))
            self._severity[rule] = next(found, None)
        return self._severity[rule]

    def _applies(self, rule: Rule) -> bool:
        if rule.id not in self._decided:
            self._decided[rule.id] = self._decide(rule)
        return self._decided[rule.id]

    def _decide(self, rule: Rule) -> bool:
        settings = self._settings
        if self._ignored.fit(rule.id):
            return False
        if settings.select:
            return self._selected.fit(rule.id)
        usual = rule.persona == "regular" or settings.persona == rule.persona
        return usual or any(profile in self._profiles for profile, _ in rule.standards)


def check_rules(names: Sequence[str], packs: Packs) -> None:
    """See that each name is one of a rule, or a pattern. Raises UsageError."""
    for name in names:
        if not is_wild(name):
            program = packs.program_of(name)
            known = [*packs.rules, *(program.rule_ids if program else ())]
            if name not in known:
                raise UsageError(f"no rule `{name}`{did_you_mean(name, known)}")
