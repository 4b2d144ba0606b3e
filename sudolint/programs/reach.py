"""A quick look at a grant's arguments: whether a shape can be among them at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sudolint.programs.model import Program, Shape

_WILD = "*?[\\"


class Reach:
    """The shapes of a program that may be among the arguments that a pattern of sudoers permits.

    Where a program reads its own options before the first command word, fixed words at the begin of the
    pattern that are no options are command words: no other command can be reached, and no option before it.
    """

    __slots__ = ("_commands",)

    def __init__(self, program: Program, pattern: str | None) -> None:
        """Without a pattern anything is within reach."""
        self._commands: frozenset[str] | None = None
        if pattern is None or pattern == '""' or pattern.startswith("^") or not program.root.stops:
            return
        fixed = _fixed_words(pattern)
        if fixed:
            self._commands = frozenset(
                [
                    command.name
                    for spelling, command in program.spelled.items()
                    if spelling[: len(fixed)] == fixed[: len(spelling)]
                ]
            )

    def may_lead_to(self, commands: Iterable[str]) -> bool:
        """Whether one of the commands may be reached; False is certain."""
        return self._commands is None or not self._commands.isdisjoint(commands)

    def may_have(self, shapes: Iterable[Shape]) -> bool:
        """Whether any of the shapes may be reached; False is certain."""
        if self._commands is None:
            return True
        for shape in shapes:
            if shape.patterns or not (shape.commands or shape.requires):
                return True
            if shape.commands and not self._commands.isdisjoint(shape.commands):
                return True
        return False


def _fixed_words(pattern: str) -> tuple[str, ...]:
    """The words at the begin of a pattern that are no options and hold no wildcard."""
    fixed = []
    for word in pattern.split(" "):
        if not word or word.startswith("-") or any(sign in word for sign in _WILD):
            break
        fixed.append(word)
    return tuple(fixed)
