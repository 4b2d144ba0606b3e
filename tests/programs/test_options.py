"""Option tables: which argument lists a program reads as options."""

from __future__ import annotations

import pytest

from sudolint.errors import RuleError
from sudolint.language.automaton import Automaton
from sudolint.language.expression import Expression, literal
from sudolint.programs.model import Command
from sudolint.programs.options import DIALECTS, VALUES, Table, read_options
from sudolint.programs.reading import Reading, Wanted

TEXT = "-v,--volume= -u,--user=WORD -d,--detach -t,--tty --rm --env-file=FILE"


def table(text: str, dialect: str) -> Table:
    """A table of options."""
    return Table(read_options(text, {}, VALUES, "test"), DIALECTS[dialect])


def wanting(
    *required: tuple[str, Expression | None], without: tuple[str, ...] = (), dialect: str = "pflag"
) -> Automaton:
    """The argument lists of options in which some are found."""
    command = Command("test", [""], TEXT, {}, VALUES, DIALECTS[dialect])
    wanted = Wanted(tuple([((name,), value) for name, value in required]), without)
    return Automaton(Reading(command, wanted).options())


def accepts(automaton: Automaton, *arguments: str) -> bool:
    """Whether just these arguments are accepted."""
    return automaton.accepts("".join("\0" + argument for argument in arguments))


PFLAG = table(TEXT, "pflag")
GNU = table("-v,--verbose --version -f,--file= --color=? --filter=", "getopt_long")


@pytest.mark.parametrize(
    "arguments",
    [
        ("-v", "/:/x"),
        ("-v/:/x",),
        ("-v=/:/x",),
        ("--volume", "/:/x"),
        ("--volume=/:/x",),
        ("-dtv", "/:/x"),
        ("-dv/:/x",),
        ("--rm",),
        ("--rm=true",),
        ("-dt",),
        ("-v", "a b"),
        ("-v", "-d"),
        ("--env-file", "a b"),
    ],
)
def test_pflag_reads(arguments: tuple[str, ...]) -> None:
    """Each spelling of an option that Cobra's pflag reads is one option."""
    assert accepts(Automaton(PFLAG.any_option()), *arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--vol", "x"),
        ("--volume",),
        ("-v",),
        ("-x",),
        ("--rm", "true"),
        ("-u", "0 alpine"),
        ("--env-file", "/a b"),
        ("volume",),
        ("-dt", "x"),
    ],
)
def test_pflag_does_not_read(arguments: tuple[str, ...]) -> None:
    """What pflag refuses, or reads as more or less than one option, is none."""
    assert not accepts(Automaton(PFLAG.any_option()), *arguments)


def test_gnu_abbreviations() -> None:
    """GNU long options may be shortened while they stay unique; an exact name always counts."""
    option = Automaton(GNU.any_option())
    assert accepts(option, "--fil=x") is False, "`--file` or `--filter`?"
    assert accepts(option, "--filt", "x")
    assert accepts(option, "--file", "x")
    assert accepts(option, "--verb")
    assert not accepts(option, "--ver")
    assert accepts(option, "--col=always")
    assert not accepts(option, "--color", "always"), "an optional value is attached"


def test_one_option_with_a_value() -> None:
    """The wanted option is found in every spelling, with wanted values only."""
    wanted = wanting(("--volume", literal("/:/x")))
    for arguments in (("-v", "/:/x"), ("-v/:/x",), ("-v=/:/x",), ("-tdv", "/:/x"), ("--volume=/:/x",)):
        assert accepts(wanted, *arguments)
    for arguments in (("-v", "/:/y"), ("-u", "/:/x"), ("-vt", "/:/x"), ("--volume",)):
        assert not accepts(wanted, *arguments)


def test_a_flag_in_a_bundle() -> None:
    """A wanted flag may stand anywhere in a bundle, also before a letter that takes a value."""
    wanted = wanting(("--detach", None))
    for arguments in (
        ("-d",),
        ("-td",),
        ("-dt",),
        ("-dvx",),
        ("-dv", "x"),
        ("--detach",),
        ("--detach=true",),
    ):
        assert accepts(wanted, *arguments)
    for arguments in (("-t",), ("-vd",), ("--detach=false",)):
        assert not accepts(wanted, *arguments)


@pytest.mark.parametrize("text", ["volume", "-v,,--x", "--x=NOSUCH", "@none", "-"])
def test_bad_tables_are_refused(text: str) -> None:
    """A mistake in a table is an error that names the file."""
    with pytest.raises(RuleError, match="test"):
        table(text, "pflag")


def test_several_wanted_options_in_one_bundle() -> None:
    """Wanted flags and a wanted value are found behind one dash, in any order, or apart."""
    wanted = wanting(("-d", None), ("-t", None), ("-u", literal("me")))
    for arguments in (("-dtu", "me"), ("-tdume",), ("-td", "-u", "me"), ("--tty", "-du=me"), ("-d", "-tume")):
        assert accepts(wanted, *arguments), arguments
    for arguments in (("-dt",), ("-du", "me"), ("-dtu", "you"), ("-utd", "me")):
        assert not accepts(wanted, *arguments), arguments


def test_what_must_not_be_there_is_not_in_a_bundle_either() -> None:
    """An option that is ruled out is so behind the dash of a wanted one, too."""
    wanted = wanting(("-d", None), without=("-t", "-u"))
    assert accepts(wanted, "-d", "-v", "x")
    assert accepts(wanted, "-dvx")
    for arguments in (("-dt",), ("-td",), ("-dux",), ("-d", "--tty")):
        assert not accepts(wanted, *arguments), arguments


def test_no_bundles() -> None:
    """Where letters can't be bundled each wanted one stands alone."""
    wanted = wanting(("-d", None), ("-t", None), dialect="goflag")
    assert accepts(wanted, "-d", "-t")
    assert not accepts(wanted, "-dt")
