"""A quick look at a grant's arguments: whether a shape can be among them at all."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TypeVar

    from sudolint.programs.model import Command, Denial, Escape, Program, Shape

    T = TypeVar("T", bound=Escape | Denial)

_WILD = "*?[\\"


class Reach:
    """The shapes of a program that may be among the arguments that a pattern of sudoers permits.

    Where a program reads its own options before the first command word, fixed words at the begin of the
    pattern that are no options are command words: no other command can be reached, and no option before it.
    """

    __slots__ = ("_commands", "_program", "_words")

    def __init__(self, program: Program, pattern: str | None, *, wrapped: bool = False) -> None:
        """Without a pattern anything is within reach; `wrapped`: the program is named somewhere in it."""
        self._program = program
        self._commands: frozenset[str] | None = None
        self._words: list[str] | None = None
        """All words of a pattern without wildcards; None: there may be others."""
        if pattern is None or pattern == '""':
            return
        if not pattern.startswith("^") and not any(sign in pattern for sign in _WILD):
            self._words = pattern.split(" ")
        fixed = _fixed_words(pattern) if program.root.stops and not wrapped else ()
        if fixed:
            self._commands = frozenset(
                [
                    program.spelled[words].name
                    for words in program.rows.get(fixed[0], ())
                    if words[: len(fixed)] == fixed[: len(words)]
                ]
            )

    def may_lead_to(self, commands: Iterable[str]) -> bool:
        """Whether one of the commands may be reached; False is certain."""
        return self._commands is None or not self._commands.isdisjoint(commands)

    def escapes(self) -> list[Escape]:
        """Those of the program that may be reached."""
        return self._among(self._program.escapes, self._program.escapes_of)

    def denials(self) -> list[Denial]:
        """Those of the program that may be reached."""
        return self._among(self._program.denials, self._program.denials_of)

    def _among(self, asked: Sequence[T], by_command: Mapping[str, Sequence[int]]) -> list[T]:
        commands = self._commands
        if commands is not None:
            near = {place for name in ("", *commands) for place in by_command.get(name, ())}
            asked = [asked[place] for place in sorted(near)]
        return [one for one in asked if self.may_have(one.shapes)]

    def may_have(self, shapes: Iterable[Shape]) -> bool:
        """Whether any of the shapes may be reached; False is certain."""
        return any(map(self._may_be, shapes))

    def _may_be(self, shape: Shape) -> bool:
        if shape.patterns:
            return True
        if self._commands is not None:
            if shape.commands:
                if self._commands.isdisjoint(shape.commands):
                    return False
            elif any(requirement.options for requirement in shape.requires):
                return False  # they would stand before the first word
        return self._words is None or all(
            any(self._may_spell(name, shape) for name in requirement.options)
            for requirement in shape.requires
            if requirement.options
        )

    def _may_spell(self, option: str, shape: Shape) -> bool:
        """Whether one of the words may be an option, abbreviated, in a bundle, with its value or however."""
        signed = [word for word in self._words or () if word[:1] == option[0]]
        if not signed:
            return False
        names = [
            name
            for reader in (self._program.root, *self._readers(shape))
            if (found := reader.find(option))
            for name in found.names
        ]
        return any(name.lstrip("-")[:1] in word for name in names for word in signed)

    def _readers(self, shape: Shape) -> Iterator[Command]:
        """The commands that may read the options of a shape: its own, and those that lead to them."""
        for name in shape.commands:
            for spelling in self._program.commands[name].spellings:
                for length in range(1, len(spelling) + 1):
                    if reader := self._program.spelled.get(spelling[:length]):
                        yield reader


def _fixed_words(pattern: str) -> tuple[str, ...]:
    """The words at the begin of a pattern that are no options, and that whatever it matches has too."""
    if pattern.startswith("^"):
        match = re.match(_LITERAL, pattern)
        plain = match is not None and "\\" not in pattern and "|" not in re.sub(_INNER, "", pattern)
        pattern = match[1] if match and plain else ""
    fixed = []
    for word in pattern.split(" "):
        if not word or word.startswith("-") or any(sign in word for sign in _WILD):
            break
        fixed.append(word)
    return tuple(fixed)


_LITERAL = r"(?s)\^([A-Za-z0-9/_ -]+?)(?: [^?*+{}].*|\$)"
_INNER = r"\([^()]*\)"
"""A group of a regular expression without others in it."""
