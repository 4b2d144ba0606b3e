"""Run the command line."""

from __future__ import annotations

import gc
import os
import sys

from sudolint import __version__
from sudolint.errors import SudolintError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

COMMANDS = (
    "can",
    "check",
    "completion",
    "comply",
    "config",
    "convert",
    "diff",
    "explain",
    "init",
    "prove",
    "review",
    "rules",
    "suggest",
    "test",
)
DEFAULT = "check"
VERSION = f"sudolint, version {__version__}"


def main() -> NoReturn:
    """Run the command line and exit: 0 nothing found, 1 findings, 2 errors."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)  # expressions are made by the thousand, and stay
    try:
        status = _run(sys.argv[1:])
        sys.stdout.flush()
    except SudolintError as error:
        print(f"sudolint: {error}", file=sys.stderr)
        status = 2
    except BrokenPipeError:  # whoever read the output has seen enough
        status = 141
    sys.stderr.flush()
    os._exit(status)  # taking apart all that was made takes time, and nothing waits for it


def _run(arguments: list[str]) -> int:
    if arguments == ["--version"]:
        print(VERSION)
        return 0
    if arguments and (arguments[0] == DEFAULT or arguments[0] not in COMMANDS):
        from sudolint.cli.quick import quick

        run = quick(arguments)
        if run is not None:
            from sudolint.cli.checking import check

            return check(run)
    from sudolint.cli.commands import run_command

    return run_command()
