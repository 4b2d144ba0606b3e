"""Regular expressions as trees, whatever notation they came from."""

from __future__ import annotations

from sudolint.language.charset import ANY, BIT, EVERYTHING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


FAR = 1 << 30
"""The length of the shortest word where there is none."""


class Expression:
    """A set of words. Compared by identity, so that an automaton can tell two places apart.

    `shortest` is the length of its shortest word, or a lower bound of it.
    """

    __slots__ = ("shortest",)
    shortest: int


class Chars(Expression):
    """One character out of a set."""

    __slots__ = ("members",)

    def __init__(self, members: int) -> None:
        self.members = members
        self.shortest = 1


class Cat(Expression):
    """Expressions one after another; none: the empty word."""

    __slots__ = ("items",)

    def __init__(self, items: tuple[Expression, ...]) -> None:
        self.items = items
        self.shortest = sum([item.shortest for item in items])


class Alt(Expression):
    """One of several expressions; none: no word at all."""

    __slots__ = ("items",)

    def __init__(self, items: tuple[Expression, ...]) -> None:
        self.items = items
        self.shortest = min([item.shortest for item in items], default=FAR)


class Star(Expression):
    """An expression any number of times."""

    __slots__ = ("item",)

    def __init__(self, item: Expression) -> None:
        self.item = item
        self.shortest = 0


class Lazy(Expression):
    """An expression that is made when an automaton first comes to it."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Expression], shortest: int = 0) -> None:
        self._make = make
        self._made: Expression | None = None
        self.shortest = shortest

    def made(self) -> Expression:
        """The expression itself; the same one each time."""
        if self._made is None:
            self._made = self._make()
        return self._made


EMPTY = Cat(())
"""The empty word."""

NOTHING = Alt(())
"""No word at all."""

CHARACTER = [Chars(bit) for bit in BIT]
"""Each single character, by its code."""

BOUNDARY = CHARACTER[0]
"""The boundary between two arguments."""

WORD = Star(Chars(ANY))
"""Any one argument, also an empty one."""

ANYTHING = Star(Chars(EVERYTHING))
"""Anything at all, any number of arguments."""


def cat(*items: Expression) -> Expression:
    """The items one after another."""
    return items[0] if len(items) == 1 else Cat(items)


def alt(items: Iterable[Expression]) -> Expression:
    """One of the items."""
    choices = tuple(items)
    return choices[0] if len(choices) == 1 else Alt(choices)


def optional(item: Expression) -> Expression:
    """The item or nothing."""
    return Alt((item, EMPTY))


def repeat(item: Expression, low: int, high: int | None) -> Expression:
    """The item from `low` up to `high` times; None: no upper bound. Linear in the counts."""
    if high is None:
        return Cat((item,) * low + (Star(item),))
    return Cat((item,) * low + (optional(item),) * (high - low))


def literal(text: str) -> Expression:
    """Exactly this text."""
    return cat(*[CHARACTER[ord(character)] for character in text])


def one_of(words: Iterable[str]) -> Expression:
    """One of these words; common beginnings are shared, which keeps automata small."""
    heads: dict[str, list[str]] = {}
    choices: list[Expression] = []
    for word in dict.fromkeys(words):
        if word:
            heads.setdefault(word[0], []).append(word[1:])
        else:
            choices.append(EMPTY)
    for head, tails in heads.items():
        if len(tails) == 1:
            choices.append(literal(head + tails[0]))
        else:
            choices.append(Cat((CHARACTER[ord(head)], one_of(tails))))
    return alt(choices)


def nullable(expression: Expression) -> bool:
    """Whether the empty word is among the words of an expression without anchors."""
    match expression:
        case Cat(items=items):
            return all(map(nullable, items))
        case Alt(items=items):
            return any(map(nullable, items))
        case Star():
            return True
        case _:
            return False


def not_beginning(expression: Expression, members: int) -> Expression:
    """The words, less the empty one, that don't begin with one of these characters."""
    match expression:
        case Chars():
            rest = expression.members & ~members
            return Chars(rest) if rest else NOTHING
        case Cat(items=(head, *tail)):
            choices = [cat(not_beginning(head, members), *tail)]
            if nullable(head):
                choices.append(not_beginning(Cat(tuple(tail)), members))
            return alt(choices)
        case Alt(items=items):
            return alt([not_beginning(item, members) for item in items])
        case Star(item=item):
            return cat(not_beginning(item, members), expression)
        case _:
            return NOTHING
