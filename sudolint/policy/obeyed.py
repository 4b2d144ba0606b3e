"""Variables that programs obey."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWS = ("--version", "-V", "--help", "-h", "version", "help")
"""Arguments with which a program, asked for nothing else, does nothing."""


class Obeyed(NamedTuple):
    """Variables by which a program runs code of whoever sets them."""

    names: tuple[str, ...]
    """With `*` for anything."""
    words: tuple[str, ...]
    """Patterns of arguments, one of which must be there; none: whatever the arguments are."""
    without: tuple[str, ...]
    """Patterns of arguments that must not be there."""
    flags: tuple[str, ...]
    """Commands, as in sudoers, that obey them ..."""
    passes: tuple[str, ...]
    """... and that don't."""

    def may_be_by(self, arguments: str | None) -> bool:
        """Whether a program obeys them with some arguments that a Cmnd covers."""
        if arguments is None:
            return True
        if arguments in _SHOWS:
            return False
        if arguments.startswith("^"):
            free = ".*" in arguments or "[^" in arguments
            words = re.findall(r"[^ ()|^$?*+]+", arguments)
        else:
            free = "*" in arguments
            words = [word for word in arguments.split(" ") if word != '""']
        return not _any(self.without, words) and (free or not self.words or _any(self.words, words))


def _any(patterns: Iterable[str], words: list[str]) -> bool:
    return any(fnmatchcase(word, pattern) for pattern in patterns for word in words)
