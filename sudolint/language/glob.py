"""Shell patterns as fnmatch(3) of the GNU C library reads them in the C locale."""

from __future__ import annotations

from sudolint.language.charset import ANY, BIT, CLASSES, SLASH, span
from sudolint.language.expression import (
    CHARACTER,
    NOTHING,
    Chars,
    Expression,
    Star,
    alt,
    cat,
    optional,
)
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_DOT = BIT[0x2E]
_NAME_LENGTH = 63
"""The longest class name that glibc looks for (CHAR_CLASS_MAX_LENGTH)."""


class Element(NamedTuple):
    """One sign of a pattern: a `*`, or one character out of a set."""

    star: bool
    members: int
    wild: bool
    """Whether it stands for more than itself, as `*`, `?` and `[...]` do."""


_STAR = Element(star=True, members=ANY, wild=True)
_ANY_ONE = Element(star=False, members=ANY, wild=True)


def elements(pattern: str) -> list[Element] | None:
    """The signs of a pattern; None where it matches nothing because it ends in a backslash."""
    found: list[Element] = []
    at, end = 0, len(pattern)
    while at < end:
        character = pattern[at]
        at += 1
        if character == "*":
            if not (found and found[-1].star):
                found.append(_STAR)
        elif character == "?":
            found.append(_ANY_ONE)
        elif character == "[" and (bracket := _bracket(pattern, at)) is not None:
            members, at = bracket
            found.append(Element(star=False, members=members, wild=True))
        else:
            if character == "\\":
                if at == end:
                    return None
                character = pattern[at]
                at += 1
            found.append(Element(star=False, members=BIT[ord(character)], wild=False))
    return found


def _bracket(pattern: str, at: int) -> tuple[int, int] | None:
    """The set of a bracket expression that starts before `at`, and where it ends.

    None: not closed, so the `[` is an ordinary character. At the name of a class that doesn't exist
    glibc gives up: what it has not found by then doesn't match, negated or not.
    """
    negated = pattern[at : at + 1] in ("!", "^")
    at += negated
    members = 0
    given_up = False
    first = True
    end = len(pattern)
    while True:
        if at >= end:
            return None
        character = pattern[at]
        if character == "]" and not first:
            at += 1
            break
        first = False
        if character == "[" and pattern[at + 1 : at + 2] == ":":
            close = _class_end(pattern, at + 2)
            if close is not None:
                name = pattern[at + 2 : close]
                given_up = given_up or name not in CLASSES
                members |= 0 if given_up else CLASSES[name]
                at = close + 2
                continue
        if pattern.startswith("[.", at):
            close = pattern.find(".]", at + 2)
            if close < 0:
                return 0, end
            given_up = given_up or close != at + 3
            members |= 0 if given_up else BIT[ord(pattern[at + 2])]
            at = close + 2
            continue
        low = _endpoint(pattern, at)
        if low is None:
            return None
        code, at = low
        high = code
        if pattern[at : at + 1] == "-" and pattern[at + 1 : at + 2] != "]":
            top = _endpoint(pattern, at + 1) if at + 1 < end else None
            if top is None or (pattern.startswith("[.", at + 1) and pattern.find(".]", at + 3) < 0):
                return 0, end
            high, at = top
        members |= 0 if given_up else span(code, high)
    if negated:
        return (0 if given_up else ANY & ~members), at
    return members, at


def _class_end(pattern: str, at: int) -> int | None:
    """Where the `:]` of a class name stands; None where there is no such name."""
    close = at
    while pattern[close : close + 1].islower() and close - at < _NAME_LENGTH:
        close += 1
    return close if pattern[close : close + 2] == ":]" else None


def _endpoint(pattern: str, at: int) -> tuple[int, int] | None:
    """The code of one character in a bracket expression, and where the next one begins."""
    character = pattern[at]
    if character == "\\":
        at += 1
        if at >= len(pattern):
            return None
        return ord(pattern[at]), at + 1
    if pattern.startswith("[=", at) and pattern.startswith("=]", at + 3):
        return ord(pattern[at + 2]), at + 5
    return ord(character), at + 1


def glob(
    pattern: str,
    *,
    widen: Callable[[int], int] = int,
    pathname: bool = False,
    period: bool = False,
) -> Expression:
    """The words that a pattern matches.

    widen     what a set of characters of the pattern really matches
    pathname  wildcards match no `/` (FNM_PATHNAME)
    period    wildcards match no `.` at the beginning of a path component (FNM_PERIOD)
    """
    signs = elements(pattern)
    if signs is None:
        return NOTHING
    items: list[Expression] = []
    starting = period  # at the beginning of a component
    before: Expression | None = None  # what a `*` there stands for, if it stands for anything
    for sign in signs:
        members = sign.members & ~SLASH if pathname and sign.wild else sign.members
        if sign.star and starting:
            before = cat(Chars(widen(members & ~_DOT)), Star(Chars(widen(members))))
        elif sign.star:
            items.append(Star(Chars(widen(members))))
        elif before:
            one, not_dot = _one(widen(members)), _one(widen(members & ~_DOT))
            items.append(alt((cat(before, one), not_dot)))
            before = None
        else:
            items.append(_one(widen(members & ~_DOT if starting and sign.wild else members)))
        starting = period and pathname and sign.members == SLASH
    if before:
        items.append(optional(before))
    return cat(*items)


def _one(members: int) -> Expression:
    if members & (members - 1):
        return Chars(members)
    return CHARACTER[BIT.index(members)] if members else NOTHING
