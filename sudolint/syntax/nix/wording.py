"""Mistakes in plain words."""

from __future__ import annotations

from sudolint.syntax.nix.brackets import CLOSING
from sudolint.syntax.nix.lexer import KEYWORDS, SIGNS
from sudolint.syntax.nix.operators import INFIX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sudolint.syntax.nix.errors import Errors
    from sudolint.syntax.nix.mistake import Mistake

_WORDS = {
    **{terminal: f"`{word}`" for word, terminal in (SIGNS | KEYWORDS).items()},
    "ID": "a name",
    "TAIL": "`}`",
    "MIDDLE": "`}`",
    "EOF": "the end of the file",
}
_LITERALS = {
    "STRING": "a string",
    "STRING_HEAD": "a string",
    "INDENTED": "a string",
    "INDENTED_HEAD": "a string",
}
_NEEDS_PARENTHESES = {*INFIX, "NOT", "QUESTION", "COLON", "AT", "LET", "IF", "WITH", "ASSERT"}
_SHOWN = 40  # characters of a token
_ENDS = ("SEMICOLON", "COLON", "EQUALS", "IN", "THEN", "ELSE", *CLOSING.values(), "EOF")
"""What ends a part of the text. Where one of them fits, that the part could also go on needn't be said."""


def report(mistake: Mistake, errors: Errors) -> None:
    """Say what is wrong."""
    _, value, start, end = mistake.tokens[mistake.at]
    if mistake.forgotten:
        start = end = mistake.tokens[mistake.forgotten.before - 1][3]
        message = f"a {_WORDS[mistake.forgotten.terminal]} is missing here"
    elif mistake.unclosed:
        opener = mistake.tokens[mistake.unclosed[-1]]
        sign = "${" if opener[0].endswith("HEAD") else opener[1]
        closer = _WORDS[CLOSING[opener[0]]]
        place = errors.where(opener[2])
        message = f"expected {closer} before {_found(mistake)}: the `{sign}` at {place} is still open"
    elif mistake.closes_nothing:
        message = f"`{value}` closes nothing that is open here"
    elif mistake.innermost == "LBRACKET" and mistake.terminal in _NEEDS_PARENTHESES:
        message = f"unexpected {_found(mistake)}: in a list, what is made with it needs parentheses"
    else:
        message = f"unexpected {_found(mistake)}"
        fitting = _expected(mistake.expected)
        if fitting:
            message += f", expected {' or '.join(fitting)}"
    errors.report(start, end, message)


def _found(mistake: Mistake) -> str:
    terminal, value, _, _ = mistake.tokens[mistake.at]
    if terminal == "EOF" or terminal == "MIDDLE" or terminal == "TAIL":
        return _WORDS[terminal]
    shown = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}..."
    return _LITERALS.get(terminal, f"`{shown}`")


def _expected(terminals: Sequence[str]) -> list[str]:
    """What would have fitted, in few words."""
    ends = [terminal for terminal in _ENDS if terminal in terminals]
    if ends:
        return list(dict.fromkeys(_WORDS[terminal] for terminal in ends))
    if "INT" in terminals:
        return ["an expression"]
    return [_WORDS[terminal] for terminal in ("ID", "DOT", "AT", "ELLIPSIS") if terminal in terminals]
