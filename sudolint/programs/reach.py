"""A quick look at a grant's arguments: whether a shape can be among them at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sudolint.programs.model import Program, Shape

_WILD = "*?[\\"


def may_have(program: Program, shapes: Iterable[Shape], pattern: str | None) -> bool:
    """Whether any shape may be among the arguments that a pattern of sudoers permits; False is certain.

    Where a program reads its own options before the first command word, fixed words at the begin of the
    pattern that are no options are command words: no other command can be reached, and no option before it.
    """
    if pattern is None or pattern == '""' or pattern.startswith("^") or not program.root.stops:
        return True
    fixed = _fixed_words(pattern)
    return not fixed or any(_fits(program, shape, fixed) for shape in shapes)


def _fixed_words(pattern: str) -> list[str]:
    """The words at the begin of a pattern that are no options and hold no wildcard."""
    fixed = []
    for word in pattern.split(" "):
        if not word or word.startswith("-") or any(sign in word for sign in _WILD):
            break
        fixed.append(word)
    return fixed


def _fits(program: Program, shape: Shape, fixed: list[str]) -> bool:
    if shape.patterns:
        return True
    if not shape.commands:  # an option of the program's own stands before the first word
        return not shape.requires
    return any(
        all(ours == theirs for ours, theirs in zip(spelling, fixed, strict=False))
        for name in shape.commands
        if name in program.commands
        for spelling in program.commands[name].spellings
    )
