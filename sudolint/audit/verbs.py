"""What people mean by a command in words: `docker exec`, `cat /etc/shadow`, `rm -rf`."""

from __future__ import annotations

import re

from sudolint.findings import Effect, Severity
from sudolint.language import ere
from sudolint.language.expression import ANYTHING, BOUNDARY, WORD, Star, cat, literal, optional
from sudolint.programs.model import Requirement, Shape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sudolint.language.expression import Expression
    from sudolint.programs.model import Command, Program
    from sudolint.programs.options import Option

_SPECIAL = "\\^$.[]|()*+?{}"
_VERB = re.compile(r"[a-z][a-z-]*")
"""What looks like a command of a program, and then is its first operand."""
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
        if len(word) > 1 and word.startswith("-"):
            options = _options(word, waiting, (*commands, program.root))
            if options is None:
                return Shape((), patterns=tuple([f"(^| ){_escaped(one)}( |=|$)" for one in words]))
            requires += options
        else:
            operands.append(_operand(word))
    named = tuple([command.name for command in commands[:1]])
    first = 0 if named or not operands or not _VERB.fullmatch(operands[0]) else 1
    if command.stops or command.wraps:  # what follows the first operand isn't for the program
        first = len(operands)
    requires += [Requirement((), one) for one in operands[first:]]
    return Shape(named, tuple(requires), operands=tuple(operands[:first]))


def _options(word: str, waiting: list[str], readers: Sequence[Command]) -> list[Requirement] | None:
    """The options that a word stands for, with the value that may be the next one; None: not known."""
    name, sign, value = word.partition("=")
    option = _find(name, readers)
    if option is not None:
        if option.takes == "=" and not sign and waiting:
            sign, value = "=", waiting.pop()
        return [Requirement((name,), _escaped(value) if option.takes and sign else None)]
    found: list[Requirement] = []
    for place, letter in enumerate(word[1:], 2):
        option = _find(f"-{letter}", readers)
        if option is None:
            return None
        if option.takes:
            value = word[place:] or (waiting.pop() if option.takes == "=" and waiting else "")
            return [*found, Requirement((f"-{letter}",), _escaped(value) if value else None)]
        found.append(Requirement((f"-{letter}",), None))
    return found


def _find(name: str, readers: Sequence[Command]) -> Option | None:
    return next((option for reader in readers if (option := reader.find(name))), None)


def _operand(word: str) -> str:
    """What is meant by an operand; a file by whatever path it is named."""
    return _path(word) if word.startswith("/") and word.strip("/") else _escaped(word)


def _path(path: str) -> str:
    """A file by its path, by ways around, and seen from a directory of one's choice."""
    names = [_escaped(name) for name in path.split("/") if name not in ("", ".")]
    slash = "/+(\\./+)*"
    ups = "|".join([f"(/[^/ ]+){{{deep}}}(/+\\.\\.){{{deep},}}" for deep in range(1, _DEEP + 1)])
    whole = f"({ups})?{slash}{slash.join(names)}"
    ends = [slash.join(names[at:]) for at in range(len(names))]
    return f"({whole}|(\\.\\.?/+)*({'|'.join(ends)}))"


def _escaped(word: str) -> str:
    return "".join("\\" + sign if sign in _SPECIAL else sign for sign in word)


def unknown(words: Sequence[str], *, loosely: bool = False) -> Expression:
    """The arguments of a program that nothing is known of: these words first, options left out.

    Loosely, what follows an option may be its value.
    """
    option = cat(BOUNDARY, literal("-"), WORD)
    if loosely:
        option = cat(option, optional(cat(BOUNDARY, WORD)))
    items = [item for word in words for item in (Star(option), BOUNDARY, ere.fullmatch(_operand(word)))]
    return cat(*items, optional(cat(BOUNDARY, ANYTHING)))
