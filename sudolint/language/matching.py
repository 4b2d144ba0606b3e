"""Whether an expression matches a text, without an automaton: the judge of the engine's answers."""

from __future__ import annotations

from sudolint.language.charset import BIT
from sudolint.language.expression import Alt, Cat, Chars, Lazy, Star

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.language.expression import Expression


def matches(expression: Expression, text: str) -> bool:
    """Whether the whole text is one of the expression's words."""
    return bool(_Text(text).ends(expression, 1) >> len(text) & 1)


class _Text:
    """A text with, for sets of characters, the places where they stand (bit n: before character n)."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._where: dict[int, int] = {}
        self._ends: dict[tuple[int, int], int] = {}

    def ends(self, expression: Expression, starts: int) -> int:
        """Where matches end that begin at any of these places."""
        if not starts:
            return 0
        key = (id(expression), starts)
        if key not in self._ends:
            self._ends[key] = self._find_ends(expression, starts)
        return self._ends[key]

    def _find_ends(self, expression: Expression, starts: int) -> int:
        match expression:
            case Chars():
                return (starts & self._places(expression.members)) << 1
            case Cat():
                for item in expression.items:
                    starts = self.ends(item, starts)
                return starts
            case Alt():
                reached = 0
                for item in expression.items:
                    reached |= self.ends(item, starts)
                return reached
            case Star():
                reached = fresh = starts
                while fresh:
                    fresh = self.ends(expression.item, fresh) & ~reached
                    reached |= fresh
                return reached
            case Lazy():
                return self.ends(expression.made(), starts)
            case _:
                raise TypeError(expression)

    def _places(self, members: int) -> int:
        if members not in self._where:
            places = 0
            for at, character in enumerate(self._text):
                if members & BIT[ord(character)]:
                    places |= 1 << at
            self._where[members] = places
        return self._where[members]
