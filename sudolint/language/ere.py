"""POSIX extended regular expressions as regcomp(3) of the GNU C library reads them (POSIX, XBD 9.4)."""

from __future__ import annotations

from sudolint.language.charset import ANY, BIT, CLASSES, caseless, charset, span
from sudolint.language.expression import (
    EMPTY,
    Alt,
    Cat,
    Chars,
    Expression,
    Star,
    alt,
    cat,
    optional,
    repeat,
)
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

REPEAT_MAX = 255
"""The largest count that sudo accepts in `{m,n}` (sudo's lib/util/regex.c)."""

_WORD_CHARACTERS = CLASSES["alnum"] | charset("_")
_ESCAPED_SETS = {
    "w": _WORD_CHARACTERS,
    "W": ANY & ~_WORD_CHARACTERS,
    "s": CLASSES["space"],
    "S": ANY & ~CLASSES["space"],
}
_LOOKS_AROUND = "bB<>`'"
_DEPTH = 80
"""How deep parentheses may be nested before a pattern counts as undecided."""


class PatternError(Exception):
    """A pattern that regcomp(3) refuses; the text says why."""


class _TooDeepError(Exception):
    """Parentheses nested beyond what is looked at."""


class Compiled(NamedTuple):
    """The words that a regular expression is found in."""

    expression: Expression
    inexact: str
    """Why the words are only an upper bound; empty where they are exact."""


def search(pattern: str, *, ignore_case: bool = False, widen: Callable[[int], int] = int) -> Compiled:
    """The words in which the pattern is found anywhere, as regexec(3) looks for it.

    widen is told each set of characters and says what it really matches. Raises PatternError.
    """
    reader = _Reader(pattern, ignore_case, widen)
    anything = Star(Chars(widen(ANY)))
    try:
        body = reader.whole()
    except _TooDeepError:
        return Compiled(anything, "parentheses nested too deeply")
    choices: list[Expression] = []
    at_begin, elsewhere = _split(body, _BEGIN, 0)
    for start, lead in ((at_begin, EMPTY), (elsewhere, anything)):
        if start is not None:
            at_end, before = _split(start, _END, -1)
            choices += [cat(lead, part) for part in (at_end,) if part is not None]
            choices += [cat(lead, part, anything) for part in (before,) if part is not None]
    expression = alt(choices)
    if _holds(expression, _BEGIN) or _holds(expression, _END):
        # glibc takes `^` and `$` inside a pattern to match beside a newline too
        return Compiled(cat(anything, _without_anchors(body, {}), anything), "an anchor inside the pattern")
    return Compiled(expression, reader.inexact)


def fullmatch(pattern: str) -> Expression:
    """The words that the pattern, which has no anchors, matches as a whole. Raises PatternError."""
    reader = _Reader(pattern, False, int)
    body = reader.whole()
    if reader.inexact or _holds(body, _BEGIN) or _holds(body, _END):
        raise PatternError("only plain patterns, which match from begin to end anyway")
    return body


_BEGIN = Chars(0)
_END = Chars(0)
"""The anchors, until `search` has worked out what they mean."""


def _split(
    expression: Expression, anchor: Expression, edge: int
) -> tuple[Expression | None, Expression | None]:
    """What stands behind the anchor at the edge (0: begin, -1: end), and what has none there."""
    if expression is anchor:
        return EMPTY, None
    match expression:
        case Cat(items=items) if items:
            rest = items[1:] if edge == 0 else items[:-1]
            parts = [
                None if part is None else cat(part, *rest) if edge == 0 else cat(*rest, part)
                for part in _split(items[edge], anchor, edge)
            ]
            return parts[0], parts[1]
        case Alt(items=items) if items:
            pairs = [_split(item, anchor, edge) for item in items]
            anchored = [pair[0] for pair in pairs if pair[0] is not None]
            free = [pair[1] for pair in pairs if pair[1] is not None]
            return alt(anchored) if anchored else None, alt(free) if free else None
        case _:
            return None, expression


def _holds(expression: Expression, anchor: Expression) -> bool:
    stack, seen = [expression], {id(expression)}
    while stack:
        one = stack.pop()
        if one is anchor:
            return True
        inner = one.items if isinstance(one, (Cat, Alt)) else (one.item,) if isinstance(one, Star) else ()
        for item in inner:
            if id(item) not in seen:  # counts repeat the same item
                seen.add(id(item))
                stack.append(item)
    return False


def _without_anchors(expression: Expression, known: dict[int, Expression]) -> Expression:
    made = known.get(id(expression))
    if made is None:
        match expression:
            case Cat(items=items):
                made = cat(*[_without_anchors(item, known) for item in items])
            case Alt(items=items):
                made = alt([_without_anchors(item, known) for item in items])
            case Star(item=item):
                made = Star(_without_anchors(item, known))
            case _:
                made = EMPTY if expression in (_BEGIN, _END) else expression
        known[id(expression)] = made
    return made


