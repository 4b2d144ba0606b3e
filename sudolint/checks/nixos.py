"""Checks of sudo policies on NixOS, where programs are at other places and wheel has a rule of its own."""

from __future__ import annotations

from sudolint.checks.context import Hit
from sudolint.policy.model import CmndKind, Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.checks.context import Context
    from sudolint.policy.model import Grant

_ELSEWHERE = ("/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/local/")
_THERE = ("/bin/sh", "/usr/bin/env")


def absent_path(context: Context) -> Iterator[Hit]:
    """Yield each command at a path that NixOS doesn't have."""
    for grant in context.policy.grants:
        if _on_nixos(context, grant) and grant.cmnd.kind in (CmndKind.FILE, CmndKind.DIRECTORY):
            path = grant.cmnd.path
            if path.startswith(_ELSEWHERE) and path not in _THERE:
                yield Hit(grant.span, grant, detail=f"`{'!' * grant.negated}{path}`")


def wheel_only(context: Context) -> Iterator[Hit]:
    """Yield each grant to users who can't run sudo, because only wheel may."""
    policy = context.policy
    switch = next((one for one in policy.facts if one.option.endswith(".execWheelOnly")), None)
    if switch is None or switch.value != "true" or switch.condition:
        return
    wheel = {user for user, group, _ in policy.memberships if group == "wheel"}
    for grant in context.granted:
        if all(one.kind is Kind.NAME and one.name not in wheel for one in grant.users):
            yield Hit(grant.span, grant)


def _on_nixos(context: Context, grant: Grant) -> bool:
    return context.around.distro == "nixos" or grant.span.source.path.endswith(".nix")
