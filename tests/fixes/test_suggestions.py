"""Safe shapes are safe, and suggestions are the closest of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sudolint.fixes.suggestions import found_in, policy_for, suggestions
from sudolint.packs import Packs

if TYPE_CHECKING:
    from collections.abc import Callable

    from sudolint.audit import Auditor
    from sudolint.fixes.engine import Mended
    from sudolint.programs.model import Program

PROGRAMS = [program for program in Packs().programs() if program.safe]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: f"{program.name}-")
def test_safe_shapes_are_safe(auditor: Auditor, program: Program) -> None:
    """In no shape that a file calls safe is anything found that is more than minor, and sudo can read it."""
    for safe in program.safe:
        policy = policy_for(f"/usr/bin/{safe.example}")
        assert not policy.errors, safe.grant
        assert [grant.negated for grant in policy.grants] == [False], safe.grant
        assert not found_in(policy, auditor), safe.grant


def test_well_known_programs_have_safe_shapes() -> None:
    """Of the programs that policies name most it is known how to grant them."""
    known = {program.name for program in PROGRAMS}
    assert known >= set(
        """docker docker-compose podman nerdctl ctr crictl kubectl helm lxc machinectl virsh systemctl
        service journalctl apt-get dnf pacman mount umount cat tail head tar rsync git iptables nft ufw nginx
        certbot supervisorctl passwd chown tee find""".split()
    )


CLOSEST = {
    "/usr/bin/docker logs *": "/usr/bin/docker logs web",
    "/usr/bin/docker logs -f *": "/usr/bin/docker logs -f web",
    "/run/current-system/sw/bin/docker logs *": "/run/current-system/sw/bin/docker logs web",
    "/usr/bin/docker run -v /a\\:/b debian *": "/usr/bin/docker run --rm --network none debian *",
    "/usr/bin/docker compose -f /srv/x.yaml *": "/usr/bin/docker compose -f /srv/x.yaml -p app ps",
    "/usr/bin/systemctl restart *": "/usr/bin/systemctl restart nginx.service",
    "/usr/bin/cat /var/log/*": "/usr/bin/cat ^/var/log/[A-Za-z0-9_][A-Za-z0-9_.-]*$",
    "/usr/bin/tail -f /var/log/*.log": "/usr/bin/tail ^-f /var/log/[A-Za-z0-9_][A-Za-z0-9_.-]*\\.log$",
    "/usr/bin/journalctl -u redis *": "/usr/bin/journalctl --no-pager -u redis",
}


@pytest.mark.parametrize(("given", "closest"), CLOSEST.items())
def test_the_closest_is_suggested(packs: Packs, auditor: Auditor, given: str, closest: str) -> None:
    """The same command at the same path, with the words and options that it has already."""
    (grant,) = policy_for(given).grants
    first = next(suggestions(grant.cmnd, packs, auditor))
    assert first.command == closest
    assert not found_in(first.policy, auditor)


def test_examples_are_told_apart(packs: Packs, auditor: Auditor) -> None:
    """Words that the given command has are taken from it; others are said to be examples."""
    (grant,) = policy_for("/usr/bin/docker exec web *").grants
    one = next(one for one in suggestions(grant.cmnd, packs, auditor) if one.examples)
    assert one.command == "/usr/bin/docker exec web /usr/local/bin/task"
    assert one.examples == ("/usr/local/bin/task",)


def test_nothing_is_made_up(packs: Packs, auditor: Auditor) -> None:
    """Where no safe form is known there is no suggestion."""
    for given in ("/usr/bin/vim /etc/hosts", "/bin/bash", "/opt/unknown *"):
        (grant,) = policy_for(given).grants
        assert not list(suggestions(grant.cmnd, packs, auditor))


def test_a_grant_is_narrowed(mended: Callable[..., Mended]) -> None:
    """An unsafe fix puts names in place of wildcards where that is all that it takes."""
    result = mended(
        "alice ALL=(root) NOPASSWD: /usr/bin/cat /var/log/*  # logs\n", "cat-any-file", unsafe=True
    )
    assert result.texts["policy"][1] == (
        "alice ALL=(root) NOPASSWD: /usr/bin/cat ^/var/log/[A-Za-z0-9_][A-Za-z0-9_.-]*$  # logs\n"
    )
    module = (
        '{ security.sudo.extraRules = [ { users = [ "a" ]; commands = [ "/bin/tail /var/log/*.log" ]; } ]; }'
    )
    result = mended(module, unsafe=True, path="m.nix")
    assert r'"/bin/tail ^/var/log/[A-Za-z0-9_][A-Za-z0-9_.-]*\\.log$"' in result.texts["m.nix"][1]


def test_a_grant_is_not_narrowed_to_an_example(mended: Callable[..., Mended]) -> None:
    """What nobody said is not put into a policy."""
    text = "alice ALL=(root) /usr/bin/systemctl restart *\n"
    assert not mended(text, "systemctl-any-unit", unsafe=True).texts
