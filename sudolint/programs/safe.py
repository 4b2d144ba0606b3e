"""Shapes of grants that give away nothing to speak of."""

from __future__ import annotations

import re

from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

PLACEHOLDER = r"(?<!\{)\{([a-z/][a-z0-9_./:@-]*)\}(?!\})"
"""A word to choose, by an example; numbers in braces belong to regular expressions."""

_OPTION_BEFORE = r"(?:^|[ ^])(-[^ ]+) \Z"
_REGEX_SPECIAL = r"[.^$*+?()\[\]{}|\\]"
_SUDOERS_SPECIAL = "[,:=#]"


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
            option = re.search(_OPTION_BEFORE, match.string[: match.start()])
            return escaped(choose(match[1], option[1] if option else ""), regex=regex)

        return re.sub(PLACEHOLDER, word, self.arguments)


def escaped(text: str, *, regex: bool) -> str:
    """Text that means itself among the arguments of a sudoers entry, or in a regular expression there."""
    text = re.sub(_REGEX_SPECIAL, r"\\\g<0>", text) if regex else text.replace("\\", "\\\\")
    return re.sub(_SUDOERS_SPECIAL, r"\\\g<0>", text)
