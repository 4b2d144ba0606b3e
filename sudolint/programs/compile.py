"""The language of all argument lists that a program reads as a given shape.

Every argument is a word with a boundary before it, so that the language begins where the name of the
program ends.
"""

from __future__ import annotations

from functools import cache, partial

from sudolint.errors import RuleError
from sudolint.language import ere
from sudolint.language.automaton import Automaton
from sudolint.language.charset import SEPARATOR, SPACE
from sudolint.language.expression import BOUNDARY, Expression, Lazy, Star, alt, cat, literal, optional
from sudolint.programs.model import Shape
from sudolint.programs.options import OPERAND, VALUES
from sudolint.programs.reading import ANY_ARGUMENTS, DOUBLE_DASH, Reading, Wanted
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sudolint.programs.model import Command, Program, Requirement


def forms(
    program: Program, shapes: Iterable[Shape], places: Mapping[str, str]
) -> Iterator[tuple[Expression, ...]]:
    """All argument lists that the program reads as one of the shapes, compiled when they are asked for.

    Each form is expressions that an argument list must all be in. `places` gives the regular expression
    that stands for each `{name}` in those of the shapes. Raises RuleError.
    """
    for shape in shapes:
        if shape.patterns:
            within = {name: _one_argument(pattern) for name, pattern in places.items()}
            yield tuple([raw(_filled(pattern, within)) for pattern in shape.patterns])
        else:
            yield tuple([_Compiler(program, part, places).expression() for part in _parts(shape)])


def _one_argument(pattern: str) -> str:
    """A pattern of a place, to be found within one argument."""
    return pattern.replace(".*", "[^ ]*").replace("[^:]*", "[^: ]*")


def _parts(shape: Shape) -> Iterator[Shape]:
    """The shape; where a required operand may be one of the first ones too, two that must both be there."""
    operands = tuple([requirement for requirement in shape.requires if not requirement.options])
    if shape.operands and operands:
        options = tuple([requirement for requirement in shape.requires if requirement.options])
        yield shape._replace(requires=options)
        yield Shape(shape.commands, operands)
    else:
        yield shape


def before_command(program: Program) -> Expression:
    """What a program that runs another one reads before the name of that one, a path to it included."""
    ways = [
        _Compiler(program, Shape((command.name,)), {}, _before_operand).expression()
        if command is not program.root
        else _before_operand(command)
        for command in program.wrappers
    ]
    return cat(alt(ways), BOUNDARY, optional(cat(VALUES["WORD"], literal("/"))))


def _before_operand(command: Command) -> Expression:
    """What a command reads before the operand that names the command that it runs."""
    reading = Reading(command, Wanted(without=tuple(command.drops)))
    operands = [cat(BOUNDARY, OPERAND)] * (command.wraps - 1)
    skipped = [Star(cat(BOUNDARY, _matching(command.skips)))] if command.skips else []
    return cat(reading.options(), optional(DOUBLE_DASH), *skipped, *operands)


def _anything(_: Command) -> Expression:
    return ANY_ARGUMENTS


def raw(pattern: str) -> Expression:
    """All argument lists in which a regular expression is found, a blank of it being a boundary.

    Raises RuleError.
    """
    try:
        found, inexact = ere.search(pattern, widen=_boundaries)
    except ere.PatternError as error:
        raise RuleError(f"bad regular expression `{pattern}`: {error}") from None
    if inexact:
        raise RuleError(f"bad regular expression `{pattern}`: {inexact}")
    some = cat(BOUNDARY, found)
    return optional(some) if Automaton(found).accepts("") else some


def _boundaries(members: int) -> int:
    """What a set of characters in a raw pattern matches: a blank in it is a boundary."""
    if members == SPACE:
        return SEPARATOR
    return members | SEPARATOR if members & SPACE else members


def _filled(pattern: str, places: Mapping[str, str]) -> str:
    for name, inner in places.items():
        pattern = pattern.replace("{" + name + "}", inner)
    return pattern


def leading_to(program: Program, commands: Sequence[str]) -> Iterator[tuple[Expression, ...]]:
    """All argument lists that lead to one of the commands, whatever follows; compiled when asked for."""
    yield (_Compiler(program, Shape(tuple(commands)), {}, _anything).expression(),)


