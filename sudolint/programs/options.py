"""How programs read options: tables of them, and the argument lists that a table admits."""

from __future__ import annotations

import re
from functools import partial

from sudolint.errors import RuleError
from sudolint.language import ere
from sudolint.language.charset import ANY, BIT, SLASH, SPACE, charset
from sudolint.language.expression import (
    BOUNDARY,
    EMPTY,
    NOTHING,
    WORD,
    Chars,
    Expression,
    Lazy,
    Star,
    alt,
    cat,
    literal,
    not_beginning,
    one_of,
    optional,
)
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Dialect(NamedTuple):
    """How a family of option parsers reads an argument list."""

    abbreviates: bool = False
    """Long options may be shortened while they stay unique."""
    bundles: bool = True
    """Short options share a dash: `-it`."""
    short_equals: bool = False
    """`-v=VALUE` is `-v VALUE`."""
    flag_values: bool = False
    """Flags take a value behind `=`: `--privileged=true`."""
    one_dash: bool = False
    """A long option may have one dash: `-mount`."""
    permutes: bool = True
    """Options may follow operands."""
    double_dash: bool = True
    """`--` ends the options."""


DIALECTS = {
    "getopt": Dialect(permutes=False),
    "getopt_long": Dialect(abbreviates=True),
    "pflag": Dialect(short_equals=True, flag_values=True),
    "goflag": Dialect(bundles=False, short_equals=True, flag_values=True, one_dash=True, permutes=False),
    "argparse": Dialect(abbreviates=True, short_equals=True),
    "click": Dialect(),
    "words": Dialect(bundles=False, double_dash=False),
}
"""POSIX getopt(3), GNU getopt_long(3), Go's pflag (Cobra) and flag, Python's argparse and click; `words`
for programs such as find(1) and ip(8), whose options are words like others."""

_TRUE = ("true", "1", "t", "T", "TRUE", "True")
_FALSE = ("false", "0", "f", "F", "FALSE", "False")
ON, ON_OR_OFF = one_of(_TRUE), one_of((*_TRUE, *_FALSE))
"""What Go's strconv.ParseBool takes."""


_WORD = Star(Chars(ANY & ~SPACE))
_RELATIVE = cat(Chars(ANY & ~SPACE & ~SLASH), WORD)
VALUES: dict[str, Expression] = {
    "": WORD,
    "WORD": _WORD,
    "FILE": alt([_WORD, _RELATIVE]),
    "NUMBER": ere.fullmatch("[-+]?[0-9.]*[0-9][0-9a-zA-Z.]*"),
}
"""What the values of options may be. sudo can't tell a blank inside an argument from the end of one, so
it matters where a program takes a value with blanks: anything; a name or keyword, which has none; a file,
which only has them where the caller can put it, below the directory where she stands; a number, perhaps with
a unit. A program's file can add its own."""


class Option(NamedTuple):
    """One option with all its spellings."""

    names: tuple[str, ...]
    """With their dashes: `-v`, `--volume`."""
    takes: str
    """Empty: it is a flag; `=`: it takes a value; `=?`: it may have one in the same argument."""
    value: Expression = WORD
    """What the value may be."""

    @property
    def shorts(self) -> list[str]:
        """The letters of its short spellings."""
        return [name[1] for name in self.names if len(name) == 2 and name[0] == "-"]

    @property
    def longs(self) -> list[str]:
        """Its long spellings, with dashes."""
        return [name for name in self.names if len(name) > 2]


