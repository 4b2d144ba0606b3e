"""Checks of the commands that grants name."""

from __future__ import annotations

from sudolint.policy.model import CmndKind, Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.checks.context import Context, Hit, Holding
    from sudolint.policy.model import Grant

SHELLS = (
    ("/bin/sh",),
    ("/bin/bash",),
    ("/usr/bin/env", "sh"),
    ("/usr/bin/python3", "-c", "import os; os.system('sh')"),
    ("/usr/bin/perl", "-e", "exec 'sh'"),
    ("/tmp/sh",),  # noqa: S108 - a copy that the caller made
)
"""Command lines that give a shell, the plainest first."""

ADMINISTRATORS = ("%sudo", "%wheel", "%admin", "%root")
"""Groups whose members are meant to be root."""


def unrestricted_command(context: Context) -> Iterator[Hit]:
    """Yield each grant of ALL that is not an administrators' one with a password."""
    for holding in context.roots():
        grant, holder = holding
        guarded = holder.knows_target or (_for_administrators(grant) and holder.password)
        if grant.cmnd.kind is CmndKind.ALL and not guarded:
            yield from _shell(context, holding)


def nopasswd_all(context: Context) -> Iterator[Hit]:
    """Yield each grant of ALL whose holders are not even asked for a password."""
    for holding in context.roots():
        if holding.grant.cmnd.kind is CmndKind.ALL and holding.grant.tags.nopasswd:
            yield from _shell(context, holding)


def unrestricted_administrator(context: Context) -> Iterator[Hit]:
    """Yield each grant of ALL to a group of administrators who have to give their password."""
    for holding in context.roots():
        grant, holder = holding
        if grant.cmnd.kind is CmndKind.ALL and _for_administrators(grant) and holder.password:
            yield from _shell(context, holding)


def writable_command(context: Context) -> Iterator[Hit]:
    """Yield each grant of a file that lies where callers can replace it."""
    for holding in context.holdings:
        cmnd = holding.grant.cmnd
        if cmnd.kind is CmndKind.FILE and context.around.places.covers(cmnd.path):
            argv = (cmnd.path, *_fixed_arguments(cmnd.arguments))
            doubt = context.doubt(holding, argv)
            if doubt is not None:
                yield holding.hit(argv, doubt=doubt)


def unrestricted_everyone(context: Context) -> Iterator[Hit]:
    """Yield each grant of ALL to everyone that no other account's password guards."""
    for holding in context.roots():
        if _everyone_everything(holding.grant) and not holding.holder.knows_target:
            yield from _shell(context, holding)


def guarded_everyone(context: Context) -> Iterator[Hit]:
    """Yield each grant of ALL to everyone that only the password of another account guards."""
    for holding in context.roots():
        if _everyone_everything(holding.grant) and holding.holder.knows_target:
            yield from _shell(context, holding)


def _shell(context: Context, holding: Holding) -> Iterator[Hit]:
    """The plainest shell that the holder is permitted, if any."""
    doubtful: Hit | None = None
    for argv in SHELLS:
        doubt = context.doubt(holding, argv)
        if doubt == "":
            yield holding.hit(argv)
            return
        if doubt is not None and doubtful is None:
            doubtful = holding.hit(argv, doubt=doubt)
    if doubtful is not None:
        yield doubtful


def _everyone_everything(grant: Grant) -> bool:
    return grant.cmnd.kind is CmndKind.ALL and any(
        member.kind is Kind.ALL and not member.negated for member in grant.users
    )


def _fixed_arguments(pattern: str | None) -> tuple[str, ...]:
    if pattern in (None, '""') or pattern == "*":
        return ()
    return tuple((pattern or "").split(" "))


def _for_administrators(grant: Grant) -> bool:
    return all(
        member.kind in (Kind.GROUP, Kind.GROUP_ID) and member.text in ADMINISTRATORS for member in grant.users
    )
