"""Commands that sudo runs in a directory which the policy names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from sudolint.audit import Report


@pytest.mark.parametrize(
    ("options", "command", "rule", "is_found"),
    [
        ("", "docker compose up -d", "docker-compose-directory", True),
        ("CWD=/opt/app ", "docker compose up -d", "docker-compose-directory", False),
        ("CWD=/home/ci/app ", "docker compose up -d", "docker-compose-directory", True),
        ("CWD=* ", "docker compose up -d", "docker-compose-directory", True),
        ("CWD=/etc/nixos ", "rake", "rake-directory", False),
        ("", "docker build -t app .", "docker-build-context", True),
        ("CWD=/opt/app ", "docker build -t app .", "docker-build-context", False),
        ("CWD=/opt/app ", "docker build -t app ../../home/ci", "docker-build-context", True),
        ("CWD=/opt/app ", "docker load -i ../../etc/../tmp/x.tar", "docker-load", True),
        ("CWD=/opt/app ", "docker build -t app /home/ci", "docker-build-context", True),
        ("CWD=/opt/app ", "docker run *", "docker-run-bind-mount", True),
    ],
)
def test_a_named_directory_is_not_the_callers(
    audited: Callable[[str], Report], options: str, command: str, rule: str, is_found: bool
) -> None:
    """Where sudo changes to a directory that the caller can't write to, relative names lead from there."""
    report = audited(f"alice ALL = (root) {options}/usr/bin/{command}")
    assert not report.errors
    found = {one.rule.id: one.witness for one in report.findings}
    assert (rule in found) == is_found
    assert not is_found or found[rule] is not None


def test_grants_that_share_an_alias_are_told_apart(audited: Callable[[str], Report]) -> None:
    """The same Cmnd is asked about again where it is run elsewhere."""
    report = audited(
        "Cmnd_Alias UP = /usr/bin/docker compose up -d\n"
        "alice ALL = (root) CWD=/opt/app UP\n"
        "bob ALL = (root) UP"
    )
    users = [
        one.grant.users[0].name
        for one in report.findings
        if one.rule.id == "docker-compose-directory" and one.grant
    ]
    assert users == ["bob"]
