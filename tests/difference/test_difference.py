"""What changes from one policy to another."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from sudolint.difference.difference import difference
from sudolint.packs import Packs
from sudolint.policy.decide import Verdict, decide
from sudolint.policy.load import nix_policy, policy_from_text
from sudolint.policy.situation import Request
from sudolint.report.changes import changes
from tests.bench.policies import lines
from tests.conftest import ROOT

if TYPE_CHECKING:
    from sudolint.difference.difference import Change, Difference

PACKS = Packs()
DOCKER = "alice ALL = (root) /usr/bin/docker "
SHA = "sha224:0GomF8mNN3wlDt1HD9XldjJ3SNgpFdbjO1+NsQ=="
OTHER_SHA = "sha224:1GomF8mNN3wlDt1HD9XldjJ3SNgpFdbjO1+NsQ=="


def changed(old: str, new: str) -> Difference:
    """What changed between two texts."""
    policies = policy_from_text("old", old + "\n"), policy_from_text("new", new + "\n")
    assert not policies[0].errors + policies[1].errors
    return difference(*policies, PACKS, now=1_793_000_000)


def report(old: str, new: str) -> str:
    """What people read of it."""
    return "\n".join(["".join([text for text, _ in line]) for line in changes(changed(old, new), (), 100)])


@pytest.mark.parametrize(
    ("old", "new", "added", "removed", "unasked"),
    [
        (DOCKER + "run *", DOCKER + "run *", 0, 0, 0),
        (DOCKER + "run --rm alpine *", DOCKER + "run *", 1, 0, 0),
        (DOCKER + "run *", DOCKER + "run --rm alpine *", 0, 1, 0),
        (DOCKER + "ps", DOCKER + "images", 1, 1, 0),
        (DOCKER + "run *", DOCKER + "run *, !/usr/bin/docker run -v *", 0, 1, 0),
        ("alice ALL = (root) /bin/id", "alice ALL = (root) NOPASSWD: /bin/id", 0, 0, 1),
        ("alice ALL = (app) /bin/id", "alice ALL = (app, root) /bin/id", 1, 0, 0),
        ("Cmnd_Alias A = /bin/id\nalice ALL = A", "alice ALL = /bin/id", 0, 0, 0),
        # commands
        ("alice ALL = /bin/id *", "alice ALL = /bin/id", 0, 0, 0),
        ("alice ALL = /bin/id *", "alice ALL = /bin/id ^.*$", 0, 0, 0),
        ("alice ALL = /bin/id a?", "alice ALL = /bin/id ^a.$", 0, 0, 0),
        ("alice ALL = /bin/id a*", "alice ALL = /bin/id ^a$, /bin/id ^a.+$", 0, 0, 0),
        ("alice ALL = /bin/id", "alice ALL = /bin/id a, /bin/id [!a]*, /bin/id a?*", 0, 1, 0),
        ("alice ALL = /bin/id a b", "alice ALL = /bin/id ^a b$", 0, 0, 0),
        ("alice ALL = /bin/id", "alice ALL = /bin/i?", 1, 0, 0),
        ("alice ALL = /bin/", "alice ALL = /bin/*", 0, 1, 0),
        ("Defaults fast_glob\nalice ALL = /bin/", "Defaults fast_glob\nalice ALL = /bin/*", 0, 0, 0),
        ("alice ALL = /bin/*", "Defaults fast_glob\nalice ALL = /bin/*", 1, 0, 0),
        ("alice ALL = ALL", "alice ALL = ^/.*$", 0, 1, 0),
        ("alice ALL = ALL", "alice ALL = ^/.*$, sudoedit, list", 0, 0, 0),
        ("alice ALL = ALL, !sudoedit", "alice ALL = ALL", 1, 0, 0),
        ("alice ALL = ALL", "alice ALL = ALL, !list", 0, 1, 0),
        ("alice ALL = sudoedit /etc/a", "alice ALL = sudoedit /etc/*", 1, 0, 0),
        ("alice ALL = list", "alice ALL = /bin/id", 1, 1, 0),
        # order and negation
        ("alice ALL = !/bin/id, ALL", "alice ALL = ALL", 0, 0, 0),
        ("alice ALL = ALL, !/bin/id", "alice ALL = !/bin/id, ALL", 1, 0, 0),
        ("alice ALL = ALL, !/bin/id, /bin/id -u", "alice ALL = ALL, !/bin/id", 0, 1, 0),
        ("alice ALL = ALL, !/bin/sh", "alice ALL = ALL, !/bin/sh, !/bin/sh -c *", 0, 0, 0),
        ("Cmnd_Alias C = ALL, !/bin/sh\nalice ALL = SETENV: C", "alice ALL = ALL, !/bin/sh", 0, 0, 0),
        ("Cmnd_Alias C = ALL, !/bin/sh\nalice ALL = !C", "alice ALL = /bin/sh", 0, 0, 0),
        ("alice ALL = /bin/a\nalice ALL = /bin/b", "alice ALL = /bin/b\nalice ALL = /bin/a", 0, 0, 0),
        # users
        ("alice ALL = /bin/id", "alice, bob ALL = /bin/id", 1, 0, 0),
        ("alice, bob ALL = /bin/id", "ALL ALL = /bin/id", 1, 0, 0),
        ("ALL, !bob ALL = /bin/id", "ALL ALL = /bin/id", 1, 0, 0),
        ("ALL ALL = /bin/id", "ALL, !bob ALL = /bin/id", 0, 1, 0),
        ("!bob, ALL ALL = /bin/id", "ALL ALL = /bin/id", 0, 0, 0),
        ("ALL ALL = /bin/id\nALL, !bob ALL = !/bin/id", "bob ALL = /bin/id", 0, 0, 0),
        ("ALL, !%ops ALL = /bin/id", "ALL ALL = /bin/id", 1, 0, 0),
        ("%a ALL = /bin/id", "%a, !%b ALL = /bin/id", 0, 1, 0),
        ("%a, !%b ALL = /bin/id\n%a, !%c ALL = /bin/id", "%a ALL = /bin/id", 1, 0, 0),
        ("+a ALL = /bin/id", "%:a ALL = /bin/id", 1, 1, 0),
        ("alice ALL = /bin/id", "alice ALL = /bin/id\n%ops ALL = !/bin/id", 0, 1, 0),
        ("User_Alias U = alice, bob\nU ALL = /bin/id", "bob, alice ALL = /bin/id", 0, 0, 0),
        ("#1000 ALL = /bin/id", "#01000 ALL = /bin/id", 0, 0, 0),
        ("alice ALL = /bin/id", "root, alice ALL = /bin/id", 0, 0, 0),
        # hosts
        ("alice web1 = /bin/id", "alice web1, web2 = /bin/id", 1, 0, 0),
        ("alice ALL, !web1 = /bin/id", "alice ALL = /bin/id", 1, 0, 0),
        ("alice web* = /bin/id", "alice web? = /bin/id", 0, 1, 0),
        ("alice web1, web* = /bin/id", "alice web* = /bin/id", 0, 0, 0),
        ("alice 10.0.0.0/8 = /bin/id", "alice 10.0.0.0/16 = /bin/id", 1, 1, 0),
        # whom one becomes
        ("alice ALL = /bin/id", "alice ALL = (root) /bin/id", 0, 0, 0),
        ("alice ALL = (ALL) /bin/id", "alice ALL = (ALL, !root) /bin/id", 0, 1, 0),
        ("alice ALL = (ALL, !root) /bin/id", "alice ALL = (ALL) /bin/id", 1, 0, 0),
        ("alice ALL = (ALL) /bin/id", "alice ALL = (root) /bin/id", 0, 1, 0),
        ("ALL ALL = () /bin/id", "ALL ALL = (ALL, !root) /bin/id", 1, 0, 0),
        ("alice ALL = (root) /bin/id", "alice ALL = (root:adm) /bin/id", 1, 0, 0),
        ("alice ALL = (:adm) /bin/id", "alice ALL = (:adm, wheel) /bin/id", 1, 0, 0),
        ("Defaults runas_default=app\nalice ALL = /bin/id", "alice ALL = /bin/id", 1, 1, 0),
        ("Defaults runas_default=app\nalice ALL = /bin/id", "alice ALL = (app) /bin/id", 0, 0, 0),
        ("alice ALL = (root, #0) /bin/id", "alice ALL = (root) /bin/id", 0, 0, 0),
        ("Runas_Alias R = root, app\nalice ALL = (R) /bin/id", "alice ALL = (app, root) /bin/id", 0, 0, 0),
        # dates; it is 2026
        ("alice ALL = NOTAFTER=20200101000000Z /bin/id", "alice ALL = /bin/ls", 1, 0, 0),
        ("alice ALL = NOTAFTER=20300101000000Z /bin/id", "alice ALL = /bin/id", 1, 0, 0),
        ("alice ALL = NOTBEFORE=20200101000000Z /bin/id", "alice ALL = /bin/id", 0, 0, 0),
        ("alice ALL = ALL, NOTAFTER=20300101000000Z !/bin/id", "alice ALL = ALL, !/bin/id", 0, 1, 0),
        # digests
        (f"alice ALL = {SHA} /bin/id", "alice ALL = /bin/id", 1, 0, 0),
        (f"alice ALL = {SHA} /bin/id", f"alice ALL = {SHA}, {OTHER_SHA} /bin/id", 1, 0, 0),
        (f"alice ALL = {SHA}, {OTHER_SHA} /bin/id", f"alice ALL = {OTHER_SHA}, {SHA} /bin/id", 0, 0, 0),
        # passwords
        ("alice ALL = NOPASSWD: /bin/id, PASSWD: /bin/ls", "alice ALL = NOPASSWD: /bin/id, /bin/ls", 0, 0, 1),
        ("alice ALL = NOPASSWD: /bin/a*\nalice ALL = /bin/a", "alice ALL = NOPASSWD: /bin/a*", 0, 0, 1),
        ("alice ALL = /bin/id", "alice ALL = NOPASSWD: /bin/id\nalice ALL = /bin/id", 0, 0, 0),
        ("alice ALL = /bin/id", "Defaults !authenticate\nalice ALL = /bin/id", 0, 0, 1),
        ("alice ALL = /bin/id", "Defaults:alice !authenticate\nalice ALL = /bin/id", 0, 0, 1),
        ("alice ALL = /bin/id", "Defaults!/bin/id !authenticate\nalice ALL = /bin/id", 0, 0, 1),
        ("alice ALL = ALL", "Defaults!/bin/id !authenticate\nalice ALL = ALL", 0, 0, 1),
        ("alice ALL = /bin/ls", "Defaults!/bin/id !authenticate\nalice ALL = /bin/ls", 0, 0, 0),
        ("%adm ALL = /bin/id", "Defaults exempt_group=wheel\n%adm ALL = /bin/id", 0, 0, 1),
        ("%a ALL = NOPASSWD: /x\n%b ALL = /x", "%b ALL = /x\n%a ALL = NOPASSWD: /x", 0, 0, 1),
    ],
)
def test_differences(old: str, new: str, added: int, removed: int, unasked: int) -> None:
    """What came, went or needs no password any more, each with a witness; meaning counts, not text."""
    change = changed(old, new)
    assert [len({id(one.holding.grant) for one in some}) for some in change[:3]] == [added, removed, unasked]
    assert all(one.answer.witness for some in change[:3] for one in some)
    assert change.worse is bool(added or unasked)


@pytest.mark.parametrize(
    ("old", "new", "guards"),
    [
        ("NOEXEC: /bin/less", "/bin/less", ["without NOEXEC"]),
        ("/bin/less", "NOEXEC: /bin/less", []),
        ("/bin/less", "SETENV: /bin/less", ["with SETENV"]),
        ("INTERCEPT: /bin/less", "/bin/less", ["without INTERCEPT"]),
        ("CHROOT=/srv /bin/less", "/bin/less", ["without CHROOT"]),
        ("CHROOT=/srv /bin/less", "CHROOT=* /bin/less", ["without CHROOT"]),
        ("APPARMOR_PROFILE=x /bin/less", "/bin/less", ["without APPARMOR_PROFILE"]),
        ("sudoedit /etc/a", "FOLLOW: sudoedit /etc/a", ["with FOLLOW"]),
        ("NOEXEC: sudoedit /etc/a", "sudoedit /etc/a", []),
        ("NOSETENV: ALL", "ALL", ["with SETENV"]),
        ("NOEXEC: /bin/less, /bin/more", "NOEXEC: /bin/less, EXEC: /bin/more", ["without NOEXEC"]),
    ],
)
def test_guards(old: str, new: str, guards: list[str]) -> None:
    """What is permitted as before, and isn't guarded any more as it was."""
    change = changed(f"alice ALL = {old}", f"alice ALL = {new}")
    assert [one.guard for one in change.unguarded] == guards
    assert change.added == change.removed == change.unasked == ()
    assert change.worse is bool(guards)


