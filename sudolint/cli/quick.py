"""The plainest command lines of `check`, read without the time that a full reading takes.

What is understood here means the same as in sudolint.cli.check; whatever isn't is left to that.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from sudolint.cli.checking import Run

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
    given: dict[str, str] = {}
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
            given[_VALUED[name]] = value if sign else left.pop()
        elif argument.startswith("-") or not os.path.exists(argument):
            return None
        else:
            paths.append(argument)
    return _run(paths, given, flags) if paths else None


def _run(paths: Sequence[str], given: Mapping[str, str], flags: Mapping[str, Any]) -> Run | None:
    from sudolint.cli.checking import Run
    from sudolint.config.settings import KEYS

    try:
        settings = {key.replace("-", "_"): KEYS[key].read(value, "") for key, value in given.items()}
    except ValueError:
        return None
    return Run(tuple(paths), settings, **flags)
