"""Deterministic automata made of expressions, lazily: only what is visited is ever built.

An expression is taken apart into positions, each a set of characters with what follows it (Glushkov
1961, Antimirov 1996). A state is the set of positions that can come next, as an integer with one bit a
position, and whether the word may end here.
"""

from __future__ import annotations

from sudolint.errors import LimitError
from sudolint.language.charset import BIT, EVERYTHING, nicest
from sudolint.language.expression import FAR, Alt, Cat, Chars, Expression, Lazy, Star

DEAD = 0
"""The state that no word leads out of."""

FEW = 4
"""How many characters are looked at one by one, where others are asked for."""


_MANY = 16
"""So many bits of a number are found sooner among its digits than by arithmetic."""

PLACES = 1_000_000
"""How many places of an expression are looked at, if not said otherwise; counts in counts have very many."""


class _Place:
    """An expression to be matched, and what is to be matched after it (None: the word's end)."""

    __slots__ = ("after", "before", "distance", "expression", "first", "position")

    def __init__(self, expression: Expression, after: _Place | None) -> None:
        self.expression = expression
        self.after = after
        self.distance: int = expression.shortest + (after.distance if after else 0)
        self.before: dict[int, _Place] = {}
        """Places that this one comes after, by their expressions' identity."""
        self.position = -1
        self.first: tuple[int, bool] | None = None
        """The positions that can come next here, and whether the word may end here."""