def everyone(some: tuple[Change, ...]) -> list[tuple[str, str]]:
    """Whom changes are about, and whom they become."""
    return [(one.holding.holder.user, one.holding.holder.runas_user) for one in some]


def test_all_whom_it_concerns() -> None:
    """Who is treated alike is told of one by one, with her own witness."""
    change = changed("", "User_Alias U = alice, bob\nU ALL = (root, app) /bin/id")
    assert sorted(everyone(change.added)) == [
        (user, target) for user in ("alice", "bob") for target in ("app", "root")
    ]
    for one in change.added:
        holder, witness = one.holding.holder, one.answer.witness
        assert witness is not None
        assert (witness.user, witness.runas_user) == (holder.user, holder.runas_user)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ALL, !bob ALL = /x", "ALL ALL = /x", "+ bob as root: /x"),
        ("alice a = /x", "alice a, b = /x", "+ alice as root on b: /x"),
        ("alice a = /x", "alice a* = /x", "+ alice as root on a* (such as aa): /x"),
        ("", "alice, bob, carol ALL = (ALL) /x", "+ alice, bob and carol as root or any other user: /x"),
        ("", "ALL ALL = (%web) /x", "+ anyone as anyone in %web: /x\n    $ sudo -u USER /x"),
        ("", "ALL ALL = () /x", "+ anyone as herself: /x"),
        ("alice ALL = /x", "alice ALL = (root:adm) /x", "+ alice as root with group adm: /x"),
        ("alice ALL = /x", "alice ALL = (root:adm) /x", "$ sudo -u root -g adm /x"),
        ("", "alice ALL = (:adm) /x", "+ alice with group adm: /x\n    $ sudo -g adm /x"),
        ("", "alice ALL = (:ALL) /x", "+ alice with any group: /x\n    $ sudo -g GROUP /x"),
        ("alice ALL = /x", "alice ALL = /x\n%b ALL = !/x", "- alice as root if in %b: /x"),
        ("alice ALL = NOTAFTER=20300101000000Z /x", "alice ALL = /x", "+ alice as root from 2030-01-01"),
        ("alice ALL = ALL", "alice ALL = ALL, !list", "$ sudo -l -U root"),
        ("", "alice ALL = ALL", "$ sudo /bin/sh"),
        ("alice ALL = ALL", "alice ALL = ALL, !/bin/id", "$ sudo /bin/id"),
        ("alice ALL = /x", "alice ALL = SETENV: /x", "permitted with SETENV now\n  ! alice as root: /x"),
        (DOCKER + "run *", "", "    was critical: docker-run-bind-mount,"),
        ("alice ALL = /x", "alice ALL = /x", "both permit the same"),
        ("", ", ".join("abcdefghi") + " ALL = /x", "+ a, b, c, d, e, f and 3 others as root: /x"),
    ],
)
def test_what_people_read(old: str, new: str, said: str) -> None:
    """Plain English, with a command line that one can paste."""
    assert said in report(old, new)


