"""Checks of tags and options, written or inherited."""

from __future__ import annotations

import time

from sudolint.checks.context import Hit
from sudolint.checks.listing import brief
from sudolint.checks.settings import hit
from sudolint.policy.in_force import value_of
from sudolint.policy.model import CmndKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.checks.context import Context
    from sudolint.policy.model import Grant

_RUN_ANYTHING = frozenset(
    """sh bash dash zsh ksh ash csh tcsh fish busybox sudo su env find xargs python python3 perl ruby node lua
    php awk gawk mawk tclsh expect dpkg rpm apt apt-get dnf yum pacman zypper cp mv tee dd tar rsync install
    ln chmod chown docker podman systemctl mount""".split()
)
"""Programs whose harm lies in what they do themselves, or that are of no use where they can't run others."""


def nopasswd(context: Context) -> Iterator[Hit]:
    """Yield each grant that is used without a password."""
    for grant in context.granted:
        if grant.tags.nopasswd:
            yield Hit(grant.span, grant)


def leaked_nopasswd(context: Context) -> Iterator[Hit]:
    """Yield each command of a NixOS rule that is NOPASSWD because one before it is."""
    before: Grant | None = None
    for grant in context.policy.grants:
        leaked = grant.tags.nopasswd and "NOPASSWD" not in grant.written
        if leaked and before is not None and _apart_in_nix(before, grant):
            yield Hit(grant.span, grant, detail=f"`{brief(grant.cmnd.text)}`")
        before = grant


def _apart_in_nix(before: Grant, grant: Grant) -> bool:
    """Whether two commands stand in a Nix file as elements of a list, each with its own options."""
    one, other = before.span, grant.span
    if not other.source.path.endswith(".nix"):
        return False
    return one.source is not other.source or '"' in one.source.text[one.end : other.start + 1]


def carried_tag(context: Context) -> Iterator[Hit]:
    """Yield each grant that has NOPASSWD, SETENV or an account from a command before it."""
    for grant in context.granted:
        inherited = []
        if grant.tags.nopasswd and "NOPASSWD" not in grant.written:
            inherited.append("NOPASSWD")
        if grant.tags.setenv and not grant.tags.setenv_implied and "SETENV" not in grant.written:
            inherited.append("SETENV")
        if inherited:
            yield Hit(grant.span, grant, detail=f"{' and '.join(inherited)} for `{brief(grant.cmnd.text)}`")


def carried_to_another(context: Context) -> Iterator[Hit]:
    """Yield each grant with a Runas_Spec of its own to which NOPASSWD comes from before that."""
    before: Grant | None = None
    for grant in context.granted:
        own = {"NOPASSWD", "PASSWD"}.intersection(grant.written)
        carried = grant.tags.nopasswd and not own and "()" in grant.written
        if carried and before is not None and before.runas != grant.runas:
            yield Hit(grant.span, grant, detail=f"`{brief(grant.cmnd.text)}`")
        before = grant


def futile_noexec(context: Context) -> Iterator[Hit]:
    """Yield each NOEXEC at a program that does harm by itself, or for which it means nothing."""
    for grant in context.granted:
        name = grant.cmnd.path.rpartition("/")[2]
        if grant.tags.noexec and (grant.cmnd.kind is CmndKind.ALL or name in _RUN_ANYTHING):
            yield Hit(grant.span, grant)


def idle_tag(context: Context) -> Iterator[Hit]:
    """Yield each tag at sudoedit that does nothing there."""
    for grant in context.granted:
        if grant.cmnd.kind is CmndKind.SUDOEDIT:
            for name in grant.written:
                if name in ("NOEXEC", "INTERCEPT", "SETENV"):
                    yield Hit(grant.span, grant, detail=name)


def follow_tag(context: Context) -> Iterator[Hit]:
    """Yield each file that may be edited by way of links."""
    for grant in context.granted:
        if grant.cmnd.kind is CmndKind.SUDOEDIT and grant.tags.follow:
            yield Hit(grant.span, grant)


def chosen_root(context: Context) -> Iterator[Hit]:
    """Yield what lets the caller choose the root directory of a command."""
    for setting in context.in_force.of("runchroot"):
        if value_of(setting) == "*":
            yield hit(setting)
    for grant in context.granted:
        if grant.options.chroot == "*":
            yield Hit(grant.span, grant)


def writable_root(context: Context) -> Iterator[Hit]:
    """Yield each root directory that the caller can write to."""
    for setting in context.in_force.of("runchroot"):
        if _writable(context, value_of(setting)):
            yield hit(setting)
    for grant in context.granted:
        if _writable(context, grant.options.chroot or ""):
            yield Hit(grant.span, grant, detail=f"`{grant.options.chroot}`")


def other_root(context: Context) -> Iterator[Hit]:
    """Yield each grant in another root directory, which sudo gives up."""
    for grant in context.granted:
        if grant.options.chroot not in (None, "*"):
            yield Hit(grant.span, grant)


def chosen_directory(context: Context) -> Iterator[Hit]:
    """Yield what lets the caller choose the working directory of a command."""
    for setting in context.in_force.of("runcwd"):
        if value_of(setting) == "*":
            yield hit(setting)
    for grant in context.granted:
        if grant.options.chdir == "*":
            yield Hit(grant.span, grant)


def _writable(context: Context, path: str) -> bool:
    return path.startswith("~") or context.around.places.covers(path.rstrip("/") + "/x")


def expired_grant(context: Context) -> Iterator[Hit]:
    """Yield each grant whose time is over, or never comes."""
    return _untimely(context, negated=False)


def expired_denial(context: Context) -> Iterator[Hit]:
    """Yield each denial whose time is over, or never comes."""
    return _untimely(context, negated=True)


def _untimely(context: Context, *, negated: bool) -> Iterator[Hit]:
    now = time.time()
    for grant in context.policy.grants:
        begin, end = grant.options.notbefore, grant.options.notafter
        if end is not None and grant.negated == negated:
            if begin is not None and begin > end:
                yield Hit(grant.span, grant, detail="NOTBEFORE is later than NOTAFTER")
            elif end < now:
                day = time.strftime("%Y-%m-%d", time.gmtime(end)) if end > 0 else "long ago"
                yield Hit(grant.span, grant, detail=f"it ended {day}")


def without_role(context: Context) -> Iterator[Hit]:
    """Yield each grant of ALL that isn't put into a role of SELinux."""
    for grant in context.granted:
        if grant.cmnd.kind is CmndKind.ALL and not (grant.options.role and grant.options.type):
            yield Hit(grant.span, grant)


def unlogged_output(context: Context) -> Iterator[Hit]:
    """Yield each grant of ALL whose output isn't logged."""
    if context.value("log_output") != "on":
        for grant in context.granted:
            if grant.cmnd.kind is CmndKind.ALL and not grant.tags.log_output:
                yield Hit(grant.span, grant)
