"""Sets of characters as integers, one bit a character, the ones that read best lowest.

The lowest bit of a set is then its nicest member, and a witness made of nicest members reads like
something that a person would type.
"""

from __future__ import annotations

BOUNDARY = "\0"
"""The boundary between two arguments: no argument can hold this byte."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" + BOUNDARY
_TIDY = _LETTERS + "/.-_:=,@+%"
_UNTIDY = "~^#!?*[]{}()<>|&;$\"'`\\ \t\n"
_ORDER = _TIDY + _UNTIDY + "".join(chr(c) for c in range(256) if chr(c) not in _TIDY + _UNTIDY)

BIT = [1 << _ORDER.index(chr(code)) for code in range(256)]
"""The set of each single character, by its code."""

LETTERS = (1 << len(_LETTERS)) - 1
"""Letters, digits and the boundary."""

TIDY = (1 << len(_TIDY)) - 1
"""The characters that a person would type without quoting."""

EVERYTHING = (1 << 256) - 1
SEPARATOR = BIT[0]
SPACE = BIT[0x20]
SLASH = BIT[0x2F]
ANY = EVERYTHING & ~SEPARATOR
"""Every character that an argument can hold."""


def charset(characters: str) -> int:
    """The set of these characters."""
    members = 0
    for character in characters:
        members |= BIT[ord(character)]
    return members


def span(first: int, last: int) -> int:
    """The set of the characters with codes from first to last; empty where first > last."""
    members = 0
    for code in range(first, last + 1):
        members |= BIT[code]
    return members


def nicest(members: int) -> str:
    """The member of a set that reads best."""
    return _ORDER[(members & -members).bit_length() - 1]


def caseless(members: int) -> int:
    """The characters whose upper-case form is in the set."""
    for upper in range(0x41, 0x5B):
        if members & BIT[upper]:
            members |= BIT[upper + 32]
        else:
            members &= ~BIT[upper + 32]
    return members


LOWER = span(0x61, 0x7A)
UPPER = span(0x41, 0x5A)
DIGIT = span(0x30, 0x39)
CLASSES = {
    "alnum": LOWER | UPPER | DIGIT,
    "alpha": LOWER | UPPER,
    "blank": charset(" \t"),
    "cntrl": span(1, 0x1F) | BIT[0x7F],
    "digit": DIGIT,
    "graph": span(0x21, 0x7E),
    "lower": LOWER,
    "print": span(0x20, 0x7E),
    "punct": span(0x21, 0x7E) & ~(LOWER | UPPER | DIGIT),
    "space": charset(" \t\n\v\f\r"),
    "upper": UPPER,
    "xdigit": DIGIT | span(0x41, 0x46) | span(0x61, 0x66),
}
"""The character classes of the C locale, in which sudo matches (POSIX, XBD 7.3.1)."""
