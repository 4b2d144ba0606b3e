"""Whether a policy meets the requirements of a standard, as far as it can show that."""

from __future__ import annotations

from enum import Enum

from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sudolint.findings import Finding, Rule
    from sudolint.packs import Profile


class State(Enum):
    """How it stands with a requirement."""

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "not decidable"


class Assessment(NamedTuple):
    """A requirement, and what speaks against it."""

    name: str
    words: str
    state: State
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    """Why it isn't decidable."""


def assessed(profile: Profile, rules: Iterable[Rule], findings: Sequence[Finding]) -> Iterator[Assessment]:
    """How it stands with each requirement of a standard, given all findings of the rules about policies."""
    named: dict[str, set[str]] = {}
    for rule in rules:
        for standard, requirement in rule.standards:
            if standard == profile.name:
                named.setdefault(requirement, set()).add(rule.id)
    for name, words in profile.requirements:
        if name not in named:
            yield Assessment(name, words, State.UNKNOWN, (), "the policy doesn't say it")
            continue
        against = [finding for finding in findings if finding.rule.id in named[name]]
        certain = tuple([finding for finding in against if not finding.undecided])
        if certain:
            yield Assessment(name, words, State.NOT_MET, certain)
        elif against:
            yield Assessment(name, words, State.UNKNOWN, tuple(against), against[0].undecided)
        else:
            yield Assessment(name, words, State.MET)


def asked_by(profile: str, rule: Rule) -> bool:
    """Whether a standard has a requirement that a rule looks after."""
    return any(standard == profile for standard, _ in rule.standards)
