"""What opens and closes among the tokens of a file, for use where they don't parse."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sudolint.syntax.lalr import Token

CLOSING = {
    "LBRACE": "RBRACE",
    "DOLLAR_BRACE": "RBRACE",
    "LBRACKET": "RBRACKET",
    "LPAR": "RPAR",
    "STRING_HEAD": "TAIL",
    "INDENTED_HEAD": "TAIL",
    "PATH_HEAD": "TAIL",
    "LET": "IN",
    "IF": "THEN",
    "THEN": "ELSE",
}
"""Opening terminal → the terminal that closes it."""


class Brackets:
    """What is open while tokens go by. A token closes the innermost one that it can, and all inside that."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.opened: list[int] = []
        """The indices of what is open, the innermost last."""
        self._closable = dict.fromkeys(CLOSING.values(), 0)

    def passes(self, at: int) -> None:
        """Go by the token at an index."""
        terminal = self.tokens[at][0]
        if self._closable.get("TAIL" if terminal == "MIDDLE" else terminal):
            while (closed := CLOSING[self.tokens[self.opened[-1]][0]]) != terminal:
                if terminal == "MIDDLE" and closed == "TAIL":
                    return
                self._close()
            self._close()
        # The `let` of `let { … }` is no bracket: it has no `in`.
        if terminal in CLOSING and (terminal != "LET" or self.tokens[at + 1][0] != "LBRACE"):
            self.opened.append(at)
            self._closable[CLOSING[terminal]] += 1

    def _close(self) -> None:
        self._closable[CLOSING[self.tokens[self.opened.pop()][0]]] -= 1
