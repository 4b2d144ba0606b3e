"""Shapes of argument lists as languages, on a small program of every kind of parsing."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from sudolint.errors import RuleError
from sudolint.language.automaton import Automaton
from sudolint.policy.question import Question
from sudolint.programs.compile import before_command, forms, raw
from sudolint.programs.load import read_program

if TYPE_CHECKING:
    from sudolint.programs.model import Program

CLIENT = """
name = 'client'
dialect = 'pflag'
stops = true
least = 1
options = '-D,--debug -H,--host='
[command.run]
also = ['thing run']
stops = true
least = 1
options = '-v,--volume= --name=WORD --rm'
[command.start]
least = 1
options = '-a,--attach'
[command.compose]
stops = true
least = 1
options = '-f,--file='
[command.'compose up']
options = '-d,--detach'
[command.cp]
least = 2
[command.load]
most = 0
options = '-i,--input='
[command.tag]
least = 1
most = 2
options = '-q'
"""

TOOL = """
name = 'tool'
options = '-q,--quiet -o,--output= --exec='
[command.edit]
least = 1
[command.show]
"""


def accepted(program: Program, when: str, *lists: str) -> list[bool]:
    """Which argument lists, given as words, have the shape."""
    commands = "".join([f"[command.'{words}']\n" for words in program.commands])
    escape = f"[[escape]]\nid = 'e'\ntitle = ''\nseverity = 'low'\neffect = 'root'\nwhen = {when}\n"
    shape = read_program(tomllib.loads(f"name = 'x'\n{commands}{escape}"), "shape").escapes[0].shapes[0]
    wanted = Question(program.names, forms(program, [shape], {"free": ".*any"}))
    return [wanted.has(words.split()) for words in lists]


@pytest.fixture(scope="module")
def client() -> Program:
    """A program with subcommands, whose own options stand before them."""
    return read_program(tomllib.loads(CLIENT), "client.toml")


@pytest.fixture(scope="module")
def tool() -> Program:
    """A program whose options may stand anywhere."""
    return read_program(tomllib.loads(TOOL), "tool.toml")


def test_an_option_of_a_command(client: Program) -> None:
    """It is found in every spelling and position before the operand, and not behind it."""
    when = "{ command = 'run', option = '--volume', value = '/.*' }"
    good = (
        "run -v /x i",
        "thing run -v/x i",
        "-D run --rm -v /x i ls",
        "-H h run --volume=/x i",
        "-- run -v /x i",
    )
    bad = ("run i -v /x", "run -v /x", "run -v x i", "start -v /x i", "run --name -v i", "thing -v /x run i")
    assert accepted(client, when, *good, *bad) == [True] * len(good) + [False] * len(bad)


def test_options_anywhere_until_two_dashes(client: Program) -> None:
    """Where parsing doesn't stop at the operand the option is found on both sides of it."""
    when = "{ command = 'start', option = '--attach' }"
    good = ("start -a web", "start web -a", "start web --attach=true db", "start -a -- -b")
    bad = ("start -- web -a", "start -a", "start web")
    assert accepted(client, when, *good, *bad) == [True] * len(good) + [False] * len(bad)


def test_an_option_of_the_program_itself(client: Program) -> None:
    """Without a command the program's own options are meant, before the command word."""
    assert accepted(client, "{ option = '--host' }", "-H x ps", "-DH x ps", "ps -H x", "-H x") == [
        True,
        True,
        False,
        False,
    ]


def test_an_option_of_a_word_on_the_way(client: Program) -> None:
    """An option that the command doesn't know is looked for at the nearest word before it."""
    when = "{ command = 'compose up', option = '--file' }"
    assert accepted(client, when, "compose -f x up", "compose up -f x", "compose up") == [True, False, False]
    assert accepted(
        client, "{ command = 'compose up', without = ['--file'] }", "compose up -d", "compose -f x up"
    ) == [
        True,
        False,
    ]


def test_operands(client: Program) -> None:
    """Operands are counted from the first one, options left out; `exactly` forbids more."""
    when = "{ command = 'cp', operands = ['[^:]*', '.*:.*'] }"
    assert accepted(client, when, "cp a b:c", "cp b:c a", "cp a", "cp a b:c d") == [True, False, False, True]
    exactly = "{ command = 'cp', operands = ['[^:]*', '.*:.*'], exactly = true }"
    assert accepted(client, exactly, "cp a b:c", "cp a b:c d") == [True, False]


