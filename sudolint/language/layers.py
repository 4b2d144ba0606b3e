"""Words judged by an ordered list of expressions, of which the last one that matches decides."""

from __future__ import annotations

from sudolint.language.automaton import DEAD, Automaton
from sudolint.language.charset import BIT, EVERYTHING
from sudolint.language.expression import FAR, Expression, alt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Layers:
    """An automaton of the words whose last matching layer is positive; used like `Automaton`.

    Neighbours of the same sign become one layer, so that lists that seldom change sign stay small.
    """

    def __init__(self, layers: Iterable[tuple[Expression, bool]]) -> None:
        """Take expressions, and whether each is positive, in order."""
        merged: list[tuple[list[Expression], bool]] = []
        for expression, positive in layers:
            if merged and merged[-1][1] == positive:
                merged[-1][0].append(expression)
            elif merged or positive:
                merged.append(([expression], positive))
        self._layers = [Automaton(alt(expressions)) for expressions, _ in merged]
        self._signs = [positive for _, positive in merged]
        self._states: list[tuple[int, ...]] = [(DEAD,) * len(self._layers)]
        self._numbers = {self._states[0]: DEAD}
        self._moves: list[list[tuple[int, int]] | None] = [[]]
        self.start = self._number(tuple([layer.start for layer in self._layers]))

    def accepting(self, state: int) -> bool:
        """Whether a word that ends here has a positive layer as its last."""
        parts = self._states[state]
        for layer, part, positive in zip(
            reversed(self._layers), reversed(parts), reversed(self._signs), strict=True
        ):
            if layer.accepting(part):
                return positive
        return False

    def distance(self, state: int) -> int:
        """A lower bound of the number of characters from here to a word's end."""
        return min(
            [
                layer.distance(part)
                for layer, part, positive in zip(self._layers, self._states[state], self._signs, strict=True)
                if positive
            ],
            default=FAR,
        )

    def breadth(self, state: int) -> int:
        """How many positions of all layers can come next."""
        return sum(
            [layer.breadth(part) for layer, part in zip(self._layers, self._states[state], strict=True)]
        )

    def universal(self, state: int) -> bool:
        """Whether every continuation is known to be accepted; False may also mean unknown."""
        if not self._layers or not self._signs[-1]:
            return False
        return self._layers[-1].universal(self._states[state][-1])

    def moves(self, state: int, within: int = EVERYTHING) -> list[tuple[int, int]]:
        """Disjoint sets of characters with the state that each leads to, the dead one left out."""
        moves = self._moves[state]
        if moves is None:
            moves = self._moves[state] = self._make_moves(self._states[state])
        return moves

    def step(self, state: int, character: str) -> int:
        """The state after one more character."""
        bit = BIT[ord(character)]
        return next((target for members, target in self.moves(state) if members & bit), DEAD)

    def accepts(self, word: str) -> bool:
        """Whether the last layer that matches the word is positive."""
        state = self.start
        for character in word:
            state = self.step(state, character)
        return self.accepting(state)

    def _make_moves(self, parts: tuple[int, ...]) -> list[tuple[int, int]]:
        rows: list[tuple[int, tuple[int, ...]]] = [(EVERYTHING, ())]
        for layer, part in zip(self._layers, parts, strict=True):
            split: list[tuple[int, tuple[int, ...]]] = []
            for members, targets in rows:
                rest = members
                for others, target in layer.moves(part):
                    if common := rest & others:
                        rest ^= common
                        split.append((common, (*targets, target)))
                if rest:
                    split.append((rest, (*targets, DEAD)))
            rows = split
        return [
            (members, self._number(targets))
            for members, targets in rows
            if any(target != DEAD and positive for target, positive in zip(targets, self._signs, strict=True))
        ]

    def _number(self, parts: tuple[int, ...]) -> int:
        number = self._numbers.get(parts)
        if number is None:
            number = self._numbers[parts] = len(self._states)
            self._states.append(parts)
            self._moves.append(None)
        return number
