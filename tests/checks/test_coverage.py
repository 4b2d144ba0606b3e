"""What is known to be wrong with policies, and the rule that finds it, or the reason why none does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sudolint.packs import Packs

ROWS = [
    [*line.split("\t"), "", ""][:3]
    for line in (Path(__file__).parent / "coverage.tsv").read_text().splitlines()[1:]
]


def test_each_is_found_or_has_a_reason(packs: Packs) -> None:
    """Each row has rules, which exist, or a reason; and stands there once."""
    assert len({row for row, _, _ in ROWS}) == len(ROWS)
    for row, rules, reason in ROWS:
        assert bool(rules) != bool(reason), row
        assert set(rules.split()) <= set(packs.rules), row


def test_requirements_of_rules_are_those_of_profiles(packs: Packs) -> None:
    """What rules say of a standard is a requirement that the standard's profile lists."""
    asked = {(standard, name) for rule in packs.rules.values() for standard, name in rule.rule.standards}
    listed = {
        (name, requirement)
        for name, _, _ in packs.files("profiles")
        for requirement, _ in packs.profile(name).requirements
    }
    assert asked <= listed
    assert {standard for standard, _ in asked} == {standard for standard, _ in listed}
