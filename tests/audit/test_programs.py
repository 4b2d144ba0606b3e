"""What is asked of grants: once for all that share a Cmnd, and not without end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sudolint.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from sudolint.audit import Report

SHARED = """\
Cmnd_Alias SHELL = /bin/bash
alice ALL = (deploy) SHELL
bob ALL = (root) SHELL
%carol, dave ALL = SHELL
"""


def test_grants_that_share_a_cmnd_are_one_finding(audited: Callable[[str], Report]) -> None:
    """A finding is about every grant for which it is as bad, whichever comes first."""
    found = [one for one in audited(SHARED).findings if one.rule.id == "bash-command"]
    about = {
        (str(one.severity), tuple([grant.users[0].name for grant in (one.grant, *one.besides) if grant]))
        for one in found
    }
    assert about == {("medium", ("alice",)), ("critical", ("bob", "carol"))}


@pytest.mark.parametrize(
    ("command", "argv"),
    [
        ("/usr/bin/timeout *", ("1h", "docker")),
        ("/usr/sbin/ip *", ("netns", "exec", "any", "docker")),
        ("/usr/bin/env *", ("docker",)),
    ],
)
def test_what_a_wrapper_reads_first_is_there(
    audited: Callable[..., Report], command: str, argv: tuple[str, ...]
) -> None:
    """A witness by a wrapper has what the wrapper reads before the command."""
    report = audited(f"alice ALL = (root) {command} docker ps")
    found = [
        one.witness.argv for one in report.findings if one.rule.id == "docker-run-privileged" and one.witness
    ]
    assert found
    assert all(one[1 : len(argv) + 1] == argv for one in found)


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param(f"alice ALL = (root) /usr/bin/docker run {'x' * 50_000} *", id="one long word"),
        pytest.param(f"alice ALL = (root) /usr/bin/docker {'*a' * 50_000}", id="many stars"),
        pytest.param(
            "alice ALL = (root) /usr/bin/docker ^((((a{0,255}){0,255}){0,255}b){0,255}c){0,255}$",
            id="counts in counts",
        ),
        pytest.param(
            "\n".join([f"alice ALL = (root) /usr/bin/docker {'*a*b' * 20}*{n}" for n in range(1000)]),
            id="many with many stars",
        ),
        pytest.param(
            "alice ALL = (root) ALL, "
            + ", ".join([f"!/usr/bin/docker *a{n}*, !/usr/bin/tar *b{n}*" for n in range(2000)]),
            id="many denials",
        ),
    ],
)
def test_what_takes_too_long_is_undecided(audited: Callable[[str], Report], policy: str) -> None:
    """What nobody can work out in a while isn't called harmless, and doesn't hang."""
    report = audited(policy + "\n")
    assert any(one.undecided for one in report.findings)


def test_what_is_undecided_is_as_bad_as_it_may_be(audited: Callable[[str], Report]) -> None:
    """A grant that wasn't looked at counts as what it might hand out."""
    report = audited(f"alice ALL = (root) /usr/bin/docker run {'x' * 5000} *\n")
    assert max(one.severity for one in report.findings) is Severity.CRITICAL


def test_a_denial_of_unknown_extent_is_doubtful(audited: Callable[[str], Report]) -> None:
    """Where it isn't known which paths are denied, what is found is undecided, not gone."""
    report = audited("alice ALL = (root) /usr/bin/docker run *, !^/usr/(a^|b).*$ ^a(b^)$\n")
    found = [one for one in report.findings if one.rule.id == "docker-run-privileged"]
    assert len(found) == 1