class _Way(NamedTuple):
    """A command by one of its spellings, with the options required before each word and at the end."""

    command: Command
    words: tuple[str, ...]
    levels: tuple[tuple[Requirement, ...], ...]
    own: tuple[Requirement, ...]


class _Compiler:
    """Compiles one shape of a program."""

    def __init__(
        self,
        program: Program,
        shape: Shape,
        places: Mapping[str, str],
        follows: Callable[[Command], Expression] | None = None,
    ) -> None:
        """`follows` says what follows the words of a command, instead of the shape's arguments."""
        self._program = program
        self._shape = shape
        self._places = places
        self._follows = follows

    def expression(self) -> Expression:
        if not self._shape.commands:
            return self._reading(self._program.root, self._shape.requires).everything()
        for name in self._shape.commands:
            if name not in self._program.commands:
                raise RuleError(f"{self._program.name}: no command `{name}`")
        commands = [self._program.commands[name] for name in self._shape.commands]
        if self._program.root.stops or self._follows is not None:
            return self._level(
                [self._way(command, words) for command in commands for words in command.spellings]
            )
        # Options may stand anywhere among the command words, which are operands like others.
        return alt(
            [
                self._reading(command, self._shape.requires, words).everything()
                for command in commands
                for words in command.spellings
            ]
        )

    def _way(self, command: Command, words: tuple[str, ...]) -> _Way:
        """Decide where each required option belongs: to the command, else to the nearest word before."""
        levels: list[list[Requirement]] = [[] for _ in words]
        own: list[Requirement] = []
        for requirement in self._shape.requires:
            if command.opaque or not requirement.options or command.find(requirement.options[0]):
                own.append(requirement)
                continue
            name = requirement.options[0]
            for depth in reversed(range(len(words))):
                reader = self._reader(words[:depth])
                if reader is not None and reader.find(name):
                    levels[depth].append(requirement)
                    break
            else:
                raise RuleError(f"{command.name}: no option `{name}`")
        return _Way(command, words, tuple(map(tuple, levels)), tuple(own))

    def _reader(self, words: tuple[str, ...]) -> Command | None:
        """Who reads the options that follow these words."""
        return self._program.spelled.get(words) if words else self._program.root

    def _level(self, ways: Sequence[_Way], depth: int = 0) -> Expression:
        """What follows so many words, common to all ways: options, the next word and so on."""
        by_options: dict[tuple[Requirement, ...], dict[str, list[_Way]]] = {}
        for way in ways:
            by_options.setdefault(way.levels[depth], {}).setdefault(way.words[depth], []).append(way)
        reader = self._reader(ways[0].words[:depth])
        choices: list[Expression] = []
        for required, by_word in by_options.items():
            items = [self._reading(reader, required).options()] if reader else []
            if depth == 0 and self._program.dialect.double_dash:
                items.append(optional(DOUBLE_DASH))
            branches = [
                cat(literal(word), self._after(onward, depth + 1)) for word, onward in by_word.items()
            ]
            choices.append(cat(*items, BOUNDARY, alt(branches)))
        return alt(choices)

    def _after(self, ways: Sequence[_Way], depth: int) -> Expression:
        """What follows so many words: the command's own arguments, or further words."""
        choices: list[Expression] = [
            Lazy(partial(self._leaf, way)) for way in ways if len(way.words) == depth
        ]
        further = [way for way in ways if len(way.words) > depth]
        if further:
            choices.append(self._level(further, depth))
        return alt(choices)

    def _leaf(self, way: _Way) -> Expression:
        if self._follows is not None:
            return self._follows(way.command)
        return self._reading(way.command, way.own).everything()

    def _reading(
        self, command: Command, required: Sequence[Requirement], words: Sequence[str] = ()
    ) -> Reading:
        wanted = Wanted(
            tuple((r.options, None if r.value is None else self._matching(r.value)) for r in required),
            self._shape.without,
            (*map(literal, words), *map(self._matching, self._shape.operands)),
            self._shape.exactly,
        )
        return Reading(command, wanted)

    def _matching(self, pattern: str) -> Expression:
        return _matching(_filled(pattern, self._places))


@cache
def _matching(pattern: str) -> Expression:
    try:
        return ere.fullmatch(pattern)
    except ere.PatternError as error:
        raise RuleError(f"bad regular expression `{pattern}`: {error}") from None
