"""What a syntax error is told as: what sudoers(5) expects, and what stands there instead."""

from __future__ import annotations

from sudolint.syntax.lalr import END
from sudolint.syntax.sudoers.scanner import INVALID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sudolint.syntax.lalr import Token

# What may stand somewhere, as the sets of terminals that together make it up; the first that fits counts.
_PHRASES: tuple[tuple[str, frozenset[str]], ...] = tuple(
    (phrase, frozenset(terminals.split()))
    for phrase, terminals in (
        ("a user", "ALIAS ALL NETGROUP USERGROUP WORD"),
        ("a host", "ALIAS ALL NETGROUP NETWORK WORD"),
        ("a command", "ALIAS ALL COMMAND WORD"),
        ("a group", "ALIAS ALL WORD"),
        ("the name of an alias", "ALIAS ALL OPTION"),
        ("the name of a parameter", "PARAMETER"),
        ("`=`, `+=` or `-=`", "OPERATOR"),
        ("a Runas in `(`", "LPAR"),
        ("an option", "OPTION"),
        ("a tag", "TAG"),
        ("the digest in hex or base64", "DIGEST"),
        ("a value", "WORD"),
        ("`,`", "COMMA"),
        ("`:`", "COLON"),
        ("`=`", "EQUAL"),
        ("`)`", "RPAR"),
        ("the end of the line", "NEWLINE"),
    )
)


_LONG = 60
"""A token of this length isn't quoted in full."""


def syntax_error(text: str, token: Token, expected: Sequence[str]) -> str:
    """The message for a token that is none of the expected terminals."""
    terminal, value, start, end = token[:4]
    if terminal == INVALID and value:
        return str(value)
    if terminal == "NEWLINE" and text.startswith("\r", start) and "COMMAND" in expected:
        before = text[text.rfind("\n", 0, start) + 1 : start].rstrip(" \t")
        if not before.endswith(("=", ",", ":", "!", ")")):
            return "sudo doesn't see a command that the end of line CR LF follows at once"
    wanted = _wanted(set(expected))
    if terminal == END:
        found = "the end of the file"
    elif terminal == "NEWLINE":
        found = "the end of the line"
    else:
        found = f"`{text[start:end]}`" if end - start < _LONG else f"`{text[start : start + _LONG]}...`"
        if text.startswith("#", start) and terminal == "WORD":
            found += ", which is a user ID and no comment"
    if terminal in ("LPAR", "OPTION") and "COMMAND" in expected:
        found += ": Runas comes first, then options, then tags"
    return f"expected {wanted}, found {found}" if wanted else f"unexpected {found}"


def _wanted(terminals: set[str]) -> str:
    if "DEFAULTS" in terminals:
        return "an entry"
    phrases: list[str] = []
    for phrase, whole in _PHRASES:
        if whole <= terminals:
            phrases.append(phrase)
            terminals -= whole
    return " or ".join([", ".join(phrases[:-1]), phrases[-1]] if len(phrases) > 1 else phrases)
