"""What several evaluations found, put together: each thing with the condition under which it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from sudolint.policy.nixos.conditions import Decision

T = TypeVar("T", bound="Hashable")


class Combination:
    """Several evaluations, by the answers that each of them was given."""

    def __init__(self, answers: Sequence[Sequence[Decision]]) -> None:
        self._answers = [{(one.text, one.elsewhere): one for one in made} for made in answers]

    def merged(self, lists: Sequence[Sequence[T]]) -> list[tuple[T, str]]:
        """What is in the list of any evaluation, in their order.

        With each thing the condition under which it is there, in words; empty: always.
        """
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
        return [(key[0], self._condition(holders[key])) for key in order]

    def _condition(self, holders: set[int]) -> str:
        """What distinguishes some evaluations from the others, in words."""
        if len(holders) == len(self._answers):
            return ""
        phrases: list[str] = []
        for key in self._answers[min(holders)]:
            inside = [answers.get(key) for number, answers in enumerate(self._answers) if number in holders]
            outside = [
                answers.get(key) for number, answers in enumerate(self._answers) if number not in holders
            ]
            here = {one.answer for one in inside if one is not None}
            there = {one.answer for one in outside if one is not None}
            if None not in inside and there and here.isdisjoint(there):
                words = sorted({one.phrase for one in inside if one is not None})
                phrases.append(" or ".join(words))
        return " and ".join(phrases) or "more than one thing is so that is not known"
