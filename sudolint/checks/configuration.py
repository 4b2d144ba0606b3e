"""Checks of what a NixOS configuration says outside its sudo policy."""

from __future__ import annotations

import re

from sudolint.checks.context import Hit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.checks.context import Context
    from sudolint.policy.model import Fact, Policy

CAPABILITIES = """
cap_setuid cap_setgid cap_setfcap cap_setpcap cap_dac_override cap_dac_read_search cap_chown cap_fowner
cap_sys_admin cap_sys_ptrace cap_sys_module cap_sys_rawio cap_bpf cap_perfmon cap_mknod cap_sys_chroot all
""".split()
"""Capabilities that make root, or read all files, of whoever runs a program of her choice with them."""

BROAD_ACTIONS = (
    "org.freedesktop.policykit.exec",
    "org.freedesktop.systemd1",
    "org.freedesktop.packagekit",
    "org.freedesktop.accounts",
    "org.freedesktop.udisks2",
    "org.freedesktop.machine1",
    "org.freedesktop.login1.set-reboot-parameter",
    "org.freedesktop.home1",
    "org.libvirt.unix.manage",
    "org.opensuse.cupspkhelper",
)
"""The beginnings of polkit's actions that lead to root."""


_TRUSTED = ("nix.settings.trusted-users", "nix.settings.extra-trusted-users", "nix.trustedUsers")
_AGENT = ("security.pam.sshAgentAuth.enable", "security.pam.enableSSHAgentAuth")
_YES = r"polkit\.Result\.YES|return\s+[\"']yes[\"']"


def members_of(context: Context, *groups: str) -> Iterator[Hit]:
    """Yield each membership of one of the groups."""
    for user, group, fact in context.policy.memberships:
        if group in groups and user not in ("root", "") and not _rootless(context.policy, group):
            yield _hit(fact, f"`{user}` is in `{group}`")


def superusers(context: Context) -> Iterator[Hit]:
    """Yield each account besides root that has its uid."""
    for fact in context.policy.facts:
        if fact.option == "users.users.*.uid" and fact.value == "0" and fact.subject != "root":
            yield _hit(fact, f"`{fact.subject}`")


def trusted_users(context: Context) -> Iterator[Hit]:
    """Yield each user or group that the Nix daemon trusts, besides root and the administrators."""
    for fact in context.policy.facts:
        if fact.option in _TRUSTED:
            for name in fact.value.split():
                if name not in ("root", "@wheel", "@root"):
                    yield _hit(fact, "everyone" if name == "*" else f"`{name}`")


def capable_wrappers(context: Context) -> Iterator[Hit]:
    """Yield each wrapper that has a capability which is as good as root."""
    for fact in context.policy.facts:
        if fact.option == "security.wrappers.*.capabilities":
            given = set(re.findall(r"all|cap_\w+", fact.value.lower()))
            if found := sorted(given.intersection(CAPABILITIES)):
                yield _hit(fact, f"`{fact.subject}` has {', '.join(found)}")


def polkit_yes(context: Context) -> Iterator[Hit]:
    """Yield each text of polkit rules that says YES without a password."""
    for fact in context.policy.facts:
        if fact.option == "security.polkit.extraConfig" and _says_yes(fact.value):
            yield _hit(fact, "")


def _says_yes(text: str) -> bool:
    """Whether a rule permits an action that leads to root, or any action at all."""
    return any(
        re.search(_YES, rule)
        and ("action.id" not in rule or any(action in rule.lower() for action in BROAD_ACTIONS))
        and not re.search(r"action\.lookup\(.unit.\)\s*==", rule)
        for rule in text.split("addRule")
    )


def weak_pam(context: Context) -> Iterator[Hit]:
    """Yield each switch of PAM by which sudo no longer asks for the password of the user."""
    for fact in context.policy.facts:
        group, _, name = fact.option.rpartition(".")
        if group == "security.pam.services.*" and fact.subject in ("sudo", "sudo-i", "doas", "su"):
            weak = name == "text" or fact.value == ("false" if name == "unixAuth" else "true")
            if weak and (name != "rootOK" or fact.subject != "su"):
                yield _hit(fact, f"`{name}` of `{fact.subject}`")
        elif fact.option in _AGENT and fact.value == "true":
            yield _hit(fact, "an SSH agent answers for the user")


def _rootless(policy: Policy, group: str) -> bool:
    return group == "docker" and any(
        fact.option == "virtualisation.docker.rootless.enable" and fact.value == "true"
        for fact in policy.facts
    )


def _hit(fact: Fact, detail: str) -> Hit:
    """That a fact is so, in as far as it is."""
    if fact.condition:
        detail = f"{detail}, where {fact.condition}" if detail else f"where {fact.condition}"
    return Hit(fact.span, detail=detail)
