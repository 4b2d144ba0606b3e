"""What is asked of a grant: argument lists of a program."""

from __future__ import annotations

from sudolint.language.automaton import Automaton
from sudolint.language.expression import WORD, Expression, cat, literal, one_of, optional
from sudolint.policy.alike import Alike

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Question:
    """Argument lists of a program that one asks for, ready to be searched for again and again."""

    __slots__ = ("_arguments", "_command_lines", "_forms", "_names", "alike", "examples")

    def __init__(
        self,
        names: Sequence[str],
        forms: Iterable[tuple[Expression, ...]],
        examples: Sequence[Sequence[str]] = (),
    ) -> None:
        """Take the program's base names (none: any), and forms of arguments, each with a boundary before it.

        A form is expressions that an argument list must all be in. They are gone through once, and only if
        no example answers what is asked.
        """
        self.examples = examples
        """Arguments that one would really type, the best ones first."""
        self.alike = Alike()
        """What is known of patterns of arguments that look alike."""
        self._names = names
        self._forms = forms
        self._arguments: list[list[Automaton]] | None = None
        self._command_lines: list[list[Automaton]] | None = None

    def automata(self, *, with_path: bool) -> list[list[Automaton]]:
        """Each form as automata: of what follows the path, or with any path that ends in one of the names."""
        if not with_path:
            if self._arguments is None:
                self._arguments = [[Automaton(part) for part in form] for form in self._all_forms()]
            return self._arguments
        if self._command_lines is None:
            name = one_of(self._names) if self._names else WORD
            path = cat(optional(cat(WORD, literal("/"))), name)
            self._command_lines = [
                [Automaton(cat(path, part)) for part in form] for form in self._all_forms()
            ]
        return self._command_lines

    def _all_forms(self) -> Iterable[tuple[Expression, ...]]:
        self._forms = tuple(self._forms)
        return self._forms

    def has(self, arguments: Sequence[str]) -> bool:
        """Whether these arguments are among them."""
        word = "".join(["\0" + argument for argument in arguments])
        return any(all(part.accepts(word) for part in form) for form in self.automata(with_path=False))
