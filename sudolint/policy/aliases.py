"""What lists come to once their aliases are expanded."""

from __future__ import annotations

from sudolint.errors import LimitError
from sudolint.syntax.sudoers import nodes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, TypeAlias, TypeVar

    from sudolint.source import Source

    M = TypeVar("M", nodes.Member, nodes.Cmnd)

Expanded: TypeAlias = "tuple[M, bool, Source | None]"
"""A member, whether it is negated and, from an alias, the source of that."""

EXPANSIONS = 200_000
"""How many members of aliases of a kind are gone through, however these are nested."""

_NONE = 1 << 30
"""For the lowest open alias that was met again: none was."""


class _List:
    """A list that is being expanded: that of an alias, or the one that was asked for."""

    def __init__(self, members: Sequence[Any], named_by: Any = None) -> None:
        self.left = iter(members)
        self.named_by = named_by
        """Where the alias is named."""
        self.expanded: dict[tuple[object, ...], Expanded[Any]] = {}
        self.lowest = _NONE
        """The lowest open alias that was met again on the way."""


class Aliases:
    """The aliases of one kind, and what lists that use them come to."""

    def __init__(self, tree: nodes.Sudoers, kind: type[nodes.Alias]) -> None:
        self._definitions = {entry.name: entry for entry in tree.entries if isinstance(entry, kind)}
        self._expanded: dict[str, list[Expanded[Any]]] = {}
        self._budget = EXPANSIONS

    def expand(self, members: Sequence[M]) -> list[Expanded[M]]:
        """Members with whether they are negated and, from an alias, the source of that.

        A negated alias turns round what each of its members says. An alias that isn't defined, or stands
        in itself, is left as it is. Of two that say the same the last one counts, so only that is kept.
        Raises LimitError.
        """
        if len(members) == 1 and members[0].kind is not nodes.Kind.ALIAS:
            return [(members[0], members[0].negated, None)]
        lists = [_List(members)]
        opened: dict[str, int] = {}
        while True:
            current = lists[-1]
            inner = self._next(current, opened)
            if inner is not None:
                opened[inner.named_by.name] = len(opened)
                lists.append(inner)
                continue
            found = list(current.expanded.values())
            lists.pop()
            if not lists:
                return found
            member = current.named_by
            place = opened.pop(member.name)
            source = self._definitions[member.name].source
            found = [(one, no, before or source) for one, no, before in found]
            if current.lowest > place:  # not in a circle, so it comes to the same everywhere
                self._expanded[member.name] = found
            outer = lists[-1]
            outer.lowest = min(outer.lowest, current.lowest)
            self._add(outer, member, found)

    def _next(self, current: _List, opened: dict[str, int]) -> _List | None:
        """Take members up to an alias that has to be expanded first: its list."""
        for member in current.left:
            self._spend(1 if current.named_by else 0)
            name = member.name
            if member.kind is not nodes.Kind.ALIAS or name not in self._definitions:
                _keep(current, (member, member.negated, None))
            elif name in opened:
                current.lowest = min(current.lowest, opened[name])
                _keep(current, (member, member.negated, None))
            elif name in self._expanded:
                self._add(current, member, self._expanded[name])
            else:
                return _List(self._definitions[name].members, member)
        return None

    def _add(self, outer: _List, member: Any, inner: Sequence[Expanded[Any]]) -> None:
        """Put what an alias stands for in its place."""
        self._spend(len(inner))
        for one, negated, source in inner:
            _keep(outer, (one, negated != member.negated, source))

    def _spend(self, members: int) -> None:
        self._budget -= members
        if self._budget < 0:
            raise LimitError("the aliases stand for too many members")


def _keep(current: _List, found: Expanded[Any]) -> None:
    key = _without_place(found[0])
    current.expanded.pop(key, None)
    current.expanded[key] = found


def _without_place(member: nodes.Member | nodes.Cmnd) -> tuple[object, ...]:
    """What a member says, whether or not it is negated."""
    if isinstance(member, nodes.Member):
        return member.kind, member.name
    digests = tuple((digest.algorithm, digest.value) for digest in member.digests)
    return member.kind, member.name, member.arguments, digests