def test_what_is_not_known() -> None:
    """What may be permitted by both is no difference that is certain, and says so."""
    change = changed("alice ALL = /bin/id ^(a)\\1$", "alice ALL = /bin/id aa")
    (added,) = change.added
    assert "back-reference" in added.answer.undecided
    module = "{ config, ... }: { security.sudo.extraRules = config.my.rules; }"
    change = difference(nix_policy("m.nix", "{ }"), nix_policy("m.nix", module), PACKS)
    assert [gap.message for gap in change.gaps] == ["what `config.my.rules` adds is not known"]


def test_conditions() -> None:
    """A rule under a condition in both ways is the rule without it."""
    rule = '{ users = [ "a" ]; commands = [ "/bin/x" ]; }'
    begin = "{ config, lib, ... }: { security.sudo.extraRules = "
    ways = f"(lib.mkIf config.my.on [ {rule} ]) (lib.mkIf (!config.my.on) [ {rule} ])"
    both = f"{begin} lib.mkMerge [ {ways} ]; }}"
    one = f"{begin} lib.mkIf config.my.on [ {rule} ]; }}"
    always = f"{{ security.sudo.extraRules = [ {rule} ]; }}"
    policies = [nix_policy("m.nix", text) for text in (both, one, always)]
    assert not difference(policies[0], policies[2], PACKS).added
    assert not difference(policies[2], policies[0], PACKS).removed
    assert difference(policies[1], policies[2], PACKS).added
    assert not difference(policies[2], policies[1], PACKS).added


