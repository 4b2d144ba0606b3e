"""The generated tables."""

from __future__ import annotations

from pathlib import Path

from sudolint.syntax.generate import module_text
from sudolint.syntax.sudoers import tables


def test_in_step_with_the_grammar() -> None:
    """tables.py is what `python -m sudolint.syntax.generate` makes of grammars/sudoers.lark."""
    assert Path(tables.__file__).read_text("utf-8") == module_text("sudoers")
