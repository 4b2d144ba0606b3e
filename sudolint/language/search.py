"""Is there a word that is in all of these languages and in none of those? If so, the nicest."""

from __future__ import annotations

from heapq import heappop, heappush

from sudolint.errors import LimitError
from sudolint.language.automaton import DEAD
from sudolint.language.charset import BIT, EVERYTHING, LETTERS, TIDY, nicest
from sudolint.language.expression import FAR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from sudolint.language.automaton import Automaton
    from sudolint.language.layers import Layers

    Judge: TypeAlias = Automaton | Layers


class Effort:
    """How much may still be spent on searches that belong together; a way to a state costs 1 or more."""

    __slots__ = ("left",)

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, cost: int) -> None:
        """Take away what something costs. Raises LimitError where nothing is left."""
        if self.left <= 0:
            raise LimitError(TOO_MANY)
        self.left -= cost

    def spend_on_little(self, cost: int) -> None:
        """Take away what something costs that is known to end soon: there is a reserve for it.

        Raises LimitError where that is spent, too.
        """
        if self.gone:
            raise LimitError(TOO_MANY)
        self.left -= cost

    @property
    def gone(self) -> bool:
        """Whether the reserve is spent as well."""
        return self.left <= -RESERVE


RESERVE = 50_000
"""What may be spent on little things once nothing else is left."""

TOO_MANY = "too many cases to decide in this policy"


BUDGET = 40_000
"""What a search may cost before the question counts as undecided."""

_BREADTH = 16
"""How many positions of an expression cost as much as a state."""

LETTER_COST, TIDY_COST, UNTIDY_COST = 4, 5, 48
"""What a character costs: a letter, digit or boundary, another tidy one, one that has to be quoted."""

_COSTS = {
    chr(code): LETTER_COST if bit & LETTERS else TIDY_COST if bit & TIDY else UNTIDY_COST
    for code, bit in enumerate(BIT)
}

_STRAIGHT = 1000
"""How many characters are gone straight on at most: where no end can be reached, a way may lead round."""


def witness(
    inside: Sequence[Automaton],
    outside: Sequence[Judge] = (),
    effort: Effort | None = None,
) -> str | None:
    """The nicest word that all of `inside` accept and none of `outside`; None: there is none.

    Explores the product of the automata from the start (A*: Hart, Nilsson, Raphael 1968); the distance
    to acceptance is the heuristic. Raises LimitError where it would cost more than BUDGET, or than the
    effort that is left.
    """
    effort = effort or Effort(BUDGET)
    enough = max(effort.left - BUDGET, 0)
    count = len(inside)
    judges = (*inside, *outside)
    start = tuple([judge.start for judge in judges])
    if DEAD in start[:count]:
        return None
    best = {start: 0}
    came: dict[tuple[int, ...], tuple[tuple[int, ...], str]] = {}
    heap = [(0, 0, 0, start)]
    pushed = 0
    while heap:
        _, _, cost, state = heappop(heap)
        if cost > best[state]:
            continue
        if _accepted(inside, outside, state):
            return _word(came, state)
        breadth = sum([judge.breadth(part) for judge, part in zip(judges, state, strict=True)])
        successors = _successors(inside, outside, state)
        effort.spend(breadth // _BREADTH + len(successors))
        if effort.left < enough:
            raise LimitError("too many cases to decide")
        for members, begun in successors:
            text, target = _straight_on(inside, outside, nicest(members), begun)
            effort.left -= len(text) // _BREADTH
            if target is None:
                continue
            reached = cost + sum([_COSTS[character] for character in text])
            if reached >= best.get(target, FAR):
                continue
            best[target] = reached
            came[target] = (state, text)
            distance = TIDY_COST * max([a.distance(s) for a, s in zip(inside, target[:count], strict=True)])
            pushed -= 1  # of equal hopes the newest first: straight on to the end
            heappush(heap, (reached + distance, pushed, reached, target))
    return None


def _straight_on(
    inside: Sequence[Automaton], outside: Sequence[Judge], text: str, state: tuple[int, ...]
) -> tuple[str, tuple[int, ...] | None]:
    """The text with all characters that must follow it, and the state after them; None: they lead nowhere."""
    judges = (*inside, *outside)
    for _ in range(_STRAIGHT):
        character = ""
        for automaton, part in zip(inside, state, strict=False):
            if character := automaton.only(part):
                break
        if not character:
            break
        text += character
        state = tuple([judge.step(part, character) for judge, part in zip(judges, state, strict=True)])
        if DEAD in state[: len(inside)]:
            return text, None
        if any(out.universal(part) for out, part in zip(outside, state[len(inside) :], strict=True)):
            return text, None
    return text, state


def _accepted(inside: Sequence[Judge], outside: Sequence[Judge], state: tuple[int, ...]) -> bool:
    for automaton, part in zip(inside, state, strict=False):
        if not automaton.accepting(part):
            return False
    return not any(a.accepting(part) for a, part in zip(outside, state[len(inside) :], strict=True))


def _successors(
    inside: Sequence[Judge], outside: Sequence[Judge], state: tuple[int, ...]
) -> list[tuple[int, tuple[int, ...]]]:
    """Disjoint sets of characters with the product state that each leads to."""
    rows: list[tuple[int, tuple[int, ...]]] = [(EVERYTHING, ())]
    for automaton, part in zip(inside, state, strict=False):
        rows = [
            (common, (*targets, target))
            for members, targets in rows
            for others, target in automaton.moves(part, members)
            if (common := members & others)
        ]
    for automaton, part in zip(outside, state[len(inside) :], strict=True):
        split = []
        for members, targets in rows:
            rest = members
            for others, target in automaton.moves(part, members):
                if common := members & others:
                    rest ^= common
                    if not automaton.universal(target):
                        split.append((common, (*targets, target)))
            if rest:
                split.append((rest, (*targets, DEAD)))
        rows = split
    return rows


def _word(came: dict[tuple[int, ...], tuple[tuple[int, ...], str]], state: tuple[int, ...]) -> str:
    pieces = []
    while state in came:
        state, text = came[state]
        pieces.append(text)
    return "".join(reversed(pieces))
