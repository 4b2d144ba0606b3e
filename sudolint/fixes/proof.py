"""That two policies mean the same: no decision, no password and no tag differs."""

from __future__ import annotations

import time

from sudolint.checks.context import Context
from sudolint.checks.order import overrides
from sudolint.difference.difference import difference
from sudolint.policy.in_force import InForce
from sudolint.policy.model import CmndKind, Kind, Member, Runas
from sudolint.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.packs import Packs
    from sudolint.policy.model import Grant, Policy, Setting
    from sudolint.policy.surroundings import Surroundings

_ROOT = (Member(Kind.NAME, "root"),)
_NOWHERE = Span(Source("", ""), 0, 0)


def same(old: Policy, new: Policy, packs: Packs, around: Surroundings) -> bool:
    """Whether two policies are proved to mean the same, in two ways that know nothing of each other.

    Their entries come to the same once everything is taken out that never decides; and no command line is
    permitted, or asked a password for, by one of them alone.
    """
    if _settings(old, around) != _settings(new, around):
        return False
    if [*_grants(old, around)] != [*_grants(new, around)] or [*_doas(old)] != [*_doas(new)]:
        return False
    return unchanged(_in_time(old), _in_time(new), packs, around)


def unchanged(old: Policy, new: Policy, packs: Packs, around: Surroundings) -> bool:
    """Whether two policies permit the same, and ask for a password at the same."""
    change = difference(old, new, packs, around)
    if change.added or change.removed or change.unasked:
        return False
    return not difference(new, old, packs, around).unasked


def _grants(policy: Policy, around: Surroundings) -> Iterator[Grant]:
    """The grants that may decide, without their places, each in the one form that means the same."""
    never = {
        id(one.grant)
        for one in overrides(Context(policy, (), around))
        if bool(one.grant.tags.nopasswd) == bool(one.later.tags.nopasswd)
    }
    root = all(setting.name != "runas_default" for setting in policy.settings)
    now = time.time()
    for grant in policy.grants:
        if id(grant) not in never and not _over(grant, now):
            yield _plain(grant, root=root)


def _plain(grant: Grant, *, root: bool) -> Grant:
    runas, cmnd, tags = grant.runas, grant.cmnd, grant.tags
    if root and runas == (None, None):
        runas = Runas(_ROOT, None)
    if cmnd.arguments == "*":
        cmnd = cmnd._replace(arguments=None)
    if cmnd.kind is CmndKind.SUDOEDIT:  # the editor runs as the caller
        tags = tags._replace(noexec=None, intercept=None, setenv=None)
    return grant._replace(
        runas=runas, cmnd=cmnd, tags=tags, span=_NOWHERE, entry=_NOWHERE, reference=None, written=()
    )


def _doas(policy: Policy) -> Iterator[Grant]:
    return (_plain(grant, root=False) for grant in policy.doas)


def _settings(policy: Policy, around: Surroundings) -> list[Setting]:
    """The Defaults that have an effect."""
    idle = {id(one) for one, _ in InForce(policy.settings, around.target).overridden()}
    return [one._replace(span=_NOWHERE) for one in policy.settings if id(one) not in idle]


def _in_time(policy: Policy) -> Policy:
    """The policy without grants whose time is over."""
    now = time.time()
    return policy._replace(grants=tuple([grant for grant in policy.grants if not _over(grant, now)]))


def _over(grant: Grant, now: float) -> bool:
    begin, end = grant.options.notbefore, grant.options.notafter
    return not grant.negated and end is not None and (end < now or (begin is not None and begin > end))
