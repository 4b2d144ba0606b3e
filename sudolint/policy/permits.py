"""What a grant really permits its holder, after later denials, and the nicest proof of it."""

from __future__ import annotations

from sudolint.errors import LimitError
from sudolint.language.automaton import Automaton
from sudolint.language.charset import ANY, SLASH, charset
from sudolint.language.expression import (
    BOUNDARY,
    WORD,
    Chars,
    Expression,
    Star,
    alt,
    cat,
    literal,
)
from sudolint.language.layers import Layers
from sudolint.language.search import Effort
from sudolint.language.search import witness as search
from sudolint.policy import permitted
from sudolint.policy.holders import EFFORT
from sudolint.policy.matching import beginning, may_cover_path, only_path, possible_arguments
from sudolint.policy.model import CmndKind, Witness
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sudolint.policy.holders import Holder
    from sudolint.policy.model import Cmnd, Grant
    from sudolint.policy.question import Question

_DOT = literal(".")
_NAME = Star(Chars(ANY & ~SLASH))
_PLAIN = Chars(ANY & ~SLASH & ~charset("."))
_COMPONENT = alt([cat(_PLAIN, _NAME), cat(_DOT, _PLAIN, _NAME), cat(_DOT, _DOT, Chars(ANY & ~SLASH), _NAME)])


def _canonical() -> Automaton:
    """Command lines whose path is absolute and has no empty component, `.` or `..` (sudo resolves these)."""
    component = cat(literal("/"), _COMPONENT)
    return Automaton(cat(component, Star(component), permitted.ANY_ARGUMENTS))


class Answer(NamedTuple):
    """Whether some arguments are permitted: yes, with a witness; no; or not known."""

    witness: Witness | None
    undecided: str = ""

    def for_holder(self, holder: Holder) -> Answer:
        """The same for someone else, whom the same is permitted."""
        if self.witness is None:
            return self
        about = (holder.user, holder.host, holder.runas_user)
        return Answer(Witness(*about, self.witness.argv), self.undecided)


NO = Answer(None)


LONGEST = 4096
"""How many characters of a Cmnd are looked at."""

_NICENESS, _SHARE = 4000, 100
"""What may be spent on a nicer witness than the one that was found, and what part of what is left."""

_PLACES = 50_000
"""How many places of a Cmnd's expression are looked at."""

_BLANKS = 5
"""Up to how many blanks of a text are tried one by one as boundaries of arguments."""

_SIZE, _COMPARED = 16, 256
"""So many places of an expression cost as much as a way in a product; so many characters to compare with."""


