"""Answers for one pattern of arguments, carried over to those that differ from it in some names only."""

from __future__ import annotations

import re

from sudolint.language.charset import CLASSES
from sudolint.language.expression import BOUNDARY, Chars, Expression, Star, cat
from sudolint.language.glob import glob
from sudolint.policy.permitted import joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    Names: TypeAlias = tuple[str | None, ...]
    """The names in a pattern in their order; None: any name."""

_NAME = re.compile("[A-Za-z0-9]+")
_ANY_NAME = cat(Chars(CLASSES["alnum"]), Star(Chars(CLASSES["alnum"])))
_NOT_PLAIN = re.compile(r'^\^|[\[\\]|^""$')
"""Signs between which a name may be none."""


class Alike:
    """What was found of one question, by what a pattern looks like whatever the names in it."""

    __slots__ = ("_found", "_refuted", "_tried")

    def __init__(self) -> None:
        self._found: dict[str, tuple[str, str]] = {}
        self._refuted: dict[str, list[Names]] = {}
        self._tried: dict[str, set[Names]] = {}

    def found(self, pattern: str, word: str) -> None:
        """Keep a word that was found for a pattern."""
        self._found.setdefault(_look(pattern), (pattern, word))

    def likely(self, pattern: str) -> Iterator[str]:
        """What was found for a pattern like this one, with the names of this one."""
        known = self._found.get(_look(pattern))
        if known is not None:
            names = dict(zip(_names(known[0]), _names(pattern), strict=True))
            yield _NAME.sub(lambda name: names.get(name[0], name[0]), known[1])

    def refuted(self, pattern: str) -> bool:
        """Whether it is known that nothing is to be found for this pattern."""
        refuted = self._refuted.get(_look(pattern))
        return refuted is not None and _fits(refuted, _names(pattern))

    def refute(self, pattern: str) -> Expression | None:
        """Keep that nothing was found for a pattern; what to try for all patterns that are like it."""
        if _NOT_PLAIN.search(pattern):
            return None
        look, names = _look(pattern), tuple(_names(pattern))
        refuted = self._refuted.setdefault(look, [names])
        mask = tuple([name if name == other else None for name, other in zip(names, refuted[0], strict=True)])
        tried = self._tried.setdefault(look, {names})
        if mask in tried:
            return None
        tried.add(mask)
        return _any_of(pattern, mask)

    def refute_all(self, pattern: str) -> None:
        """Keep that nothing was found for any pattern that is like this one."""
        look, names = _look(pattern), _names(pattern)
        refuted = self._refuted[look]
        refuted.append(
            tuple([name if name == other else None for name, other in zip(names, refuted[0], strict=True)])
        )


def _look(pattern: str) -> str:
    return _NAME.sub("a", pattern)


def _names(pattern: str) -> list[str]:
    return _NAME.findall(pattern)


def _fits(refuted: list[Names], names: list[str]) -> bool:
    return any(
        all(one is None or one == name for one, name in zip(known, names, strict=True)) for known in refuted
    )


def _any_of(pattern: str, names: Names) -> Expression:
    """The arguments of a pattern that may have any name where there is none."""
    items: list[Expression] = [BOUNDARY]
    begin = 0
    for name, match in zip(names, _NAME.finditer(pattern), strict=True):
        if name is None:
            items += [glob(pattern[begin : match.start()], widen=joined), _ANY_NAME]
            begin = match.end()
    return cat(*items, glob(pattern[begin:], widen=joined))