def test_who_joins_a_group() -> None:
    """A user of a NixOS configuration who joins a group comes to what the group may do."""
    rule = 'security.sudo.extraRules = [ { groups = [ "ops" ]; commands = [ "/bin/x" ]; } ];'
    old = nix_policy("m.nix", f"{{ {rule} users.users.bob.isNormalUser = true; }}")
    new = nix_policy("m.nix", f'{{ {rule} users.users.bob.extraGroups = [ "ops" ]; }}')
    assert {one.holding.holder.user for one in difference(old, new, PACKS).added} == {"bob"}
    assert {one.holding.holder.user for one in difference(new, old, PACKS).removed} == {"bob"}


def test_the_docker_group() -> None:
    """Membership in the group docker, gone or come, is said, though the sudo list is the same."""
    text = (ROOT / "examples" / "ai-worker.nix").read_text()
    whitelist = nix_policy("new.nix", text)
    group = nix_policy(
        "old.nix", text.replace("isSystemUser = true;", 'isSystemUser = true; extraGroups = [ "docker" ];')
    )
    mended, broken = difference(group, whitelist, PACKS), difference(whitelist, group, PACKS)
    assert [finding.rule.id for finding in mended.besides_removed] == ["docker-group"]
    assert [finding.rule.id for finding in broken.besides_added] == ["docker-group"]
    assert not mended.worse
    assert broken.worse
    assert mended.added == mended.removed == broken.added == ()


