"""What is wrong with a program's file is said when it is read."""

from __future__ import annotations

import tomllib

import pytest

from sudolint.errors import RuleError
from sudolint.programs.load import read_program

ESCAPE = """
[[escape]]
id = 'x-e'
title = ''
severity = 'low'
effect = 'root'
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("stops = 1\nname = 2", "`name` must be a string"),
        ("dialect = 'dos'", "no dialect `dos`"),
        ("colour = 1", "the file: unknown key `colour`"),
        ("[command.run]\nstop = true", "command `run`: unknown key `stop`"),
        ("[command.run]\nstops = true", "command `run`: `stops` needs `stops = true` for the program too"),
        ("stops = false\ndialect = 'getopt'\n[command.run]", "command `run`: `stops` needs"),
        (ESCAPE + "when = { args = '^a', without = ['-b'] }", "x-e: `args` stands alone"),
        (ESCAPE + "when = { command = 'run' }", "x-e: no command `run`"),
        (ESCAPE + "when = { option = '-a', operand = 'b' }", "put it into `also`"),
        (ESCAPE.replace("low", "grave"), "x-e: 'GRAVE'"),
        ("[value]\nX = '('", "bad regular expression"),
        ("[[safe]]\ngrant = 'y z'", "a grant begins with `x`"),
    ],
)
def test_mistakes(text: str, message: str) -> None:
    """Each mistake has an error that names the file and what is wrong."""
    data = tomllib.loads(text if "name =" in text else f"name = 'x'\n{text}")
    with pytest.raises(RuleError) as caught:
        read_program(data, "programs/x.toml")
    assert str(caught.value).startswith("programs/x.toml: ")
    assert message in str(caught.value)


def test_commands_that_stop() -> None:
    """A program whose options end at the command word may have commands that stop too."""
    program = read_program({"name": "x", "stops": True, "command": {"run": {"stops": True}}}, "x.toml")
    assert program.commands["run"].stops
