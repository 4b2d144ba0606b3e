"""Grants made of the ways out that are known: their examples, with parts made free."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.matcher import Entry

if TYPE_CHECKING:
    import random

    from sudolint.packs import Packs

PLAIN = re.compile(r"[A-Za-z0-9_/.,:=@%+ -]*")
"""What examples are made of that can be written in any kind of pattern."""

_SPECIAL = re.compile(r"[.+]")


def examples(packs: Packs) -> list[tuple[str, tuple[str, ...]]]:
    """Each program with the arguments of each of its ways out."""
    return [
        (program.name, example)
        for program in packs.programs()
        for escape in program.escapes
        for example in escape.examples
        if all(PLAIN.fullmatch(word) for word in example)
    ]


def entries(chance: random.Random, program: str, example: tuple[str, ...]) -> list[Entry]:
    """A grant that may permit the example or something like it, and sometimes a denial of such."""
    path = f"/usr/bin/{program}"
    found = [Entry(path, _pattern(chance, example))]
    while chance.random() < 0.3:
        found.append(Entry(path, _pattern(chance, example), negated=chance.random() < 0.7))
    return found


def _pattern(chance: random.Random, example: tuple[str, ...]) -> str | None:
    if chance.random() < 0.03:
        return chance.choice((None, '""', "*"))
    words = list(example)
    if chance.random() < 0.25:
        return _expression(chance, words)
    for _ in range(chance.randint(1, 3)):
        _loosened(chance, words)
    text = " ".join([word for word in words if word])
    return re.sub(r"\*[* ]*\*", "*", text) or "*"


def _loosened(chance: random.Random, words: list[str]) -> None:
    """Make a part free, or put something before it."""
    at = chance.randint(0, len(words))
    what = chance.randrange(7)
    if at == len(words) or what == 0:
        words.insert(at, chance.choice(("*", "-x", "x", "--", "*.log", "/srv/*")))
    elif what == 1:
        words[at] = "*"
    elif what == 2:
        words[at] = words[at][: chance.randint(0, len(words[at]))] + "*"
    elif what == 3:
        words[at] = "*" + words[at][chance.randint(0, len(words[at])) :]
    elif what == 4 and words[at].isalnum():
        place = chance.randrange(len(words[at]))
        sign = words[at][place]
        free = chance.choice(("?", f"[{sign}x]", "[a-z]", "[!/]", f"[!{sign}]"))
        words[at] = words[at][:place] + free + words[at][place + 1 :]
    elif what == 5:
        words[at:] = ["*"]
    else:
        del words[at]


def _expression(chance: random.Random, words: list[str]) -> str:
    """A regular expression with some of the words in it."""
    pieces = [_SPECIAL.sub(r"\\\g<0>", word) for word in words]
    for _ in range(chance.randint(1, 2)):
        at = chance.randint(0, len(pieces))
        free = chance.choice((".*", "[^ ]+", "[a-z/.-]*", "(-x|--long)", "x?", "[^-].*"))
        if at == len(pieces) or chance.random() < 0.3:
            pieces.insert(at, free)
        else:
            pieces[at] = chance.choice((free, pieces[at] + free, f"({pieces[at]}|x)"))
    joined = " ".join(pieces)
    return chance.choice((f"^{joined}$", f"^{joined}( .*)?$", f"^({joined})$"))
