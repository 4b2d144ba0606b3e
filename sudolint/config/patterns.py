"""Patterns of names, many at once: as in fnmatch(3), with `*`, `?` and `[...]`."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 250
"""How many characters a pattern may have: to read one takes long where it has many `[`."""

_WILD = "*?["


def is_wild(pattern: str) -> bool:
    """Whether a pattern stands for more than itself."""
    return any(sign in pattern for sign in _WILD)


class Patterns:
    """Some names and patterns."""

    __slots__ = ("_known", "_names", "_wild")

    def __init__(self, patterns: Iterable[str]) -> None:
        wild: list[str] = []
        names: list[str] = []
        for pattern in patterns:
            (wild if is_wild(pattern) else names).append(pattern)
        self._names = frozenset(names)
        self._wild: list[str] | re.Pattern[str] = wild
        self._known: dict[str, bool] = {}

    def fit(self, name: str) -> bool:
        """Whether one of them fits a name."""
        if name not in self._known:
            self._known[name] = name in self._names or self._fits(name)
        return self._known[name]

    def _fits(self, name: str) -> bool:
        if not self._wild:
            return False
        if isinstance(self._wild, list):
            from fnmatch import translate

            self._wild = re.compile("|".join(map(translate, self._wild)))
        return self._wild.match(name) is not None
