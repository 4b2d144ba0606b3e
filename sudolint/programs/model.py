"""Programs, how they read their arguments, and what the shapes of these hand out."""

from __future__ import annotations

from sudolint.programs.options import DIALECTS, Table, read_options
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sudolint.findings import Rule
    from sudolint.language.expression import Expression
    from sudolint.policy.obeyed import Obeyed
    from sudolint.programs.options import Dialect, Option
    from sudolint.programs.safe import Safe


DIRECTORY = "a directory of the caller"
"""What an escape needs that is about the directory where commands are run, which sudo leaves as it is."""


class Requirement(NamedTuple):
    """An option, or an operand somewhere among the others, that must be there."""

    options: tuple[str, ...]
    """Any one of these; empty: an operand."""
    value: str | None
    """A regular expression that the whole value, or operand, matches; None: any, or a flag switched on."""


class Shape(NamedTuple):
    """A form of argument list, in the terms of a program's option table."""

    commands: tuple[str, ...]
    """Any one of these commands; empty: the program itself."""
    requires: tuple[Requirement, ...] = ()
    without: tuple[str, ...] = ()
    """Options that must not be there."""
    operands: tuple[str, ...] = ()
    """Regular expressions that the first operands must match, each the whole operand."""
    exactly: bool = False
    """Whether there are no further operands."""
    patterns: tuple[str, ...] = ()
    """Instead of all that: regular expressions found in the arguments, a blank being a boundary."""


class Escape(NamedTuple):
    """A way in which an argument list hands out more than it says."""

    rule: Rule
    needs: tuple[str, ...]
    """What must be there besides the grant: an image, a terminal, a running container ..."""
    shapes: tuple[Shape, ...]
    examples: tuple[tuple[str, ...], ...]
    """Arguments of the shapes, as one would type them, the best one first."""
    flags: tuple[str, ...]
    """Commands, as in sudoers, that must be found to have it ..."""
    passes: tuple[str, ...]
    """... and that must not."""
    executes: bool = False
    """Whether nothing comes of it where the program can't run another one (NOEXEC)."""


class Denial(NamedTuple):
    """A verb that policies commonly mean to deny, with all that amounts to it."""

    rule: Rule
    words: str
    """The verb as one would write it: `network create`."""
    shapes: tuple[Shape, ...]
    examples: tuple[tuple[str, ...], ...]


class Command:
    """A command of a program (`docker compose up`): its spellings and how it reads its options."""

    __slots__ = (
        "_groups",
        "_options",
        "_table",
        "_values",
        "dialect",
        "drops",
        "least",
        "most",
        "name",
        "opaque",
        "skips",
        "spellings",
        "stops",
        "wraps",
    )

    def __init__(
        self,
        name: str,
        spellings: Sequence[str],
        options: str,
        groups: Mapping[str, str],
        values: Mapping[str, Expression],
        dialect: Dialect,
        *,
        stops: bool = False,
        least: int = 0,
        most: int | None = None,
        opaque: bool = False,
        wraps: int = 0,
        drops: Sequence[str] = (),
        skips: str = "",
    ) -> None:
        self.name = name
        self.spellings = tuple(tuple(spelling.split()) for spelling in spellings)
        """The words that lead to it, one tuple a spelling."""
        self.stops = stops
        """Whether the first operand ends the options."""
        self.least = least
        """How many operands it needs."""
        self.most = most
        """How many it takes; None: any number."""
        self.opaque = opaque
        """Whether its options are unknown, so that any arguments will do."""
        self.wraps = wraps
        """Which operand, counted from 1, names a command that it runs with the rest; 0: none."""
        self.drops = drops
        """Options by which that command runs as somebody else."""
        self.skips = skips
        """A regular expression of operands before that command that don't count: `NAME=VALUE`."""
        self._options = options
        self._groups = groups
        self._values = values
        self.dialect = dialect
        self._table: Table | None = None

    @property
    def table(self) -> Table:
        """Its options; made when first asked for."""
        if self._table is None:
            self._table = Table(
                read_options(self._options, self._groups, self._values, self.name), self.dialect
            )
        return self._table

    def find(self, name: str) -> Option | None:
        """The option of it that is spelled so."""
        return self.table.find(name)


class Program:
    """A program: its names, its commands and its escapes."""

    __slots__ = (
        "commands",
        "denials",
        "denials_of",
        "dialect",
        "environment",
        "escapes",
        "escapes_of",
        "harmless",
        "name",
        "names",
        "root",
        "rows",
        "safe",
        "spelled",
        "title",
    )

    def __init__(
        self,
        name: str,
        names: Sequence[str],
        title: str,
        dialect: str,
        root: Command,
        commands: Mapping[str, Command],
        escapes: Sequence[Escape],
        denials: Sequence[Denial],
        harmless: str = "",
        safe: Sequence[Safe] = (),
        environment: Sequence[Obeyed] = (),
    ) -> None:
        self.name = name
        self.names = tuple(names)
        """Base names that it is known by; a `*` stands for a version."""
        self.title = title
        self.dialect = DIALECTS[dialect]
        self.root = root
        """How it reads its arguments; where it has commands, those before the first command word."""
        self.commands = commands
        self.spelled = {words: command for command in commands.values() for words in command.spellings}
        """The command that each row of command words leads to."""
        self.rows: dict[str, list[tuple[str, ...]]] = {}
        """The rows of command words, by their first one."""
        for words in self.spelled:
            self.rows.setdefault(words[0], []).append(words)
        self.escapes = tuple(escapes)
        self.denials = tuple(denials)
        self.escapes_of = _by_command(self.escapes)
        self.denials_of = _by_command(self.denials)
        """Places in `escapes` and `denials` by command; those that are about none are under an empty name."""
        self.harmless = harmless
        """The most that it gives, where that is nothing to speak of whatever the arguments are."""
        self.safe = tuple(safe)
        self.environment = tuple(environment)
        """Variables by which it runs code of the caller, where they are hers."""

    @property
    def wrappers(self) -> list[Command]:
        """Its commands that run another command."""
        return [command for command in (self.root, *self.commands.values()) if command.wraps]

    @property
    def rule_ids(self) -> list[str]:
        """The ids of all rules about it."""
        return [one.rule.id for one in self.escapes] + [one.rule.id for one in self.denials]


def _by_command(asked: Sequence[Escape | Denial]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, one in enumerate(asked):
        for shape in one.shapes:
            names = () if shape.patterns else shape.commands
            for name in names or ("",):
                places.setdefault(name, []).append(place)
    return places
