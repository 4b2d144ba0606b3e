"""Checks of the order of entries: the last one that matches counts."""

from __future__ import annotations

from itertools import product

from sudolint.checks.context import Hit
from sudolint.checks.listing import brief
from sudolint.policy.model import CmndKind, Kind
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.checks.context import Context
    from sudolint.policy.model import Cmnd, Grant, Member


class Override(NamedTuple):
    """A grant that never decides, because a later one covers all of it."""

    grant: Grant
    later: Grant


def overrides(context: Context) -> list[Override]:
    """Every grant that a single later one covers, found in one pass from the end."""
    found = []
    later: dict[object, dict[object, Grant]] = {}
    for grant in reversed(context.policy.grants):
        over = _covering(grant, later)
        if over is not None:
            found.append(Override(grant, over))
        dated = grant.options.notbefore is not None or grant.options.notafter is not None
        if not (grant.condition or dated):
            for key in _covered(grant):
                later.setdefault(key, {}).setdefault(_who(grant), grant)
    return found[::-1]


def overridden_denial(context: Context) -> Iterator[Hit]:
    """Yield each denial that a later grant undoes."""
    for grant, later in context.shared(overrides):
        if grant.negated and not later.negated:
            yield Hit(grant.span, grant, detail=_by(later))


def overridden_restriction(context: Context) -> Iterator[Hit]:
    """Yield each grant with a password, or without other programs, that a later one permits without."""
    for grant, later in context.shared(overrides):
        if not (grant.negated or later.negated):
            lost = []
            if grant.tags.nopasswd is False and later.tags.nopasswd:
                lost.append("PASSWD")
            if grant.tags.noexec and not later.tags.noexec:
                lost.append("NOEXEC")
            if lost:
                yield Hit(grant.span, grant, detail=f"{' and '.join(lost)}: {_by(later)}")


def overridden_nopasswd(context: Context) -> Iterator[Hit]:
    """Yield each grant without a password for which a later one wants it all the same."""
    for grant, later in context.shared(overrides):
        if not (grant.negated or later.negated) and grant.tags.nopasswd and not later.tags.nopasswd:
            yield Hit(grant.span, grant, detail=_by(later))


def dead_grant(context: Context) -> Iterator[Hit]:
    """Yield each grant that a later one repeats, covers or denies."""
    for grant, later in context.shared(overrides):
        if not (grant.negated or grant.builtin) and bool(grant.tags.nopasswd) == bool(later.tags.nopasswd):
            yield Hit(grant.span, grant, detail=_by(later))


def futile_denial(context: Context) -> Iterator[Hit]:
    """Yield each denial before which nothing is granted to those whom it concerns."""
    names: set[str] = set()
    granted: set[int] = set()
    anybody = False  # whether a group may hold what the names don't
    for grant in context.policy.grants:
        users = grant.users
        if anybody:
            return
        if not grant.negated:
            if id(users) not in granted:
                granted.add(id(users))
                names.update([member.name for member in users])
                anybody = any(member.kind is not Kind.NAME for member in users)
        elif id(users) not in granted and names.isdisjoint([member.name for member in users]):
            yield Hit(grant.span, grant)


def negated_command(context: Context) -> Iterator[Hit]:
    """Yield each denial."""
    for grant in context.policy.grants:
        if grant.negated:
            yield Hit(grant.span, grant)


def _by(later: Grant) -> str:
    if later.builtin:
        return "what NixOS grants `%wheel` comes later"
    return f"`{'!' * later.negated}{brief(later.cmnd.text)}` on line {later.span.begin.line} comes later"


def _covering(grant: Grant, later: dict[object, dict[object, Grant]]) -> Grant | None:
    """A later grant that covers all of this one."""
    for key in _covering_commands(grant.cmnd):
        people = later.get(key)
        if people:
            for who in product(*_covering_lists(grant)):
                if who in people:
                    return people[who]
    return None


def _covered(grant: Grant) -> Iterator[object]:
    """What a grant covers, as keys that narrower ones look for."""
    cmnd = grant.cmnd
    if cmnd.digests or cmnd.holes:
        yield cmnd
    elif cmnd.kind is CmndKind.ALL:
        yield CmndKind.ALL
    else:
        yield cmnd.path, cmnd.arguments


def _covering_commands(cmnd: Cmnd) -> Iterator[object]:
    if cmnd.digests or cmnd.holes:
        yield cmnd
    else:
        yield cmnd.path, cmnd.arguments
    yield CmndKind.ALL
    if cmnd.arguments is not None and not cmnd.holes:
        yield cmnd.path, None
    if cmnd.kind is CmndKind.FILE and not cmnd.holes:
        yield cmnd.path[: cmnd.path.rfind("/") + 1], None


def _who(grant: Grant) -> tuple[object, ...]:
    return (_list(grant.users), _list(grant.hosts), _list(grant.runas.users), _list(grant.runas.groups))


def _covering_lists(grant: Grant) -> tuple[tuple[object, ...], ...]:
    """For each list of a grant, what covers it."""
    runas = grant.runas
    return (
        (_list(grant.users), _ALL),
        (_list(grant.hosts), _ALL),
        (_list(runas.users), _ALL),
        (_list(runas.groups), _ALL) if runas.groups is not None else (_list(None), _ALL),
    )


_ALL = "ALL"


def _list(members: Sequence[Member] | None) -> object:
    """A key for a list: those that say the same are one object, and `ALL` alone is known."""
    if members is not None and len(members) == 1 and members[0].kind is Kind.ALL and not members[0].negated:
        return _ALL
    return id(members)
