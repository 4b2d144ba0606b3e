"""How sudo compares a command line with an entry: written anew after sudoers(5), and by the C library."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tests.language import libc

if TYPE_CHECKING:
    from collections.abc import Sequence


class Entry(NamedTuple):
    """A command of a policy, as sudo keeps it: what sudoers escapes is unescaped."""

    path: str
    arguments: str | None
    negated: bool = False

    @property
    def text(self) -> str:
        """As one writes it in sudoers."""
        sign = "!" if self.negated else ""
        if self.arguments is None:
            return sign + self.path
        return f"{sign}{self.path} {written(self.arguments)}"


def written(pattern: str) -> str:
    """A pattern of arguments as one writes it in sudoers."""
    if pattern.startswith("^"):
        return pattern.replace("#", "\\#")
    pieces = re.findall(r"\\[*?\[\]!^]|.", pattern, re.DOTALL)
    return "".join(["\\" + piece if piece in ",:=\\#" else piece for piece in pieces])


def permits(entries: Sequence[Entry], argv: Sequence[str]) -> bool:
    """Whether the last entry that matches isn't negated."""
    for entry in reversed(entries):
        if entry.path == argv[0] and _match(entry.arguments, argv[1:]):
            return not entry.negated
    return False


def _match(pattern: str | None, arguments: Sequence[str]) -> bool:
    if pattern is None:
        return True
    if pattern == '""':
        return not arguments
    joined = " ".join(arguments)
    if pattern.startswith("^") and pattern.endswith("$"):
        found = libc.regex(pattern, [joined])
        return bool(found and found[0])
    ours = re.fullmatch(translated(pattern), joined, re.DOTALL) is not None
    theirs = libc.fnmatch(pattern, joined)
    assert ours == theirs, (pattern, joined)
    return ours


def translated(pattern: str) -> str:
    """A shell pattern as a regular expression of Python's."""
    found = []
    at = 0
    while at < len(pattern):
        sign = pattern[at]
        closing = pattern.find("]", at + 2 + pattern.startswith(("!", "^"), at + 1))
        if sign == "*":
            found.append(".*")
        elif sign == "?":
            found.append(".")
        elif sign == "[" and closing > 0:
            inner = pattern[at + 1 : closing]
            inverted = inner.startswith(("!", "^"))
            members = re.sub(r"([\\\]\[^&~|])", r"\\\1", inner[inverted:])
            found.append(f"[{'^' if inverted else ''}{members}]")
            at = closing
        else:
            at += sign == "\\"
            found.append(re.escape(pattern[at : at + 1]))
        at += 1
    return "".join(found)