def test_sudoers_against_nix() -> None:
    """A module against the sudoers file that NixOS makes of it: the same, but for what NixOS adds."""
    text = (ROOT / "examples" / "ai-worker.sudoers").read_text()
    change = difference(
        policy_from_text("old", text), nix_policy(str(ROOT / "examples" / "ai-worker.nix")), PACKS
    )
    assert {one.holding.holder.user for one in change.added} <= {"%wheel"}
    assert change.removed == ()


def test_edits_of_a_long_policy() -> None:
    """A line more in a long policy, or one less, is all that is told of; each witness is permitted by one."""
    chance = random.Random(7)  # noqa: S311 - the same edits each time
    made = lines(400)
    old = policy_from_text("old", "\n".join(made) + "\n")
    for _ in range(6):
        at = chance.randrange(2, len(made))
        new = policy_from_text("new", "\n".join([*made[:at], *made[at + 1 :]]) + "\n")
        change = difference(old, new, PACKS)
        assert change.added == ()
        assert all(one.when.startswith("if in ") for one in change.unasked), "the line asked for a password"
        assert {one.holding.grant.span.begin.line for one in change.removed} <= {at + 1}
        for one in change.removed:
            assert one.answer.witness is not None
            user, host, runas_user, argv, _ = one.answer.witness
            request = Request(user, argv, host, runas_user)
            assert decide(old, request).verdict is Verdict.ALLOW
            assert decide(new, request).verdict is not Verdict.ALLOW
