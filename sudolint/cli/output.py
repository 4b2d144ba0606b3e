"""Print lines of a report, in colours where a person looks at them."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sudolint.report.text import Line

NARROW, WIDEST = 80, 120


def width() -> int:
    """How many columns a report may take."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return min(WIDEST, int(columns))
    try:
        return min(WIDEST, os.get_terminal_size().columns or NARROW)
    except OSError:
        return NARROW


def coloured(choice: str) -> bool:
    """Whether to print colours: `always`, `never`, or `auto` as the terminal and NO_COLOR say."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def print_lines(lines: Iterable[Line], *, colour: bool) -> None:
    """Print styled lines; rich is only loaded for colours."""
    if not colour:
        for line in lines:
            write("".join([piece for piece, _ in line]))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(force_terminal=True, highlight=False, soft_wrap=True, width=WIDEST)
    for line in lines:
        console.print(Text.assemble(*line))


def write(line: str) -> None:
    """Print one line; what the terminal can't show becomes an escape."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")
