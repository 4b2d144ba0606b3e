"""Commands that were to be denied: `docker exec`, in whatever way a program can be brought to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sudolint.audit.programs import wrapped
from sudolint.findings import Effect, Severity
from sudolint.language.expression import ANYTHING, BOUNDARY, WORD, Star, cat, literal, optional
from sudolint.policy.model import CmndKind
from sudolint.policy.permits import NO, Answer, Permits, Wanted
from sudolint.programs.compile import forms
from sudolint.programs.model import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sudolint.checks.context import Holding
    from sudolint.language.expression import Expression
    from sudolint.packs import Packs
    from sudolint.programs.model import Program

_SPECIAL = "\\^$.[]|()*+?{}"


class Reached(NamedTuple):
    """A grant by which something denied is reached, or may be."""

    denied: str
    holding: Holding
    answer: Answer


class Denied:
    """One denial, compiled: a program and the argument lists by which it does what was denied."""

    def __init__(self, text: str, packs: Packs, places: Mapping[str, str]) -> None:
        """Take the command in words, as one would write it: `docker network create`."""
        self.text = text
        name, *words = text.split()
        name = name.rpartition("/")[2]
        self._packs = packs
        program = packs.program(name)
        self._names = program.names if program else (name,)
        examples: list[tuple[str, ...]] = []
        if program is None:
            self._forms: list[tuple[Expression, ...]] = [(_unknown(words),)]
        else:
            shapes, examples = _shapes(program, words)
            self._forms = list(forms(program, shapes, places))
        itself = Wanted(self._names, self._forms)
        self._examples = [example for example in (tuple(words), *examples) if itself.has(example)]
        self._wanted: dict[str, Wanted] = {}

    def reached_by(self, holding: Holding) -> Answer:
        """Whether the holder reaches it by this grant."""
        cmnd = holding.grant.cmnd
        if cmnd.kind in (CmndKind.SUDOEDIT, CmndKind.LIST):
            return NO
        if cmnd.kind is not CmndKind.FILE:
            return Permits(holding.grant, holding.holder).find(self._by(None))
        name = cmnd.path.rpartition("/")[2]
        if name in self._names or name.rstrip("0123456789.-") in self._names:
            return Permits(holding.grant, holding.holder).find(self._by(None))
        wrapper = self._packs.program(name)
        if wrapper is not None and wrapper.wraps:
            return Permits(holding.grant, holding.holder).find(self._by(wrapper))
        return NO

    def _by(self, wrapper: Program | None) -> Wanted:
        key = wrapper.name if wrapper else ""
        if key not in self._wanted:
            self._wanted[key] = wrapped(wrapper, self._names, self._forms, self._examples)
        return self._wanted[key]


def reached(denied: list[Denied], holdings: tuple[Holding, ...]) -> Iterator[Reached]:
    """Each grant by which one of the denied commands is reached, or isn't known to be out of reach."""
    for holding in holdings:
        for one in denied:
            answer = one.reached_by(holding)
            if answer != NO:
                yield Reached(one.text, holding, answer)


def _shapes(program: Program, words: list[str]) -> tuple[list[Shape], list[tuple[str, ...]]]:
    """The shapes by which a program does what the words say, or opens its daemon; with examples."""
    shapes: list[Shape] = []
    examples: list[tuple[str, ...]] = []
    for denial in program.denials:
        if denial.words == " ".join(words):
            shapes += denial.shapes
            examples += denial.examples
    shapes = shapes or [_shape(program, words)]
    if shapes[0].commands:
        for escape in program.escapes:
            if escape.rule.effect is Effect.DAEMON and escape.rule.severity is Severity.CRITICAL:
                shapes += escape.shapes
                examples += escape.examples
    return shapes, examples


def _shape(program: Program, words: list[str]) -> Shape:
    """The longest row of words that names a command, the rest being operands."""
    for length in range(len(words), 0, -1):
        command = program.spelled.get(tuple(words[:length]))
        if command is not None:
            return Shape((command.name,), operands=tuple(map(_escaped, words[length:])))
    return Shape((), operands=tuple(map(_escaped, words)))


def _escaped(word: str) -> str:
    return "".join("\\" + sign if sign in _SPECIAL else sign for sign in word)


def _unknown(words: list[str]) -> Expression:
    """The arguments of a program that nothing is known of: these words first, options left out."""
    option = cat(BOUNDARY, literal("-"), WORD)
    items = [item for word in words for item in (Star(option), BOUNDARY, literal(word))]
    return cat(*items, optional(cat(BOUNDARY, ANYTHING)))
