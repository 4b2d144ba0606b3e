"""How a command reads its own arguments, as far as a shape asks."""

from __future__ import annotations

from functools import partial

from sudolint.errors import RuleError
from sudolint.language.automaton import Automaton
from sudolint.language.charset import BIT
from sudolint.language.expression import (
    ANYTHING,
    BOUNDARY,
    EMPTY,
    WORD,
    Expression,
    Lazy,
    Star,
    alt,
    cat,
    literal,
    not_beginning,
    nullable,
    optional,
)
from sudolint.programs.options import OPERAND
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sudolint.programs.model import Command
    from sudolint.programs.options import Option

ANY_ARGUMENTS = optional(cat(BOUNDARY, ANYTHING))
DOUBLE_DASH = cat(BOUNDARY, literal("--"))


class Wanted(NamedTuple):
    """What a shape asks of the arguments that one command reads."""

    required: tuple[tuple[tuple[str, ...], Expression | None], ...] = ()
    """Options that must be there, any of several, with the values that they may have; no options: an
    operand that must be somewhere among the others."""
    without: tuple[str, ...] = ()
    operands: tuple[Expression, ...] = ()
    exactly: bool = False


class Reading:
    """The argument lists in which a command finds what is wanted, as a machine made of expressions.

    Its states are which required options were seen and how many operands. The expression of a state is
    all that may follow; states refer to each other, lazily where there is a circle.
    """

    def __init__(self, command: Command, wanted: Wanted) -> None:
        self._command = command
        self._wanted = wanted
        self._all = (1 << len(wanted.required)) - 1
        self._options_all = sum([1 << at for at, (names, _) in enumerate(wanted.required) if names])
        self._least = max(len(wanted.operands), command.least)
        self._most = len(wanted.operands) if wanted.exactly else command.most
        excluded = [option for name in wanted.without if (option := command.find(name))]
        self._any_option = Star(command.table.any_option(excluded))
        self._bundles = command.table.bundles(excluded)
        self._longs = [self._long_forms(names, value) for names, value in wanted.required]
        self._shorts = [self._short_forms(names, value) for names, value in wanted.required]
        self._states: dict[tuple[str, int, int], Expression] = {}

    def everything(self) -> Expression:
        """Options and operands."""
        return ANY_ARGUMENTS if self._command.opaque else self._state("options", 0, 0)

    def options(self) -> Expression:
        """Options only, as before the word that names a subcommand."""
        return self._state("options only", 0, 0) if self._wanted.required else self._any_option

    def _long_forms(self, names: Sequence[str], value: Expression | None) -> list[Expression]:
        table = self._command.table
        return [form for name in names for form in table.long_forms(self._option(name), value)]

    def _short_forms(
        self, names: Sequence[str], value: Expression | None
    ) -> list[tuple[Expression, Expression | None]]:
        table = self._command.table
        return [form for name in names for form in table.short_forms(self._option(name), value)]

    def _option(self, name: str) -> Option:
        option = self._command.find(name)
        if option is None:
            raise RuleError(f"{self._command.name}: no option `{name}`")
        return option

    def _state(self, kind: str, seen: int, count: int) -> Expression:
        count = min(count, max(self._least + 1, self._most or 0))
        key = (kind, seen, count)
        if key not in self._states:
            make: dict[str, Callable[[int, int], Expression]] = {
                "options": self._options_and_operands,
                "options only": self._options_only,
                "operands": self._operands_only,
                "bundle, options": partial(self._rest_of_bundle, "options"),
                "bundle, options only": partial(self._rest_of_bundle, "options only"),
            }
            self._states[key] = Lazy(partial(make[kind], seen, count), self._shortest(kind, seen, count))
        return self._states[key]

    def _shortest(self, kind: str, seen: int, count: int) -> int:
        """How many characters must follow at least."""
        missing = [
            1 if shorts else min([form.shortest for form in longs])
            for number, (longs, shorts) in enumerate(zip(self._longs, self._shorts, strict=True))
            if (longs or shorts) and not seen >> number & 1
        ]
        operands = 0 if kind.endswith("only") else max(0, self._least - count)
        return sum(missing) + 2 * operands

    def _options_only(self, seen: int, count: int) -> Expression:
        choices = self._with_one_more("options only", seen, count)
        if seen == self._all:
            choices.append(EMPTY)
        return cat(self._any_option, alt(choices))

    def _options_and_operands(self, seen: int, count: int) -> Expression:
        choices = self._with_one_more("options", seen, count)
        if self._another(count):
            after = "operands" if self._command.stops else "options"
            choices.append(cat(BOUNDARY, self._operand(count), self._state(after, seen, count + 1)))
            choices += self._wanted_operands(after, seen, count, _read_as_operand)
        if seen == self._all and count >= self._least:
            choices.append(EMPTY)
        if seen & self._options_all == self._options_all and self._command.dialect.double_dash:
            choices.append(cat(DOUBLE_DASH, self._state("operands", seen, count)))
        return cat(self._any_option, alt(choices))

    def _operands_only(self, seen: int, count: int) -> Expression:
        choices: list[Expression] = []
        if seen == self._all and count >= self._least:
            choices.append(EMPTY)
        if self._another(count):
            operands = self._wanted.operands
            operand = operands[count] if count < len(operands) else WORD
            choices.append(cat(BOUNDARY, operand, self._state("operands", seen, count + 1)))
            choices += self._wanted_operands("operands", seen, count, lambda wanted: wanted)
        return alt(choices)

    def _with_one_more(self, kind: str, seen: int, count: int) -> list[Expression]:
        """One of the required options that are missing yet, and what may follow then."""
        choices = [
            cat(form, self._state(kind, seen | 1 << number, count))
            for number, forms in enumerate(self._longs)
            for form in forms
            if not seen >> number & 1
        ]
        letters = self._letters(kind, seen, count)
        if letters:
            choices.append(cat(BOUNDARY, literal("-"), self._bundles.flags, alt(letters)))
        return choices

    def _letters(self, kind: str, seen: int, count: int) -> list[Expression]:
        """The letter of one of the required options that are missing yet, and what may follow then."""
        after_flag = f"bundle, {kind}" if self._command.dialect.bundles else kind
        return [
            cat(letter, self._state(after_flag, seen | 1 << number, count))
            if value is None
            else cat(letter, value, self._state(kind, seen | 1 << number, count))
            for number, forms in enumerate(self._shorts)
            for letter, value in forms
            if not seen >> number & 1
        ]

    def _rest_of_bundle(self, kind: str, seen: int, count: int) -> Expression:
        """Further letters behind the same dash, perhaps of required options too."""
        onward = self._state(kind, seen, count)
        ends = [*self._letters(kind, seen, count), cat(self._bundles.valued, onward), onward]
        return cat(self._bundles.flags, alt(ends))

    def _wanted_operands(
        self, kind: str, seen: int, count: int, read: Callable[[Expression], Expression]
    ) -> list[Expression]:
        """One of the required operands that are missing yet, and what may follow then."""
        if count < len(self._wanted.operands):  # this place is another one's
            return []
        return [
            cat(BOUNDARY, read(value or WORD), self._state(kind, seen | 1 << number, count + 1))
            for number, (names, value) in enumerate(self._wanted.required)
            if not names and not seen >> number & 1
        ]

    def _another(self, count: int) -> bool:
        """Whether an operand may follow after so many."""
        return self._most is None or count < self._most

    def _operand(self, count: int) -> Expression:
        """The operand after so many, where options are still read."""
        if count >= len(self._wanted.operands):
            return OPERAND
        return _read_as_operand(self._wanted.operands[count])


def _read_as_operand(wanted: Expression) -> Expression:
    """The words that are taken for operands where options are still read."""
    choices = [not_beginning(wanted, BIT[ord("-")])]
    if nullable(wanted):
        choices.append(EMPTY)
    if Automaton(wanted).accepts("-"):
        choices.append(literal("-"))
    return alt(choices)