class Permits:
    """The command lines that one grant permits one holder, asked from many sides.

    Where the grant has just one path, only arguments are compared; else words with the path in front.
    """

    def __init__(self, grant: Grant, holder: Holder, beyond: Layers | None = None) -> None:
        """Ask only for what `beyond` doesn't accept (see `layers`)."""
        self._cmnd = cmnd = grant.cmnd
        self._holder = holder
        self._beyond = beyond
        self._path = only_path(cmnd)
        self._pattern = cmnd.arguments
        self._fixed = beginning(possible_arguments(cmnd) or "")
        self._unknown = holder.unknown
        self._denials, self._doubtful = (
            [one.cmnd for one in denials if self._bears(one.cmnd)]
            for denials in (holder.denials, holder.doubtful)
        )
        sizes = [len(one.path) + len(one.arguments or "") for one in (cmnd, *self._denials, *self._doubtful)]
        self.size = sum(sizes)
        """The characters of all commands that bear on it."""
        too_long = max(sizes) > LONGEST
        self._failed = f"a command of more than {LONGEST} characters is not looked at" if too_long else ""
        """Why nothing can be worked out."""
        self._effort = holder.effort or Effort(EFFORT)
        if cmnd.digests:
            self._unknown = self._unknown or f"it holds if `{cmnd.path}` has the digest that is asked for"
        self._inexact = ""
        self._inside: list[Automaton] = []
        self._outside: list[Automaton | Layers] = []
        self._certain: list[Automaton | Layers] = []
        """Those of `_outside` that surely take something away."""
        self._doubt = ""
        restricted = beyond or cmnd.holes or self._denials or self._doubtful or cmnd.kind is not CmndKind.FILE
        self._plain = "" if restricted else cmnd.arguments or ""
        """The pattern of arguments, where that is all that counts."""
        exact = self._plain == self._fixed and self._plain.count(" ") <= _BLANKS
        self._words = _splits(self._plain) if self._plain and exact else []
        """All that is permitted, where that is little."""

    @property
    def key(self) -> tuple[object, ...]:
        """What the answers depend on, but for the names in witnesses."""
        denials = tuple(self._denials), tuple(self._doubtful)
        return self._cmnd, self._holder.fast_glob, self._unknown, denials, self._beyond

    @property
    def tired(self) -> bool:
        """Whether only examples are tried any more: it is too large, or too much was asked."""
        return bool(self._failed) or self._effort.left <= 0

    @property
    def given_up(self) -> bool:
        """Whether not even examples are tried any more."""
        return bool(self._failed) or self._effort.gone

    def _bears(self, denial: Cmnd) -> bool:
        """Whether a denied Cmnd may cover the only path."""
        if self._path is None:
            return True
        if denial.kind is CmndKind.FILE:
            return denial.path == self._path
        return may_cover_path(denial, self._path, fast_glob=self._holder.fast_glob)

    def _make_ready(self) -> None:
        """Make the automata, when something is first asked. Raises LimitError."""
        if self._failed:
            raise LimitError(self._failed)
        if self._inside or self._words:
            return
        self._effort.spend_on_little(self.size)
        try:
            self._compile()
        except LimitError as error:
            self._failed = str(error)
            self._effort.left -= _PLACES // _SIZE
            raise

    def _compile(self) -> None:
        cmnd = self._cmnd
        line, self._inexact = _lines(cmnd._replace(digests=()), self._path, self._holder.fast_glob)
        inside = [Automaton(line, _PLACES)]
        if self._path is None:
            inside.append(_canonical())
        if cmnd.kind is CmndKind.SUDOEDIT:  # sudo puts the directory of the caller before relative names
            inside.append(Automaton(Star(cat(BOUNDARY, literal("/"), WORD))))
        self._deny()
        if self._beyond is not None:
            self._outside.append(self._beyond)
            self._certain.append(self._beyond)
        self._inside = inside

    def find(self, question: Question) -> Answer:
        """Whether anything that is asked for is permitted; the witness is one of its examples or like one."""
        if self._plain and question.alike.refuted(self._plain):
            return NO
        places = self._inside[0].places if self._inside else 0
        try:
            self._make_ready()
            return self._answer(question)
        except LimitError as error:
            return Answer(None, str(error))
        finally:
            if self._inside:
                self._effort.left -= (self._inside[0].places - places) // _SIZE

    def _answer(self, question: Question) -> Answer:
        word = self._example(question)
        if word is not None:
            return self._yes(word)
        self._effort.spend(0)
        forms = question.automata(with_path=self._path is None)
        if self._words:
            for word in self._words:
                if _accepted(forms, word):
                    return self._yes(word)
            self._refute(question, forms)
            return NO
        for word in (*question.alike.likely(self._plain), *self._likely(question.examples)):
            if self._permitted(word) and _accepted(forms, word):
                return self._yes(word)
        undecided = NO
        for form in forms:
            answer = self._find(form, question)
            if answer.witness is not None:
                return answer
            undecided = undecided if answer == NO else answer
        if self._plain and undecided == NO:
            self._refute(question, forms)
        return undecided

    def _refute(self, question: Question, forms: list[list[Automaton]]) -> None:
        """Keep that nothing was found, and see whether the same is so with other names in the pattern."""
        wider = question.alike.refute(self._plain)
        if wider is not None and all(
            search([Automaton(wider, _PLACES), *form], (), self._effort) is None for form in forms
        ):
            question.alike.refute_all(self._plain)

    def reaches(self, question: Question) -> bool:
        """Whether anything that is asked for is permitted; True also where that isn't known."""
        try:
            self._make_ready()
            forms = question.automata(with_path=self._path is None)
            if self._words:
                return any(_accepted(forms, word) for word in self._words)
            return self._example(question) is not None or any(
                search([*self._inside, *form], self._outside, self._effort) is not None for form in forms
            )
        except LimitError:
            return True

    def _example(self, question: Question) -> str | None:
        """The first of the examples that is permitted."""
        for example in question.examples:
            if self.accepts(example):
                return "".join(["\0" + argument for argument in example])
        return None

    def accepts(self, arguments: Sequence[str]) -> bool:
        """Whether these arguments are permitted; always False for a grant of many paths, or too long."""
        if self._words:
            return " ".join(arguments) == self._plain
        if self._path is None or not " ".join(arguments).startswith(self._fixed):
            return False
        try:
            self._make_ready()
            return self._permitted("".join(["\0" + one for one in arguments]))
        except LimitError:
            return False

    def _permitted(self, word: str) -> bool:
        self._effort.spend_on_little(1 + self.size // _COMPARED)
        return all(part.accepts(word) for part in self._inside) and not any(
            out.accepts(word) for out in self._outside
        )

    def _likely(self, examples: Sequence[Sequence[str]]) -> Iterator[str]:
        """Words that have an example where the grant has its first `*`, but for what was said before that."""
        pattern = self._pattern or ""
        before, star, after = pattern.partition("*")
        if self._path is None or not star or pattern.startswith("^") or any(s in before for s in "?[\\"):
            return
        *fixed, begun = before.split(" ")
        rest = after.replace("*", "").split()
        for example in examples:
            most = min(len(fixed), len(example))
            joints = [count for count in range(most, 0, -1) if fixed[-count:] == list(example[:count])]
            for said in (*(joints or [1] * bool(fixed)), 0):
                for filler in ([], [begun + "a"]):
                    words = [*fixed, *filler, *example[said:], *rest]
                    yield "".join(["\0" + word for word in words])

    def _find(self, form: list[Automaton], question: Question) -> Answer:
        try:
            inside = [*self._inside, *form]
            found = search(inside, self._outside, self._effort)
            if found is None:
                doubted = self._doubt and search(inside, self._certain, self._effort) is not None
                return Answer(None, self._doubt) if doubted else NO
        except LimitError as error:
            return Answer(None, str(error))
        word = self._nice(found, form, question.examples)
        if self._plain:
            question.alike.found(self._plain, word)
        return self._yes(word)

    def _yes(self, word: str) -> Answer:
        if self._inexact:
            return Answer(None, self._inexact)
        first, *rest = word.split("\0")
        holder = self._holder
        witness = Witness(holder.user, holder.host, holder.runas_user, (self._path or first, *rest))
        return Answer(witness, self._unknown)

    def _nice(self, found: str, form: list[Automaton], examples: Sequence[Sequence[str]]) -> str:
        """The nicest word that is found soon; it is worth a module only where one must be looked for."""
        from sudolint.policy.niceness import nicer

        effort = Effort(min(_NICENESS, self._effort.left // _SHARE))
        spent = effort.left
        folders: tuple[str, ...] = ()
        if self._path is None:  # a denied path may be the same file by another name, a copy is not
            folders = ("/tmp/" if self._outside else "/usr/bin/", "/")  # noqa: S108 - shown, not used
        try:
            return (
                nicer([*self._inside, *form], self._outside, _fitting(examples, form), folders, effort)
                or found
            )
        except LimitError:
            return found
        finally:
            self._effort.left -= spent - effort.left

    def _deny(self) -> None:
        """Take away what later entries deny; where that isn't exact, the most that they may deny."""
        certain: list[Expression] = []
        every: list[Expression] = []
        doubtful = [(cmnd, f"it is not known whom `!{cmnd.text}` concerns") for cmnd in self._doubtful]
        for cmnd, doubt in (*[(cmnd, "") for cmnd in self._denials], *doubtful):
            expression, reason = _lines(cmnd, self._path, self._holder.fast_glob)
            if cmnd.digests:
                reason = f"the digest of `!{cmnd.text}` is not known to be that of the command"
            every.append(expression)
            if reason := doubt or reason:
                self._doubt = reason
            else:
                certain.append(expression)
        self._outside += [Automaton(alt(every))] if every else []
        self._certain += [Automaton(alt(certain))] if certain else []


def _fitting(examples: Sequence[Sequence[str]], form: list[Automaton]) -> Sequence[Sequence[str]]:
    """The examples that are of a form; all, where none is."""
    words = ["".join(["\0" + argument for argument in example]) for example in examples]
    fitting = [one for one, word in zip(examples, words, strict=True) if _accepted([form], word)]
    return fitting or examples


def _splits(text: str) -> list[str]:
    """The arguments that sudo may have joined to a text, those that one would type first."""
    first, *others = text.split(" ")
    words = ["\0" + first]
    for other in others:
        words = [word + sign + other for sign in "\0 " for word in words]
    return words


def _accepted(forms: list[list[Automaton]], word: str) -> bool:
    return any(all(part.accepts(word) for part in form) for form in forms)


def layers(signed: Iterable[tuple[Cmnd, bool]], path: str | None, *, fast_glob: bool) -> Layers:
    """What Cmnds cover, the last one that matches deciding by its sign: with this path, or with any.

    What one only may cover is not added, but taken away.
    """
    found = [
        (_lines(cmnd, path, fast_glob), sign)
        for cmnd, sign in signed
        if path is None or may_cover_path(cmnd, path, fast_glob=fast_glob)
    ]
    return Layers([(lines.expression, sign) for lines, sign in found if not (sign and lines.inexact)])


def _lines(cmnd: Cmnd, path: str | None, fast_glob: bool) -> permitted.Language:
    """What a Cmnd covers: arguments where there is one path, else whole command lines."""
    if path is None:
        return permitted.command_lines(cmnd, fast_glob=fast_glob)
    return permitted.arguments(cmnd)
