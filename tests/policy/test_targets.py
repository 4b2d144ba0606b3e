"""Other programs and versions: what they refuse, or read otherwise."""

from __future__ import annotations

import pytest

from sudolint.policy.load import policy_from_text
from sudolint.policy.targets import Target, deviations, version_of


@pytest.mark.parametrize(
    ("text", "target", "refused"),
    [
        ("a ALL = /bin/id", Target("sudo-rs", (0, 2, 14)), []),
        ("a ALL = /bin/id ^x$", Target("sudo-rs", (0, 2, 14)), [True]),
        ("a ALL = /bin/id *x", Target("sudo-rs", (0, 2, 14)), [True]),
        ("a ALL = /bin/id ^x$", Target("sudo", (1, 9, 18)), []),
        ("a ALL = /bin/id ^x$", Target("sudo", (1, 9, 9)), [False]),
    ],
)
def test_deviations(text: str, target: Target, refused: list[bool]) -> None:
    """Regular expressions and inner wildcards: lost for sudo-rs, literal for a sudo that is too old."""
    policy = policy_from_text("policy", text + "\n")
    assert [one.refused for one in deviations(policy, target)] == refused


def test_versions() -> None:
    """A patch level counts as a further number; other words are no versions."""
    assert version_of("1.9.13p3") == (1, 9, 13, 3)
    assert version_of("1.9") == (1, 9)
    assert version_of("newest") is None