class _Reader:
    """A recursive descent over alternatives, sequences and repeated atoms."""

    def __init__(self, pattern: str, ignore_case: bool, widen: Callable[[int], int]) -> None:
        self._pattern = pattern
        self._at = 0
        self._ignore_case = ignore_case
        self._widen = widen
        self._depth = 0
        self.inexact = ""

    def whole(self) -> Expression:
        expression = self._alternatives()
        if self._at < len(self._pattern):
            raise PatternError("unmatched `)`")
        return expression

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _alternatives(self) -> Expression:
        self._depth += 1
        if self._depth > _DEPTH:
            raise _TooDeepError
        choices = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            choices.append(self._sequence())
        self._depth -= 1
        return alt(choices)

    def _sequence(self) -> Expression:
        items: list[Expression] = []
        while (character := self._peek()) and character != "|":
            if character == ")" and self._depth > 1:
                break
            items.append(self._repeated())
        return cat(*items) if items else EMPTY

    def _repeated(self) -> Expression:
        item = self._atom()
        while (character := self._peek()) and character in "*+?{":
            self._at += 1
            if character == "*":
                item = Star(item)
            elif character == "+":
                item = cat(item, Star(item))
            elif character == "?":
                item = optional(item)
            else:
                low, high = self._counts()
                item = repeat(item, low, high)
        return item

    def _counts(self) -> tuple[int, int | None]:
        close = self._pattern.find("}", self._at)
        if close < 0:
            raise PatternError("unmatched `{`")
        low_text, comma, high_text = self._pattern[self._at : close].partition(",")
        self._at = close + 1
        if not (low_text or comma) or not all(t.isdecimal() for t in (low_text, high_text) if t):
            raise PatternError("invalid content of `{}`")
        low = int(low_text or "0")
        high = int(high_text) if high_text else None if comma else low
        if low > REPEAT_MAX or (high or 0) > REPEAT_MAX or (high is not None and high < low):
            raise PatternError("invalid count in `{}`")
        return low, high

    def _atom(self) -> Expression:
        character = self._peek()
        self._at += 1
        match character:
            case "(":
                item = self._alternatives()
                if self._peek() != ")":
                    raise PatternError("unmatched `(`")
                self._at += 1
                return item
            case "^":
                self._refuse_repetition()
                return _BEGIN
            case "$":
                self._refuse_repetition()
                return _END
            case ".":
                return self._chars(ANY)
            case "[":
                return self._chars(self._bracket())
            case "*" | "+" | "?" | "{":
                raise PatternError(f"nothing before `{character}`")
            case "\\":
                return self._escape()
            case _:
                return self._chars(BIT[self._code(character)])

    def _refuse_repetition(self) -> None:
        """An anchor can't be repeated: glibc reads `^*` as a `*` after nothing."""
        if (character := self._peek()) and character in "*+?{":
            raise PatternError(f"nothing before `{character}`")

    def _escape(self) -> Expression:
        character = self._peek()
        self._at += 1
        if not character:
            raise PatternError("trailing backslash")
        if character in _ESCAPED_SETS:
            return self._chars(_ESCAPED_SETS[character])
        if character in _LOOKS_AROUND:
            self.inexact = f"`\\{character}` looks at what stands around it"
            self._refuse_repetition()
            return EMPTY
        if character in "123456789":
            self.inexact = f"the back-reference `\\{character}` is not regular"
            return Star(self._chars(ANY))
        return self._chars(BIT[self._code(character)])

    def _bracket(self) -> int:
        negated = self._peek() == "^"
        self._at += negated
        members = 0
        first = True
        while True:
            character = self._peek()
            if not character:
                raise PatternError("unmatched `[`")
            if character == "]" and not first:
                self._at += 1
                break
            first = False
            if self._pattern.startswith("[:", self._at):
                members |= self._class()
                if self._peek() == "-" and self._pattern[self._at + 1 : self._at + 2] not in ("]", ""):
                    raise PatternError("a class begins a range")
                continue
            low = self._endpoint()
            high = low
            if self._peek() == "-" and self._pattern[self._at + 1 : self._at + 2] not in ("]", ""):
                self._at += 1
                if self._pattern.startswith("[:", self._at):
                    raise PatternError("a class ends a range")
                high = self._endpoint()
                if high < low:
                    raise PatternError("a range runs backwards")
            members |= span(low, high)
        return ANY & ~members if negated else members

    def _class(self) -> int:
        close = self._pattern.find(":]", self._at + 2)
        name = self._pattern[self._at + 2 : close] if close >= 0 else ""
        if name not in CLASSES:
            raise PatternError("no such character class")
        self._at = close + 2
        if self._ignore_case and name in ("lower", "upper"):
            name = "alpha"
        return caseless(CLASSES[name]) if self._ignore_case else CLASSES[name]

    def _endpoint(self) -> int:
        for kind in ".=":
            if self._pattern.startswith("[" + kind, self._at):
                close = self._pattern.find(kind + "]", self._at + 2)
                if close != self._at + 3:
                    raise PatternError("no such collating element")
                self._at = close + 2
                return self._code(self._pattern[close - 1])
        self._at += 1
        return self._code(self._pattern[self._at - 1])

    def _code(self, character: str) -> int:
        """The code that glibc compares: where case doesn't count that of the capital letter."""
        return ord(character.upper() if self._ignore_case and character.isascii() else character)

    def _chars(self, members: int) -> Expression:
        return Chars(self._widen(caseless(members) if self._ignore_case else members))
