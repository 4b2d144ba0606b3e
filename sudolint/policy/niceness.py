"""Words that a person would rather type than another one that proves the same."""

from __future__ import annotations

from sudolint.language.automaton import Automaton
from sudolint.language.charset import BIT, SEPARATOR, TIDY
from sudolint.language.expression import BOUNDARY, Chars, Expression, Star, alt, cat, literal, optional
from sudolint.language.search import witness

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sudolint.language.layers import Layers
    from sudolint.language.search import Effort

_TIDY = Chars(TIDY & ~SEPARATOR)
_NOT_DASH = Chars(TIDY & ~SEPARATOR & ~BIT[ord("-")])
_TIDY_WORD = cat(optional(literal("-")), _NOT_DASH, Star(_TIDY))
_TIDY_ARGUMENTS = Star(cat(BOUNDARY, alt([_TIDY_WORD, cat(literal("--"), Star(_TIDY))])))


def nicer(
    inside: Sequence[Automaton],
    outside: Sequence[Automaton | Layers],
    examples: Sequence[Sequence[str]],
    folders: Sequence[str],
    effort: Effort,
) -> str | None:
    """A word with as much of an example in it as can be, and nothing odd beside; None: there is none.

    Where paths are part of the words, `folders` are those that a path had best begin with. Raises LimitError.
    """
    paths: list[list[Expression]] = [[literal(folder), Star(_TIDY)] for folder in folders] or [[]]
    longest = max(map(len, examples), default=0)
    for path in paths:
        for missing in range(longest + 1):
            for example in examples:
                if missing > len(example):
                    continue
                items = [*path, _TIDY_ARGUMENTS]
                for argument in example[: len(example) - missing]:
                    items += [BOUNDARY, literal(argument), _TIDY_ARGUMENTS]
                word = witness([*inside, Automaton(cat(*items))], outside, effort)
                if word is not None:
                    return word
    return None