def test_no_more_operands_than_are_taken(client: Program) -> None:
    """Where the command takes so many operands, it isn't run with more."""
    when = "{ command = 'load', option = '--input' }"
    assert accepted(client, when, "load -i x", "load -i x --", "load -i x y", "load -i x -- y") == [
        *(True, True),
        *(False, False),
    ]
    good, bad = ("tag a", "tag a b", "tag -- a -q", "tag a -q b"), ("tag", "tag a b c", "tag -- a b -q")
    assert accepted(client, "{ command = 'tag' }", *good, *bad) == [True] * 4 + [False] * 3
    assert accepted(client, "{ command = 'tag', operand = 'x' }", "tag a x", "tag a b x") == [True, False]


def test_an_operand_anywhere(client: Program) -> None:
    """A required operand may stand among others."""
    when = "{ command = 'start', operand = 'secret' }"
    assert accepted(client, when, "start a secret b", "start secret", "start a", "start -- secret") == [
        True,
        True,
        False,
        True,
    ]


def test_command_words_among_options(tool: Program) -> None:
    """Where options may stand anywhere, command words are operands like others."""
    when = "{ command = 'edit' }"
    assert accepted(tool, when, "edit x", "-q edit x", "edit -q x", "show x", "-o edit x") == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert accepted(tool, "{ option = '--exec' }", "x --exec=a y", "--ex a", "x -- --exec a") == [
        True,
        True,
        False,
    ]


def test_several_requirements(tool: Program) -> None:
    """All of them must be there, in any order."""
    when = "{ option = '--exec', also = [{ option = '--output', value = '/.*' }] }"
    assert accepted(tool, when, "--exec a -o /x", "-o /x z --exec a", "-o x --exec a", "--exec a") == [
        True,
        True,
        False,
        False,
    ]


def test_raw_patterns() -> None:
    """In a raw pattern a blank is a boundary, and anchors mean the whole argument list."""
    automaton = Automaton(raw("(^| )-[a-z]*c( |$)"))
    assert automaton.accepts("\0-c\0id")
    assert automaton.accepts("\0x\0-xc")
    assert not automaton.accepts("\0x -c")
    assert not automaton.accepts("\0-cx")
    assert Automaton(raw("^$")).accepts("")
    assert not Automaton(raw("^$")).accepts("\0x")


def test_programs_that_run_others() -> None:
    """The command of a wrapper stands after its own options and operands."""
    wrapper = read_program({"name": "w", "stops": True, "wraps": 2, "options": "-k,--kill="}, "w.toml")
    automaton = Automaton(before_command(wrapper))
    assert automaton.accepts("\x005s\0")
    assert automaton.accepts("\0-k\x001\x005s\0/usr/bin/")
    assert not automaton.accepts("\0-k\x005s\0")


@pytest.mark.parametrize(
    "when",
    [
        "{ command = 'none' }",
        "{ command = 'run', option = '--none' }",
        "{ command = 'run', operands = ['^a'] }",
    ],
)
def test_shapes_that_make_no_sense_are_refused(client: Program, when: str) -> None:
    """A shape that names what isn't there is an error, not a shape that never matches."""
    with pytest.raises(RuleError):
        accepted(client, when, "run i")


RUNNER = """
name = 'runner'
stops = true
options = '-q,--quiet -u,--user='
wraps = 1
drops = ['-u']
skips = '[A-Z]+=.*'
[command.'in place']
stops = true
wraps = 2
options = '-x'
"""


def test_before_the_command_that_is_run() -> None:
    """Options, skipped words and the operands before it; not where it runs as somebody else."""
    runner = read_program(tomllib.loads(RUNNER), "runner.toml")
    before = Automaton(before_command(runner))

    def leads(words: str) -> bool:
        return before.accepts("".join(["\0" + word for word in words.split()]) + "\0")

    assert all(
        map(leads, ("", "-q", "A=1 B=2", "-q -- A=b", "in place here", "in place -x here", "-q in place x"))
    )
    assert not any(map(leads, ("-u me", "-qume", "x", "in place", "in place -x")))
    assert before.accepts("\0-q\0/usr/bin/"), "a path may stand before the name"


def test_a_required_operand_may_be_one_of_the_first(client: Program) -> None:
    """What has to be among the operands may be one whose own form is prescribed, and no other word."""
    when = "{ command = 'cp', operands = ['[a-z]+:.*'], also = [{ operand = '.*/x' }] }"
    assert accepted(client, when, "cp a:/x b", "cp a:b /x", "cp a:b c d/x") == [True] * 3
    assert accepted(client, when, "cp a:b c", "cp /x a:b", "cp a:b") == [False] * 3
