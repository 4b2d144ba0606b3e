"""Shapes of grants that give away nothing to speak of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sudolint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

PLACEHOLDER = re.compile(r"(?<!\{)\{([a-z/][a-z0-9_./:@-]*)\}(?!\})")
"""A word to choose, by an example; numbers in braces belong to regular expressions."""

_OPTION_BEFORE = re.compile(r"(?:^|[ ^])(-[^ ]+) \Z")
_REGEX_SPECIAL = re.compile(r"[.^$*+?()\[\]{}|\\]")
_SUDOERS_SPECIAL = re.compile(r"[,:=#]")


class Safe(NamedTuple):
    """A shape of grant in which nothing is found that is more than minor, as far as its conditions hold."""

    grant: str
    """The command as in sudoers, with `{web}` where a word has to be chosen, `web` for example."""
    note: str
    """What stays, or what has to be known of it."""
    conditions: tuple[str, ...]
    """What must be so besides."""

    @property
    def arguments(self) -> str:
        """What follows the name of the program."""
        return self.grant.partition(" ")[2]

    @property
    def example(self) -> str:
        """The command with the examples in it."""
        return f"{self.grant.partition(' ')[0]} {self.filled(lambda example, _: example)}".rstrip(" ")

    def filled(self, choose: Callable[[str, str], str]) -> str:
        """The arguments with a word chosen for each example, by that and by the option before it, if any."""
        regex = self.arguments.startswith("^")

        def word(match: re.Match[str]) -> str:
            option = _OPTION_BEFORE.search(match.string, 0, match.start())
            return escaped(choose(match[1], option[1] if option else ""), regex=regex)

        return PLACEHOLDER.sub(word, self.arguments)


def escaped(text: str, *, regex: bool) -> str:
    """Text that means itself among the arguments of a sudoers entry, or in a regular expression there."""
    text = _REGEX_SPECIAL.sub(r"\\\g<0>", text) if regex else text.replace("\\", "\\\\")
    return _SUDOERS_SPECIAL.sub(r"\\\g<0>", text)
