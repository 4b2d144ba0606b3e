"""What files leave open, as far as grants hang on it."""

from __future__ import annotations

import re
from itertools import product

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

Facts: TypeAlias = "frozenset[tuple[str, bool]]"

_MOST = 6
"""How many open questions are answered in every way; more only all alike."""

_PHRASE = r"`([^`]*)` is (true|false|set elsewhere|left at its default)"
_PHRASES = re.compile(rf"{_PHRASE}(?: and {_PHRASE})*")
_NO = ("false", "left at its default")


def worlds(own: str, others: Iterable[str]) -> list[Facts]:
    """The ways in which everything may be that some conditions hang on, where one of them holds."""
    given = _meaning(own)
    left = {name: None for other in others for name in _meaning(other) if name not in given}
    names = list(left)
    answers = [False, True]
    ways = (
        product(answers, repeat=len(names)) if len(names) <= _MOST else [(no,) * len(names) for no in answers]
    )
    return [frozenset([*given.items(), *zip(names, way, strict=True)]) for way in ways]


def holds(condition: str, facts: Facts) -> bool:
    """Whether a condition holds in one of these ways."""
    return facts.issuperset(_meaning(condition).items())


def _meaning(condition: str) -> dict[str, bool]:
    """What has to be so, as answers to questions; a condition in other words is a question itself."""
    if not condition:
        return {}
    if not _PHRASES.fullmatch(condition):
        return {condition: True}
    return {
        name if answer in ("true", "false") else f"{name} elsewhere": answer not in _NO
        for name, answer in re.findall(_PHRASE, condition)
    }
