"""Checks of whom grants are for, where, and whom they let one become."""

from __future__ import annotations

from sudolint.checks.context import Hit
from sudolint.checks.listing import listed
from sudolint.policy.model import CmndKind, Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sudolint.checks.context import Context, Holding
    from sudolint.policy.model import Grant, Member
    from sudolint.source import Span

_OPEN = (CmndKind.ALL, CmndKind.GLOB, CmndKind.DIRECTORY, CmndKind.REGEX)
"""Commands that leave the program open."""


def excluded_target(context: Context) -> Iterator[Hit]:
    """Yield each grant for all accounts but some."""

    def excepted(members: Sequence[Member]) -> list[str]:
        return [f"`{one.text}`" for one in members if one.negated] if _all_but(members) else []

    yield from _named(context.granted, lambda grant: grant.runas.users, excepted, quote="")


def any_group(context: Context) -> Iterator[Hit]:
    """Yield each grant of an open command under any group, to those who don't become root by it."""
    open_ones = [grant for grant in context.granted if grant.runas.groups and grant.cmnd.kind in _OPEN]
    for grant in _one_of_each(open_ones, lambda grant: grant.runas.groups):
        users, groups = grant.runas
        root = any(one.kind is Kind.ALL or one.text in ("root", "#0") for one in users or ())
        if not root and any(one.kind is Kind.ALL for one in groups or ()):
            yield Hit(grant.span, grant)


def any_target(context: Context) -> Iterator[Hit]:
    """Yield each grant of one program as whatever account the caller likes."""
    for grant in context.granted:
        users = grant.runas.users
        if users and grant.cmnd.kind not in _OPEN and users[-1].kind is Kind.ALL:
            yield Hit(grant.span, grant)


def unsaid_target(context: Context) -> Iterator[Hit]:
    """Yield each grant that doesn't say whom one becomes."""
    for grant in context.granted:
        if grant.runas.users is None and grant.runas.groups is None:
            yield Hit(grant.span, grant)


def root_target(context: Context) -> Iterator[Hit]:
    """Yield each grant by which one becomes root."""
    for holding in context.roots():
        yield Hit(holding.grant.span, holding.grant)


def everyone(context: Context) -> Iterator[Hit]:
    """Yield each entry for every account."""
    for grant in _one_of_each(context.granted, lambda grant: grant.users):
        if any(one.kind is Kind.ALL and not one.negated for one in grant.users):
            yield Hit(grant.entry, grant)


def users_named(context: Context, *names: str) -> Iterator[Hit]:
    """Yield each entry for one of these groups or users, written as in a User_List."""

    def found(members: Sequence[Member]) -> list[str]:
        return [one.text for one in members if one.text.lower() in names]

    yield from _named(context.granted, lambda grant: grant.users, found)


def users_of_kind(context: Context, *kinds: str) -> Iterator[Hit]:
    """Yield each entry for users that are given by number, or by what a directory says."""

    def found(members: Sequence[Member]) -> list[str]:
        return [one.text for one in members if one.kind.value in kinds and one.name != "0"]

    yield from _named(context.granted, lambda grant: grant.users, found)


def hosts_of_kind(context: Context, *kinds: str) -> Iterator[Hit]:
    """Yield each entry for hosts that are given by address, or by what a directory says."""

    def found(members: Sequence[Member]) -> list[str]:
        return [one.text for one in members if one.kind.value in kinds or ("*" in kinds and _wild(one))]

    yield from _named(context.granted, lambda grant: grant.hosts, found)


def only_exceptions(context: Context) -> Iterator[Hit]:
    """Yield each entry with a list that only says who isn't meant: it holds for nobody."""

    def all_of(members: Sequence[Member]) -> list[str]:
        return [one.text for one in members] if all(member.negated for member in members) else []

    for pick in _LISTS:
        yield from _named(context.policy.grants, pick, all_of)


def excepted_from_all(context: Context) -> Iterator[Hit]:
    """Yield each entry for all users or hosts but some."""

    def all_of(members: Sequence[Member]) -> list[str]:
        return [one.text for one in members] if _all_but(members) else []

    for pick in _LISTS[:2]:
        yield from _named(context.granted, pick, all_of)


def indirect_root(context: Context) -> Iterator[Hit]:
    """Yield each grant of ALL as an account that becomes root without a password."""
    step: dict[str, list[Holding]] = {}
    reached: list[str] = []
    for holding in context.holdings:
        if holding.grant.cmnd.kind is CmndKind.ALL:
            holder = holding.holder
            if not holder.becomes_root:
                step.setdefault(holder.runas_user, []).append(holding)
            elif not holder.password and not holder.unknown:
                reached.append(holder.user)
    seen = set(reached)
    for name in reached:
        for holding in step.get(name, ()):
            doubt = context.doubt(holding, ("/bin/sh",))
            detail = f"`{name}` becomes root without a password"
            if doubt is not None:
                yield holding.hit(("/bin/sh",), detail, doubt)
            if not holding.holder.password and holding.holder.user not in seen:
                seen.add(holding.holder.user)
                reached.append(holding.holder.user)


def _wild(member: Member) -> bool:
    return member.kind is Kind.NAME and any(sign in member.name for sign in "*?[")


def _all_but(members: Sequence[Member]) -> bool:
    """Whether a list is of all, and then takes some out again."""
    everyone = False
    for member in members:
        if member.kind is Kind.ALL:
            everyone = not member.negated
        elif member.negated and everyone:
            return True
    return False


_LISTS: tuple[Callable[[Grant], Sequence[Member] | None], ...] = (
    lambda grant: grant.users,
    lambda grant: grant.hosts,
    lambda grant: grant.runas.users,
)


def _named(
    grants: Sequence[Grant],
    pick: Callable[[Grant], Sequence[Member] | None],
    choose: Callable[[Sequence[Member]], list[str]],
    quote: str = "`",
) -> Iterator[Hit]:
    """A hit for each entry with a list of which some members are chosen; a shared list is looked at once."""
    details: dict[int, str] = {}
    for grant in _one_of_each(grants, pick):
        members = pick(grant)
        if members:
            if id(members) not in details:
                details[id(members)] = listed(choose(members))
            if detail := details[id(members)]:
                yield Hit(grant.entry, grant, detail=f"{quote}{detail}{quote}")


def _one_of_each(
    grants: Sequence[Grant], pick: Callable[[Grant], Sequence[Member] | None]
) -> Iterator[Grant]:
    """A grant for each list of each entry, for the grants of an entry may share a long one."""
    seen: set[tuple[Span, int]] = set()
    for grant in grants:
        key = (grant.entry, id(pick(grant)))
        if key not in seen:
            seen.add(key)
            yield grant
