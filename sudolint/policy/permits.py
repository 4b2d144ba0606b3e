"""What a grant really permits its holder, after later denials, and the nicest proof of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sudolint.errors import LimitError
from sudolint.findings import Witness
from sudolint.language.automaton import Automaton
from sudolint.language.charset import SEPARATOR, TIDY
from sudolint.language.expression import BOUNDARY, Chars, Expression, Star, alt, cat, literal
from sudolint.language.search import witness as search
from sudolint.policy import permitted
from sudolint.policy.model import CmndKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sudolint.policy.holders import Holder
    from sudolint.policy.model import Grant

_TIDY = Chars(TIDY & ~SEPARATOR)
_TIDY_ARGUMENTS = Star(cat(BOUNDARY, _TIDY, Star(_TIDY)))


class Answer(NamedTuple):
    """Whether some arguments are permitted: yes, with a witness; no; or not known."""

    witness: Witness | None
    undecided: str = ""


NO = Answer(None)


class Permits:
    """The arguments with which one grant permits one holder a command, asked from many sides."""

    def __init__(self, grant: Grant, holder: Holder, path: str) -> None:
        self._holder = holder
        self._path = path
        language = permitted.arguments(grant.cmnd)
        self._inexact = language.inexact
        if grant.cmnd.digests and grant.cmnd.kind is not CmndKind.SUDOEDIT:
            self._inexact = ""  # whoever has the file that the digest asks for may run it
        self._inside = Automaton(language.expression)
        self._outside: list[Automaton] = []
        self._certain: list[Automaton] = []
        """Those of `_outside` that surely take something away."""
        self._doubt = ""
        self._deny(holder.denials, holder.doubtful)

    def example(self, arguments: Sequence[str]) -> Answer:
        """Whether just these arguments are permitted."""
        word = "".join(["\0" + argument for argument in arguments])
        if not self._inside.accepts(word) or any(out.accepts(word) for out in self._outside):
            return NO
        return self._yes(word)

    def find(self, wanted: Automaton, examples: Sequence[Sequence[str]] = ()) -> Answer:
        """Whether any of the wanted arguments are permitted; the witness is like one of the examples."""
        try:
            word = search([self._inside, wanted], self._outside)
            if word is None and self._doubt and search([self._inside, wanted], self._certain) is not None:
                return Answer(None, self._doubt)
        except LimitError as error:
            return Answer(None, str(error))
        return NO if word is None else self._yes(self._nicer(wanted, examples) or word)

    def _yes(self, word: str) -> Answer:
        if self._inexact:
            return Answer(None, self._inexact)
        argv = (self._path, *word.split("\0")[1:])
        holder = self._holder
        return Answer(Witness(holder.user, holder.host, holder.runas_user, argv), holder.unknown)

    def _nicer(self, wanted: Automaton, examples: Sequence[Sequence[str]]) -> str | None:
        """A permitted word with as much of an example in it as can be, and nothing odd beside."""
        longest = max(map(len, examples), default=0)
        for missing in range(longest + 1):
            for example in examples:
                if missing > len(example):
                    continue
                items: list[Expression] = [_TIDY_ARGUMENTS]
                for argument in example[: len(example) - missing]:
                    items += [BOUNDARY, literal(argument), _TIDY_ARGUMENTS]
                try:
                    word = search([self._inside, wanted, Automaton(cat(*items))], self._outside)
                except LimitError:
                    continue
                if word is not None:
                    return word
        return None

    def _deny(self, denials: Sequence[Grant], doubtful: Sequence[Grant]) -> None:
        """Take away what later entries deny; where that isn't exact, the most that they may deny."""
        certain: list[Expression] = []
        every: list[Expression] = []
        for denial in (*denials, *doubtful):
            cmnd = denial.cmnd
            paths = permitted.paths(cmnd, fast_glob=self._holder.fast_glob)
            if not Automaton(paths.expression).accepts(self._path):
                continue
            arguments = permitted.arguments(cmnd)
            every.append(arguments.expression)
            reason = paths.inexact or arguments.inexact
            if denial in doubtful:
                reason = f"it is not known whom `!{cmnd.text}` concerns"
            elif cmnd.digests:
                reason = f"the digest of `!{cmnd.text}` is not known to be that of the command"
            if reason:
                self._doubt = reason
            else:
                certain.append(arguments.expression)
        self._outside = [Automaton(alt(every))] if every else []
        self._certain = [Automaton(alt(certain))] if certain else []
