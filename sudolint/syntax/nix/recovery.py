"""What becomes of a file that doesn't parse: one error for each mistake, and the rest of it is read.

The parser drops what it can't read up to a token that fits. So that this costs little of what is around a
mistake, the tokens to come are mended: what isn't closed is closed, what makes no sense is skipped.
"""

from __future__ import annotations

from operator import length_hint

from sudolint.syntax.nix.nodes import Apply, Assert, Binary, If, Lambda, Let, Unary, With

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from sudolint.syntax.lalr import Token
    from sudolint.syntax.nix.errors import Errors
    from sudolint.syntax.nix.mistake import Mistake
    from sudolint.syntax.nix.nodes import Expr

MAX_MISTAKES = 50
"""A file with more of them is read no further."""

FOLLOWS_FROM = 3
"""An error up to that many tokens after another one is taken for its consequence, as in yacc."""


class Recovery:
    """Hands the tokens to the parser, and mends those to come where one doesn't fit."""

    def __init__(self, tokens: list[Token], errors: Errors) -> None:
        self._tokens = tokens
        self._errors = errors
        self.feed: Iterator[Token] = iter(tokens)
        """The tokens for the parser, which reads none before it is done with the one before."""
        self._illegal = [error.span.start for error in errors.found]
        self._mistakes = 0
        self._last = -FOLLOWS_FROM - 1

    def on_error(self, _: Token, expected: Sequence[str]) -> None:
        """Report a token that doesn't fit, and mend what follows it."""
        at = len(self._tokens) - length_hint(self.feed) - 1
        self._mistakes += 1
        if self._mistakes > MAX_MISTAKES:
            del self._tokens[at + 1 : -2]
            return
        from sudolint.syntax.nix.mistake import Mistake
        from sudolint.syntax.nix.wording import report

        mistake = Mistake(self._tokens, at, expected)
        if at > self._last + FOLLOWS_FROM and self._is_news(mistake):
            report(mistake, self._errors)
        self._last = at
        self._mend(mistake)

    def _is_news(self, mistake: Mistake) -> bool:
        """Whether nothing that was reported before explains it."""
        _, value, start, _ = self._tokens[mistake.at]
        if mistake.terminal == "EOF" and (value or (self._errors.found and not mistake.unclosed)):
            return False
        near = self._tokens[max(mistake.at - FOLLOWS_FROM, 0)][2]
        return not any(near <= place <= start for place in self._illegal)

    def _mend(self, mistake: Mistake) -> None:
        """Change what follows a token that doesn't fit, so that the parser soon finds one that does.

        The parser puts ERROR in front of that token, where an expression is missing or after the last one.
        """
        tokens, at, resume = self._tokens, mistake.at, mistake.resume
        if mistake.forgotten:
            terminal, before = mistake.forgotten
            tokens[at + 1 : at + 1] = [_made(terminal, tokens[before - 1][3]), *tokens[before : at + 1]]
            return
        endings = [_made(terminal, tokens[at][2]) for terminal in mistake.endings()]
        if resume == at and endings:
            tokens[at + 1 : at + 1] = [*endings, tokens[at]]
        elif resume > at and not (mistake.innermost == "LBRACKET" and mistake.is_closed):
            tokens[at + 1 : resume] = endings


def _made(terminal: str, place: int) -> Token:
    """A token that isn't in the text."""
    return (terminal, "", place, place)


_LAST_PART: dict[type, str] = {
    Lambda: "body",
    Let: "body",
    With: "body",
    Assert: "body",
    If: "alternative",
    Unary: "operand",
    Binary: "right",
}


def trimmed(value: Expr, end: int) -> Expr:
    """A value without what stands after `end` and was read as the last argument of a function in it.

    So is the name of the next binding, where a `;` is missing in front of it.
    """
    outside: Any = None
    inner: Any = value
    while inner.end > end and type(inner) in _LAST_PART:
        inner.end = end
        outside, inner = inner, getattr(inner, _LAST_PART[type(inner)])
    if inner.end > end and isinstance(inner, Apply):
        inner.end = end
        inner.arguments = tuple(argument for argument in inner.arguments if argument.start < end)
        if not inner.arguments:
            if outside is None:
                return inner.function
            setattr(outside, _LAST_PART[type(outside)], inner.function)
    return value
