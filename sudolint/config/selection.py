"""Which findings are shown, and how bad they are held to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sudolint.config.settings import did_you_mean
from sudolint.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sudolint.config.settings import Settings
    from sudolint.findings import Finding, Rule
    from sudolint.packs import Packs

_WILD = "*?["


class Selection:
    """The settings about rules, applied."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._applies: dict[str, bool] = {}

    def of(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings of the rules that are applied, at the severity that is set for them."""
        settings = self._settings
        for finding in findings:
            if self.applies(finding.rule):
                for pattern, severity in settings.severity:
                    if named_by(finding.rule.id, pattern):
                        finding = finding._replace(severity=severity)
                if finding.severity >= settings.min_severity:
                    yield finding

    def applies(self, rule: Rule) -> bool:
        """Whether a rule is applied."""
        if rule.id not in self._applies:
            self._applies[rule.id] = self._decide(rule)
        return self._applies[rule.id]

    def _decide(self, rule: Rule) -> bool:
        settings = self._settings
        if any(named_by(rule.id, pattern) for pattern in settings.ignore):
            return False
        if settings.select:
            return any(named_by(rule.id, pattern) for pattern in settings.select)
        usual = rule.persona == "regular" or settings.persona == rule.persona
        return usual or any(profile in settings.profile for profile, _ in rule.standards)


def named_by(rule: str, pattern: str) -> bool:
    """Whether a rule's id is, or fits, a pattern."""
    if not any(sign in pattern for sign in _WILD):
        return rule == pattern
    from fnmatch import fnmatchcase

    return fnmatchcase(rule, pattern)


def check_rules(names: Sequence[str], packs: Packs) -> None:
    """See that each name is one of a rule, or a pattern. Raises UsageError."""
    for name in names:
        if not any(sign in name for sign in _WILD):
            program = packs.program_of(name)
            known = [*packs.rules, *(program.rule_ids if program else ())]
            if name not in known:
                raise UsageError(f"no rule `{name}`{did_you_mean(name, known)}")
