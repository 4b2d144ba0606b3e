"""What several evaluations found, put together: each thing with the condition under which it is there."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from typing import TypeAlias, TypeVar

    from sudolint.policy.nixos.conditions import Decision

    T = TypeVar("T", bound=Hashable)


Found: TypeAlias = "tuple[T, str, tuple[str, ...]]"
"""What evaluations found, under which condition (empty: always), and on which machines (none: on all)."""


class Combination:
    """Several evaluations, by the machine of each and the answers that it was given."""

    def __init__(self, machines: Sequence[str], answers: Sequence[Sequence[Decision]]) -> None:
        self._machines = machines
        self._answers = [{(one.text, one.elsewhere): one for one in made} for made in answers]

    def merged(self, lists: Sequence[Sequence[T]]) -> list[Found[T]]:
        """What is in the list of any evaluation, in their order."""
        order: list[tuple[T, int]] = []
        holders: dict[tuple[T, int], set[int]] = {}
        for number, items in enumerate(lists):
            places = {key: place for place, key in enumerate(order)}
            at = added = 0
            seen: dict[T, int] = {}
            for item in items:
                key = (item, seen.get(item, 0))
                seen[item] = key[1] + 1
                holders.setdefault(key, set()).add(number)
                if key in places:
                    at = max(at, places[key] + added + 1)
                else:
                    order.insert(at, key)
                    added += 1
                    at += 1
        return [self._found(key[0], holders[key]) for key in order]

    def _found(self, item: T, holders: set[int]) -> Found[T]:
        machines = tuple(dict.fromkeys([self._machines[number] for number in sorted(holders)]))
        others = [
            number
            for number, machine in enumerate(self._machines)
            if machine in machines and number not in holders
        ]
        everywhere = len(machines) == len(set(self._machines))
        return item, self._condition(holders, others), () if everywhere else machines

    def _condition(self, holders: set[int], others: list[int]) -> str:
        """What distinguishes some evaluations from others, in words."""
        if not others:
            return ""
        phrases: list[str] = []
        for key in self._answers[min(holders)]:
            inside = [self._answers[number].get(key) for number in holders]
            outside = [self._answers[number].get(key) for number in others]
            here = {one.answer for one in inside if one is not None}
            there = {one.answer for one in outside if one is not None}
            if None not in inside and there and here.isdisjoint(there):
                words = sorted({one.phrase for one in inside if one is not None})
                phrases.append(" or ".join(words))
        return " and ".join(phrases) or "more than one thing is so that is not known"
