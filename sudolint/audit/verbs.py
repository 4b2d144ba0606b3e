"""What people mean by a command in words: `docker exec`, `cat /etc/shadow`, `rm -rf`."""

from __future__ import annotations

from sudolint.findings import Effect, Severity
from sudolint.language import ere
from sudolint.language.expression import ANYTHING, BOUNDARY, WORD, Star, cat, literal, optional
from sudolint.programs.model import Requirement, Shape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.language.expression import Expression
    from sudolint.programs.model import Command, Program

_SPECIAL = "\\^$.[]|()*+?{}"
_DEEP = 8
"""How many directories may be gone up again on the way to a file."""


def shapes(program: Program, words: Sequence[str]) -> tuple[list[Shape], list[tuple[str, ...]]]:
    """The shapes by which a program does what the words say, or opens its daemon; with examples."""
    found: list[Shape] = []
    examples: list[tuple[str, ...]] = []
    for denial in program.denials:
        if denial.words == " ".join(words):
            found += denial.shapes
            examples += denial.examples
    found = found or [_shape(program, words)]
    if found[0].commands:
        for escape in program.escapes:
            if escape.rule.effect is Effect.DAEMON and escape.rule.severity is Severity.CRITICAL:
                found += escape.shapes
                examples += escape.examples
    return found, examples


def _shape(program: Program, words: Sequence[str]) -> Shape:
    """The longest row of words that names a command, the rest being its options and operands."""
    commands: list[Command] = []
    length = 0
    for end in range(1, len(words) + 1):
        command = program.spelled.get(tuple(words[:end]))
        if command is not None:
            commands.insert(0, command)
            length = end
    command = commands[0] if commands else program.root
    requires: list[Requirement] = []
    operands: list[str] = []
    waiting = list(reversed(words[length:]))
    while waiting:
        word = waiting.pop()
        if word == "--":
            operands += map(_operand, reversed(waiting))
            break
        if len(word) > 1 and word.startswith(("-", "+")) and word[0] in program.option_signs:
            options = _options(word, waiting, (*commands, program.root))
            if options is None:
                return Shape((), patterns=tuple([f"(^| ){escaped(one)}( |=|$)" for one in words]))
            requires += options
        else:
            operands.append(_operand(word))
    named = tuple([command.name for command in commands[:1]])
    if command.stops or command.wraps:  # what follows the first operand isn't for the program
        return Shape(named, tuple(requires), operands=tuple(operands))
    return Shape(named, (*requires, *[Requirement((), one) for one in operands]))
