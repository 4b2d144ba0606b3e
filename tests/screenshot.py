"""`make screenshot`: the picture of a terminal in the README, drawn from what sudolint prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import StringIO

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tests.conftest import ROOT

COMMAND = ("sudolint", "examples/ai-worker.nix")
PICTURE = ROOT / "examples" / "report.svg"
_GROUPS = 2
_WIDTH = 96
_THEME = TerminalTheme(
    (13, 17, 23),
    (230, 237, 243),
    [
        (13, 17, 23),
        (255, 123, 114),
        (86, 211, 100),
        (227, 179, 65),
        (88, 130, 180),
        (188, 140, 255),
        (86, 212, 221),
        (230, 237, 243),
    ],
)


def shown(*options: str) -> str:
    """The command, and of what it prints on a terminal the first groups and the sum."""
    done = subprocess.run(
        [sys.executable, "-m", *COMMAND, *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": str(_WIDTH), "LC_ALL": "C.UTF-8"},
    )
    groups = done.stdout.rstrip().split("\n\n")
    return "\n\n".join([f"$ {' '.join(COMMAND)}\n{groups[0]}", *groups[1:_GROUPS], "…", groups[-1]])


def picture() -> str:
    """That in SVG, without a font from elsewhere."""
    console = Console(record=True, file=StringIO(), width=_WIDTH + 1, force_terminal=True, highlight=False)
    console.print(Text.from_ansi(shown("--color", "always")))
    svg = console.export_svg(title="", theme=_THEME, unique_id="sudolint")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code, monospace", "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace")


if __name__ == "__main__":
    PICTURE.write_text(picture())
