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


PLAIN = "alice ALL = (root) {} /usr/bin/less /var/log/app.log\n"


@pytest.mark.parametrize(
    ("policy", "severity"),
    [
        (PLAIN.format(""), Severity.HIGH),
        (PLAIN.format("NOEXEC:"), Severity.LOW),
        (PLAIN.format("INTERCEPT:"), Severity.LOW),
        ("Defaults noexec\n" + PLAIN.format(""), Severity.LOW),
        ("Defaults noexec\n" + PLAIN.format("EXEC:"), Severity.HIGH),
        ("Defaults:alice noexec\n" + PLAIN.format(""), Severity.LOW),
        ("Defaults:bob noexec\n" + PLAIN.format(""), Severity.HIGH),
        ("Defaults!/usr/bin/less noexec\n" + PLAIN.format(""), Severity.LOW),
        ("Defaults!/usr/bin/less /etc/x noexec\n" + PLAIN.format(""), Severity.HIGH),
        ("Defaults noexec\nDefaults!/usr/bin/less !noexec\n" + PLAIN.format(""), Severity.HIGH),
        ("alice ALL = (root) NOEXEC: /usr/bin/env less /var/log/app.log\n", Severity.LOW),
    ],
)
def test_what_takes_another_program(
    audited: Callable[[str], Report], policy: str, severity: Severity
) -> None:
    """Where a program is kept from running others, what takes that is hardly worth a word."""
    found = [one.severity for one in audited(policy).findings if one.rule.id == "less-shell"]
    assert found == [severity]


def test_files_are_read_without_another_program(audited: Callable[[str], Report]) -> None:
    """NOEXEC keeps nobody from what the program does itself."""
    for tag in ("", "NOEXEC: "):
        report = audited(f"alice ALL = (root) {tag}/usr/bin/less /var/log/*\n")
        assert Severity.HIGH in {one.severity for one in report.findings if one.rule.id == "less-any-file"}


def test_grants_that_are_hard_do_not_hide_others(audited: Callable[[str], Report]) -> None:
    """A short grant is looked at in full beside many that can't be; of each of those it is said once."""
    hard = ", ".join([f"/usr/bin/docker {'*a*b' * 20}*{n}" for n in range(300)])
    report = audited(f"alice ALL = (root) {hard}\nbob ALL = (root) /usr/bin/docker build -q *\n")
    bob = [one for one in report.findings if one.grant and one.grant.users[0].name == "bob"]
    assert {"docker-build-output", "docker-build-entitlement"} <= {one.rule.id for one in bob}
    assert all(one.witness for one in bob)
    last = [one for one in report.findings if one.grant is report.grants[299]]
    assert [one.undecided for one in last if one.undecided] == ["too many cases to decide in this policy"]


def test_examples_are_tried_when_nothing_is_searched_for(audited: Callable[[str], Report]) -> None:
    """Of a grant for which no effort is left, what one would type first is found all the same."""
    hard = ", ".join([f"/usr/bin/docker {'*a*b' * 20}*{n}" for n in range(12)])
    free = f"/usr/bin/docker {'*' * 200}"
    report = audited(f"alice ALL = (root) {hard}, {free}\n")
    found = [one for one in report.findings if one.grant is report.grants[-1]]
    assert len([one for one in found if one.witness]) > 50
    assert len([one for one in found if one.undecided]) <= 1


def test_long_reports_have_the_worst_of_each_grant(
    audited: Callable[[str], Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After so many findings only the worst of a grant is told, and how many there are besides."""
    monkeypatch.setattr("sudolint.audit.programs.TOLD", 10)
    report = audited("".join([f"u{n} ALL = (root) /usr/bin/docker run *\n" for n in range(5)]))
    by_user: dict[str, list[str]] = {}
    for one in report.findings:
        if one.grant is not None and one.rule.id.startswith("docker"):
            by_user.setdefault(one.grant.users[0].name, []).append(one.message)
    assert len(by_user["u0"]) > 20
    for n in range(1, 5):
        (message,) = by_user[f"u{n}"]
        assert message.endswith(f"{len(by_user['u0']) - 1} more are not listed: there are too many")


RUN = "/usr/bin/docker run *"


@pytest.mark.parametrize(
    ("grant", "denial", "who"),
    [
        (f"alice web1, web2 = (root) {RUN}", f"alice web1 = (root) !{RUN}", "alice web2 root"),
        (f"alice ALL = (root) {RUN}", f"alice web1 = (root) !{RUN}", "alice localhost root"),
        (f"alice ALL = (root) {RUN}", f"alice ALL, !web1 = (root) !{RUN}", "alice web1 root"),
        (f"alice, bob ALL = (root) {RUN}", f"alice ALL = (root) !{RUN}", "bob localhost root"),
        (f"ALL ALL = (root) {RUN}", f"ALL, !bob ALL = (root) !{RUN}", "bob localhost root"),
        (f"alice ALL = (app, root) {RUN}", f"alice ALL = (root) !{RUN}", "alice localhost app"),
        (f"alice ALL = (ALL) {RUN}", f"alice ALL = (ALL, !app) !{RUN}", "alice localhost app"),
        (f"alice ALL = (root) {RUN}", f"ALL ALL = (root) !{RUN}", ""),
        (f"alice web1 = (root) {RUN}", f"alice web* = (root) !{RUN}", ""),
    ],
)
def test_whom_a_denial_leaves(audited: Callable[[str], Report], grant: str, denial: str, who: str) -> None:
    """A denial for some of those who hold a grant, or for some places, leaves the others."""
    found = [
        one for one in audited(f"{grant}\n{denial}\n").findings if one.rule.id == "docker-run-bind-mount"
    ]
    shown = [
        f"{one.witness.user} {one.witness.host} {one.witness.runas_user}" for one in found if one.witness
    ]
    assert shown == [who] * bool(who)


def test_defaults_for_some_of_a_list(audited: Callable[[str], Report]) -> None:
    """Where one of a list is kept from running other programs, the others aren't."""
    report = audited("Defaults:alice noexec\nalice, bob ALL = (root) /usr/bin/env *\n")
    found = {
        (one.witness.user, one.severity)
        for one in report.findings
        if one.witness and one.rule.id == "env-command"
    }
    assert found == {("alice", Severity.LOW), ("bob", Severity.CRITICAL)}


def test_long_lists_with_denials_are_doubtful(audited: Callable[[str], Report]) -> None:
    """Of a list that is too long to be gone through it isn't said that all of it is denied."""
    users = [f"u{n}" for n in range(260)]
    policy = f"{', '.join(users)} ALL = (root) {RUN}\n{', '.join(users[:230])} ALL = (root) !{RUN}\n"
    found = [one for one in audited(policy).findings if one.rule.id == "docker-run-bind-mount"]
    assert [bool(one.undecided) for one in found] == [True]
