"""The plainest command lines of `check`, read without the time that a full reading takes.

What is understood here means the same as in sudolint.cli.check; whatever isn't is left to that.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from sudolint.cli.checking import Run
from sudolint.config.settings import KEYS

if TYPE_CHECKING:
    from collections.abc import Sequence

_VALUED = {
    "--output-format": "output-format",
    "--format": "output-format",
    "--fail-on": "fail-on",
    "--min-severity": "min-severity",
    "--persona": "persona",
}
_FLAGS = {"--isolated": "isolated", "-v": "verbose", "-q": "quiet", "--exit-zero": "exit_zero"}


def quick(arguments: Sequence[str]) -> Run | None:
    """What the arguments ask for; None where that takes a closer reading."""
    given: dict[str, Any] = {}
    flags: dict[str, Any] = {}
    paths: list[str] = []
    left = list(reversed(arguments))
    if left and left[-1] == "check":
        left.pop()
    while left:
        argument = left.pop()
        name, sign, value = argument.partition("=")
        if argument in _FLAGS:
            flags[_FLAGS[argument]] = True
        elif name in _VALUED and (sign or left):
            key = _VALUED[name]
            try:
                given[key.replace("-", "_")] = KEYS[key].read(value if sign else left.pop(), "")
            except ValueError:
                return None
        elif argument.startswith("-") or not os.path.exists(argument):
            return None
        else:
            paths.append(argument)
    return Run(tuple(paths), given, **flags) if paths else None
