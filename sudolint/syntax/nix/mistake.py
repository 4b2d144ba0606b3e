"""A token that doesn't fit, and what can be told of the mistake from the tokens around it."""

from __future__ import annotations

from sudolint.records import NamedTuple
from sudolint.syntax.lalr import ERROR
from sudolint.syntax.nix.brackets import CLOSING, Brackets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sudolint.syntax.lalr import Token

_NAMES = {"ID", "OR", "STRING"}
_ENDS_VALUE = {*_NAMES, "INT", "FLOAT", "INDENTED", "PATH", "TAIL", "SEARCH_PATH", "URI"}
_ENDS_VALUE |= {"RBRACE", "RBRACKET", "RPAR"}

_ENDINGS: dict[str, tuple[str, ...]] = {
    **{opener: (closer,) for opener, closer in CLOSING.items()},
    "LBRACE": ("SEMICOLON", "RBRACE"),
    "LET": ("SEMICOLON", "IN", ERROR),
    "IF": ("THEN", ERROR, "ELSE", ERROR),
    "THEN": ("ELSE", ERROR),
}
"""Opening terminal → what ends the expression that it begins, from wherever that broke off."""

_BINDINGS = {"LBRACE", "LET"}
"""The opening terminals that have bindings after them, but where a `{` begins the arguments of a function."""


class Forgotten(NamedTuple):
    """A sign that should stand in front of a token."""

    terminal: str
    before: int


class Mistake:
    """What is wrong at a token, given the terminals that would have fitted."""

    __slots__ = ("around", "at", "expected", "forgotten", "is_closed", "resume", "terminal", "tokens")

    def __init__(self, tokens: Sequence[Token], at: int, expected: Sequence[str]) -> None:
        self.tokens = tokens
        self.at = at
        self.expected = expected
        self.terminal: str = tokens[at][0]
        brackets = Brackets(tokens)
        for index in range(at):
            brackets.passes(index)
        self.around = [*brackets.opened]
        """The tokens that are open here, the innermost last."""
        self.is_closed = True
        """Whether the innermost of them is closed later on."""
        self.resume = at
        """The token to go on from: this one, or the next that ends what the mistake is in."""
        if self.around:
            self._look_on(brackets)
        self.forgotten = self._forgotten()
        """The sign whose lack is the mistake."""

    @property
    def innermost(self) -> str | None:
        """The terminal of the innermost token that is open here."""
        return self.tokens[self.around[-1]][0] if self.around else None

    @property
    def closes_nothing(self) -> bool:
        """Whether the token closes something that isn't open."""
        return self.terminal in ("RBRACE", "RBRACKET", "RPAR") and self._closed(self.at) is None

    @property
    def unclosed(self) -> list[int]:
        """The open tokens that should have been closed before this one, the innermost last."""
        if self.is_closed:
            return []
        if self.closes_nothing:
            return self.around[-1:]
        place = self._closed(self.at)
        return [] if place is None else self.around[place + 1 :]

    def endings(self) -> list[str]:
        """The terminals that have to come first for the token to go on from to fit."""
        place = self._closed(self.resume)
        if place is None:
            return []
        openers = [self.tokens[index][0] for index in self.around]
        endings = [ending for opener in reversed(openers[place + 1 :]) for ending in _ENDINGS[opener]]
        terminal = self.tokens[self.resume][0]
        if terminal == "ELSE" and openers[place] == "IF":
            endings += ("THEN", ERROR)
        elif (
            terminal in ("RBRACE", "IN")
            and openers[place] in _BINDINGS
            and not self._ends_formals(self.resume)
        ):
            endings.append("SEMICOLON")
        return endings

    def _closed(self, at: int) -> int | None:
        """Which of the open tokens the one at an index closes, or ends a binding of; None: none of them.

        The end of the file closes all of them, as if it stood for one at -1.
        """
        terminal = self.tokens[at][0]
        for place in reversed(range(len(self.around))):
            opener = self.tokens[self.around[place]][0]
            if terminal == "SEMICOLON":
                # An unclosed `let` is over where it makes no sense any more.
                is_over = opener == "LET" and place == len(self.around) - 1 and not self.is_closed
                found = opener in _BINDINGS and not is_over
            elif terminal == "MIDDLE":
                found = CLOSING[opener] == "TAIL"
            else:
                found = terminal == CLOSING[opener] or (terminal == "ELSE" and opener == "IF")
            if found:
                return place
        return -1 if terminal == "EOF" else None

    def _ends_formals(self, at: int) -> bool:
        return self.tokens[at + 1][0] in ("COLON", "AT")

    def _look_on(self, brackets: Brackets) -> None:
        """Find out whether the innermost open token is closed, and where to go on."""
        tokens, innermost = self.tokens, self.around[-1]
        closing = CLOSING[tokens[innermost][0]]
        semicolon: int | None = None
        index = self.at
        while (terminal := tokens[index][0]) != "EOF":
            if semicolon is None and terminal == "SEMICOLON" and brackets.opened[-1] == innermost:
                semicolon = index
            brackets.passes(index)
            if innermost not in brackets.opened[len(self.around) - 1 : len(self.around)]:
                break
            if terminal == "MIDDLE" and brackets.opened[-1] == innermost:
                break
            index += 1
        self.is_closed = terminal == closing or (terminal == "MIDDLE" and closing == "TAIL")
        has_bindings = tokens[innermost][0] in _BINDINGS and not (
            self.is_closed and self._ends_formals(index)
        )
        self.resume = index if semicolon is None or (self.is_closed and not has_bindings) else semicolon

    def _forgotten(self) -> Forgotten | None:
        expected, at = self.expected, self.at
        if "COLON" in expected and "AT" in expected:
            return Forgotten("COLON", at)
        if "SEMICOLON" not in expected:
            return None
        if self.terminal == "INHERIT" or self.terminal == CLOSING.get(self.innermost or ""):
            return Forgotten("SEMICOLON", at)
        if self.terminal == "EQUALS":  # the name in front of it was read as part of the value before
            name = at - 1
            while self.tokens[name][0] in _NAMES and self.tokens[name - 1][0] == "DOT":
                name -= 2
            if self.tokens[name][0] in _NAMES and self.tokens[name - 1][0] in _ENDS_VALUE:
                return Forgotten("SEMICOLON", name)
        return None