class Automaton:
    """The words of an expression, as a deterministic automaton that grows while it is used.

    Whatever makes it grow raises LimitError where the expression is too large.
    """

    __slots__ = (
        "_accepting",
        "_distances",
        "_last",
        "_masks",
        "_most",
        "_moves",
        "_numbers",
        "_only",
        "_positions",
        "_sets",
        "_some_moves",
        "_steps",
        "_universal",
        "places",
        "start",
    )

    def __init__(self, expression: Expression, places: int = PLACES) -> None:
        """Look at so many places of the expression at most."""
        self._last: dict[int, _Place] = {}
        self._positions: list[_Place] = []
        self.places = 0
        """How many places of the expression were looked at."""
        self._most = places
        self._sets: list[int] = []
        self._numbers: dict[tuple[int, bool], int] = {(0, False): DEAD}
        self._masks = [0]
        self._accepting = [False]
        self._moves: list[list[tuple[int, int]] | None] = [[]]
        self._some_moves: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self._steps: list[dict[str, int]] = [{}]
        self._only: list[str | None] = [""]
        self._distances = [FAR]
        self._universal: list[bool | None] = [False]
        self.start = self._state(*self._first(self._place(expression, None)))

    def accepting(self, state: int) -> bool:
        """Whether a word may end in this state."""
        return self._accepting[state]

    def distance(self, state: int) -> int:
        """A lower bound of the number of characters from here to a word's end."""
        return self._distances[state]

    def breadth(self, state: int) -> int:
        """How many positions of the expression can come next: what it takes to find the moves."""
        return self._masks[state].bit_count()

    def universal(self, state: int) -> bool:
        """Whether every continuation is known to be accepted; False may also mean unknown."""
        known = self._universal[state]
        if known is None:
            known = self._accepting[state] and any(map(self._swallows, _bits(self._masks[state])))
            self._universal[state] = known
        return known

    def moves(self, state: int, within: int = EVERYTHING) -> list[tuple[int, int]]:
        """Disjoint sets of characters with the state that each leads to, the dead one left out.

        Characters that are not `within` may be left out too: what they lead to is then never built.
        """
        moves = self._moves[state]
        if moves is None:
            if within.bit_count() <= FEW:
                key = (state, within)
                if key not in self._some_moves:
                    self._some_moves[key] = self._make_moves(self._masks[state], within)
                return self._some_moves[key]
            moves = self._moves[state] = self._make_moves(self._masks[state])
        return moves

    def step(self, state: int, character: str) -> int:
        """The state after one more character."""
        target = self._steps[state].get(character)
        if target is None:
            target = self._state(*self._reached(self._masks[state], BIT[ord(character)]))
            self._steps[state][character] = target
        return target

    def only(self, state: int) -> str:
        """The character that must come next; empty where there is a choice."""
        known = self._only[state]
        if known is None:
            known = ""
            mask = self._masks[state]
            if not self._accepting[state] and mask & (mask - 1) == 0:
                members = self._sets[mask.bit_length() - 1]
                if members & (members - 1) == 0:
                    known = nicest(members)
            self._only[state] = known
        return known

    def accepts(self, word: str) -> bool:
        """Whether the word is one of the expression's."""
        state = self.start
        for character in word:
            state = self.step(state, character)
            if state == DEAD:
                return False
        return self._accepting[state]

    def _reached(self, mask: int, members: int) -> tuple[int, bool]:
        """The positions that can come next after one of these characters, and whether the word may end."""
        reached, accepting = 0, False
        for position in _bits(mask):
            if self._sets[position] & members:
                follow, ends = self._follow(position)
                reached |= follow
                accepting = accepting or ends
        return reached, accepting

    def _place(self, expression: Expression, after: _Place | None) -> _Place:
        self.places += 1
        if self.places > self._most:
            raise LimitError("too many cases to decide")
        places = self._last if after is None else after.before
        place = places.get(id(expression))
        if place is None:
            place = places[id(expression)] = _Place(expression, after)
        return place

    def _first(self, place: _Place) -> tuple[int, bool]:
        """The positions that can come next at a place, and whether the word may end there."""
        if place.first is not None:
            return place.first
        mask = 0
        accepting = False
        stack: list[_Place | None] = [place]
        seen: set[_Place] = set()
        while stack:
            at = stack.pop()
            if at is None:
                accepting = True
                continue
            if at in seen:
                continue
            seen.add(at)
            if at.first is not None:
                mask |= at.first[0]
                accepting = accepting or at.first[1]
                continue
            expression, after = at.expression, at.after
            kind = type(expression)
            if kind is Chars:
                mask |= 1 << self._position(at, expression.members)  # type: ignore[attr-defined]
            elif kind is Cat:
                for item in reversed(expression.items):  # type: ignore[attr-defined]
                    after = self._place(item, after)
                stack.append(after)
            elif kind is Alt:
                stack += [self._place(item, after) for item in expression.items]  # type: ignore[attr-defined]
            elif kind is Star:
                stack.append(after)
                stack.append(self._place(expression.item, at))  # type: ignore[attr-defined]
            elif kind is Lazy:
                stack.append(self._place(expression.made(), after))  # type: ignore[attr-defined]
        place.first = mask, accepting
        return place.first

    def _position(self, place: _Place, members: int) -> int:
        if place.position < 0:
            place.position = len(self._positions)
            self._positions.append(place)
            self._sets.append(members)
        return place.position

    def _follow(self, position: int) -> tuple[int, bool]:
        after = self._positions[position].after
        return (0, True) if after is None else after.first or self._first(after)

    def _swallows(self, position: int) -> bool:
        """Whether a position takes any character, may come again and may be the last."""
        mask, accepting = self._follow(position)
        return accepting and self._sets[position] == EVERYTHING and bool(mask >> position & 1)

    def _state(self, mask: int, accepting: bool) -> int:
        number = self._numbers.get((mask, accepting))
        if number is None:
            number = self._numbers[mask, accepting] = len(self._masks)
            self._masks.append(mask)
            self._accepting.append(accepting)
            self._moves.append(None)
            self._steps.append({})
            self._only.append(None)
            self._universal.append(None)
            distance = 0
            if not accepting:
                distance = min([self._positions[position].distance for position in _bits(mask)])
            self._distances.append(distance)
        return number

    def _make_moves(self, mask: int, within: int = EVERYTHING) -> list[tuple[int, int]]:
        by_set: dict[int, int] = {}
        sets = self._sets
        for position in _bits(mask):
            members = sets[position] & within
            if members:
                by_set[members] = by_set.get(members, 0) | 1 << position
        parts: list[tuple[int, int]] = []
        for members, positions in by_set.items():
            parts = _refine(parts, members, positions)
        targets: dict[int, int] = {}
        for members, positions in parts:
            reached = 0
            accepting = False
            for position in _bits(positions):
                follow, ends = self._follow(position)
                reached |= follow
                accepting = accepting or ends
            target = self._state(reached, accepting)
            targets[target] = targets.get(target, 0) | members
        return [(members, target) for target, members in targets.items() if target != DEAD]


def _refine(parts: list[tuple[int, int]], members: int, positions: int) -> list[tuple[int, int]]:
    """Split disjoint sets so that one more set is a union of some of them."""
    refined: list[tuple[int, int]] = []
    for part, inside in parts:
        common = part & members
        if not common:
            refined.append((part, inside))
            continue
        refined.append((common, inside | positions))
        members ^= common
        if common != part:
            refined.append((part ^ common, inside))
    if members:
        refined.append((members, positions))
    return refined


def _bits(mask: int) -> list[int]:
    """The numbers of the bits that are set."""
    numbers = []
    if mask.bit_count() > _MANY:  # arithmetic on long numbers takes longer than looking at each digit
        digits = bin(mask)[:1:-1]
        number = digits.find("1")
        while number >= 0:
            numbers.append(number)
            number = digits.find("1", number + 1)
        return numbers
    while mask:
        low = mask & -mask
        numbers.append(low.bit_length() - 1)
        mask ^= low
    return numbers
