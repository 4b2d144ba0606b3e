"""Policies of 100 kB that are made to take long: each has to end soon, if undecided."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 100_000


def many(line: Callable[[int], str], size: int = SIZE) -> str:
    """So many lines as go into a size."""
    lines: list[str] = []
    left = size
    while left > 0:
        lines.append(line(len(lines)))
        left -= len(lines[-1]) + 1
    return "\n".join(lines) + "\n"


def _names(sign: str) -> str:
    return ", ".join([f"{sign}u{n}" for n in range(6000)])


POLICIES = {
    "one long word": f"a ALL = /usr/bin/docker run {'x' * SIZE} *\n",
    "stars": f"a ALL = /usr/bin/docker {'*a' * 40_000}\n",
    "stars in each line": many(lambda n: f"a ALL = /usr/bin/docker *{n}* *"),
    "stars around words": many(lambda n: f"a ALL = /usr/bin/docker {f'*{n}' * 20}"),
    "everything in each line": many(lambda n: f"u{n} ALL = /usr/bin/docker *"),
    "counts in counts": many(
        lambda n: f"a ALL = /usr/bin/docker ^run ((([a-z]{{1,{n % 9 + 2}}}){{1,9}}){{1,9}}){{1,9}}$"
    ),
    "alternatives": f"a ALL = /usr/bin/docker ^({'|'.join([f'run {n}.*' for n in range(9000)])})$\n",
    "denials": "a ALL = ALL\n" + many(lambda n: f"a ALL = !/usr/bin/x{n} *a*b*"),
    "denials of each grant": many(lambda n: f"a ALL = /usr/bin/docker *{n}*, !/usr/bin/docker *{n}*run*"),
    "denials for each user": many(lambda n: f"u{n} ALL = ALL, !/bin/sh, !/bin/b{n}"),
    "patterns of paths": many(lambda n: f"a ALL = ^/usr/.*{n}.*/(a|b)+$"),
    "aliases of aliases": "Cmnd_Alias A0 = /bin/x\n"
    + many(lambda n: f"Cmnd_Alias A{n + 1} = A{n}, A{n}")
    + "a ALL = A30\n",
    "an alias for many": f"Cmnd_Alias A = {', '.join([f'/usr/bin/docker *{n}*' for n in range(2000)])}\n"
    + many(lambda n: f"u{n} ALL = A", SIZE // 2),
    "many exceptions": f"User_Alias U = ALL, {_names('!')}\n"
    + many(lambda n: f"U, !v{n} ALL = /usr/bin/docker run {n} *", SIZE // 2),
    "programs that run others": many(
        lambda n: f"a ALL = /usr/bin/env docker *{n}, /usr/bin/timeout {n} docker *"
    ),
    "edited files": many(lambda n: f"a ALL = sudoedit /etc/*/{n}*/*"),
    "denied by comments": many(lambda n: f"# sudolint: deny docker exec x{n}", SIZE // 2)
    + many(lambda n: f"a{n} ALL = /usr/bin/docker * {n} *", SIZE // 2),
}
"""By what is bad about them."""