def read_options(
    text: str, groups: Mapping[str, str], values: Mapping[str, Expression], where: str
) -> tuple[Option, ...]:
    """The options of a table.

    A table is words: `-d,--detach` (a flag), `-v,--volume=` and `-u,--user=WORD` (with what the value may
    be), `--color=?` (may have a value behind the sign); `@group` stands for another table. Raises RuleError.
    """
    options: list[Option] = []
    for word in text.split():
        if word.startswith("@"):
            if word[1:] not in groups:
                raise RuleError(f"{where}: no group of options `{word}`")
            options += read_options(groups[word[1:]], {}, values, where)
            continue
        match = _OPTION.fullmatch(word)
        if match is None or match[3] not in values:
            raise RuleError(f"{where}: bad option `{word}`")
        options.append(Option(tuple(match[1].split(",")), match[2] or "", values[match[3]]))
    return tuple(options)


_OPTION = re.compile(r"(-[^,=\s]+(?:,-[^,=\s]+)*)(=\??)?([A-Z]*)")


class Bundles(NamedTuple):
    """What may stand behind one dash beside an option."""

    flags: Expression
    """Any number of flags."""
    valued: Expression
    """At the end: a letter that takes a value, with the value."""


class Table:
    """The options that a command knows, and the argument lists that it reads as options."""

    __slots__ = ("_any", "_bundles", "_dialect", "_least", "_spelled", "options")

    def __init__(self, options: Iterable[Option], dialect: Dialect) -> None:
        self.options = tuple(options)
        self._dialect = dialect
        self._least: dict[str, int] | None = None
        self._any: dict[frozenset[Option], Expression] = {}
        self._bundles: dict[frozenset[Option], Bundles] = {}
        self._spelled = {name: option for option in self.options for name in option.names}

    def find(self, name: str) -> Option | None:
        """The option that is spelled so."""
        return self._spelled.get(name)

    def any_option(self, without: Iterable[Option] = ()) -> Expression:
        """One option of the table with its value, as arguments; any but those in `without`."""
        excluded = frozenset(without)
        if excluded not in self._any:
            options = [option for option in self.options if option not in excluded]
            self._any[excluded] = alt([*self._short_forms(options), *self._long_forms(options)])
        return self._any[excluded]

    def long_forms(self, option: Option, value: Expression | None) -> list[Expression]:
        """This option by its long spellings, with a value out of `value`.

        None: with any value; for a flag: switched on.
        """
        if option.takes:
            tail = self._value_after_long(option, value)
        else:
            tail = optional(cat(literal("="), ON)) if self._dialect.flag_values else EMPTY
        return [cat(BOUNDARY, self._spelled_out(option.longs), tail)] if option.longs else []

    def short_forms(
        self, option: Option, value: Expression | None
    ) -> list[tuple[Expression, Expression | None]]:
        """The letters of this option, each with what follows if it takes a value, out of `value` or any."""
        tail = self._value_after_short(option, value) if option.takes else None
        return [(literal(letter), tail) for letter in option.shorts]

    def bundles(self, without: Iterable[Option] = ()) -> Bundles:
        """What may stand behind one dash beside an option, any but those in `without`."""
        excluded = frozenset(without)
        if excluded not in self._bundles:
            options = [option for option in self.options if option not in excluded]
            letters = "".join([letter for o in options if o.takes != "=" for letter in o.shorts])
            flags = Star(Chars(charset(letters))) if letters and self._dialect.bundles else EMPTY
            self._bundles[excluded] = Bundles(flags, self._valued_shorts(options))
        return self._bundles[excluded]

    def plainly(self, option: Option, value: str) -> Expression:
        """This option as arguments in the way one would write it: `--volume VALUE`."""
        name = option.names[0]
        if option.takes == "=?" and value:
            return cat(BOUNDARY, literal(f"{name}={value}"))
        words = [name, value] if option.takes else [name]
        return cat(*[cat(BOUNDARY, literal(word)) for word in words])

    def _spelled_out(self, names: Sequence[str]) -> Expression:
        """Long options as one may type them: shortened as far as they stay unique, with one dash or two."""
        if self._least is None:
            self._least = self._find_least() if self._dialect.abbreviates else {}
        one_dash = [name[1:] for name in names if name.startswith("--")] if self._dialect.one_dash else ()
        return _rest([*names, *one_dash], self._least)

    def _find_least(self) -> dict[str, int]:
        """How much of each long option has to be typed."""
        names = [(name, option) for option in self.options for name in option.longs]
        owners: dict[str, set[Option]] = {}
        for name, option in names:
            for length in range(3, len(name) + 1):
                owners.setdefault(name[:length], set()).add(option)
        return {
            name: next((size for size in range(3, len(name)) if len(owners[name[:size]]) == 1), len(name))
            for name, _ in names
        }

    def _valued_shorts(self, options: Iterable[Option]) -> Expression:
        """A letter that takes a value, with the value, at a bundle's end."""
        alike: dict[tuple[str, Expression], list[Option]] = {}
        for option in options:
            if option.takes and option.shorts:
                alike.setdefault((option.takes, option.value), []).append(option)
        forms = [
            cat(
                Chars(charset("".join([letter for o in some for letter in o.shorts]))),
                self._value_after_short(some[0]),
            )
            for some in alike.values()
        ]
        return alt(forms) if forms else NOTHING

    def _short_forms(self, options: list[Option]) -> list[Expression]:
        dash = cat(BOUNDARY, literal("-"))
        flags = "".join(letter for o in options if not o.takes for letter in o.shorts)
        valued = self._valued_shorts(options)
        if not flags:
            return [cat(dash, valued)] if valued is not NOTHING else []
        flag = Chars(charset(flags))
        if not self._dialect.bundles:
            return [cat(dash, alt([flag, valued]))]
        return [cat(dash, alt([cat(flag, Star(flag), optional(valued)), valued]))]

    def _long_forms(self, options: list[Option]) -> list[Expression]:
        alike: dict[tuple[str, Expression], list[str]] = {}
        for option in options:
            if longs := option.longs:
                alike.setdefault((option.takes, option.value), []).extend(longs)
        forms = []
        for (takes, values), names in alike.items():
            if takes == "=":
                tail = alt([cat(BOUNDARY, values), cat(literal("="), values)])
            elif takes:
                tail = optional(cat(literal("="), values))
            elif self._dialect.flag_values:
                tail = optional(cat(literal("="), ON_OR_OFF))
            else:
                tail = EMPTY
            forms.append(cat(BOUNDARY, self._spelled_out(names), tail))
        return forms

    def _value_after_long(self, option: Option, wanted: Expression | None) -> Expression:
        value = wanted or option.value
        attached = cat(literal("="), value)
        if option.takes == "=?":
            return attached if wanted else optional(attached)
        return alt([cat(BOUNDARY, value), attached])

    def _value_after_short(self, option: Option, wanted: Expression | None = None) -> Expression:
        value = wanted or option.value
        forms = [not_beginning(value, 0)]  # what is attached isn't empty
        if option.takes == "=":
            forms.append(cat(BOUNDARY, value))
        elif wanted is None:
            forms.append(EMPTY)
        if self._dialect.short_equals:
            forms.append(cat(literal("="), value))
        return alt(forms)


OPERAND = alt([literal("-"), cat(Chars(ANY & ~BIT[ord("-")]), WORD)])
"""An argument that is no option where options are read."""


def _rest(names: Sequence[str], least: Mapping[str, int], at: int = 0) -> Expression:
    """What follows the first characters of names, each of which may be cut off from its least length on."""
    heads: dict[str, list[str]] = {}
    for name in names:
        if at < len(name):
            heads.setdefault(name[at], []).append(name)
    choices: list[Expression] = []
    for some in heads.values():
        shortest = min([least.get(name, len(name)) for name in some])
        end = at + 1 if len(some) > 1 else max(at + 1, shortest)
        after = Lazy(partial(_rest, some, least, end), max(0, shortest - end))
        choices.append(cat(literal(some[0][at:end]), after))
    if any(at >= least.get(name, len(name)) for name in names):
        choices.append(EMPTY)
    return alt(choices)
