"""Parameters of Defaults, with visudo's strictness."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sudolint.policy.defaults import check_defaults
from sudolint.policy.parameters import PARAMETERS, Type
from sudolint.source import ErrorKind, Source
from sudolint.syntax.sudoers.parser import parse
from tests.syntax.sudoers.recorded import recorded

if TYPE_CHECKING:
    from pathlib import Path


def problems(parameters: str) -> list[str]:
    """What is wrong with the parameters of a Defaults line."""
    tree = parse(Source("in", f"Defaults {parameters}\n"))
    assert tree.errors == []
    return [error.message for error in check_defaults(tree)]


def test_recorded_verdicts(fixtures: Path) -> None:
    """With this check a policy is accepted exactly where visudo accepts it."""
    for case in recorded(fixtures):
        if case.visudo is not None:
            tree = parse(Source("in", case.text))
            accepted = not tree.errors and not list(check_defaults(tree))
            assert (case.name, accepted) == (case.name, case.visudo)


def test_all_parameters() -> None:
    """Sudo 1.9.18 knows 163 parameters, each with a default that it would itself accept."""
    assert len(PARAMETERS) == 163
    for name, known in PARAMETERS.items():
        if known.type is not Type.FLAG and known.default:
            assert problems(f'{name}="{known.default}"') == []


@pytest.mark.parametrize(
    "parameters",
    [
        "set_home, !set_home, !!set_home",
        "syslog, !syslog, syslog=local7, syslog_badpri=none",
        "lecture, !lecture, lecture=always, log_format=json",
        "umask=0777, umask=+022, !umask, iolog_mode=-0",
        "passwd_tries=+3, loglinelen=4294967295, closefrom=-2147483648",
        "timestamp_timeout=-1.5, timestamp_timeout=., passwd_timeout=1.123456789x",
        "command_timeout=1h30m, !command_timeout",
        'rlimit_core="5,infinity", rlimit_as=user, rlimit_cpu=0, !rlimit_core',
        "env_keep+=A, env_keep-=A, env_keep=A, !env_keep",
        "editor=/a:b, logfile=/a, !logfile, runcwd=~, runchroot=*",
        "secure_path=x, !secure_path, badpass_message=x",
    ],
)
def test_accepted(parameters: str) -> None:
    """Values of the right type, negations where they are permitted."""
    assert problems(parameters) == []


@pytest.mark.parametrize(
    ("parameter", "problem"),
    [
        ("bogus", "unknown Defaults parameter `bogus`"),
        ("set_home=x", "`set_home` does not take a value"),
        ("set_home+=x", "invalid operator `+=` for `set_home`"),
        ("umask-=1", "invalid operator `-=` for `umask`"),
        ("umask", "no value specified for `umask`"),
        ("timestamp_type", "no value specified for `timestamp_type`"),
        ("!timestamp_type", "no value specified for `timestamp_type`"),
        ("!passwd_tries", "no value specified for `passwd_tries`"),
        ("syslog_goodpri", "no value specified for `syslog_goodpri`"),
        ("env_keep", "no value specified for `env_keep`"),
        ("umask=08", "value `08` of `umask` is not a file mode in octal"),
        ("umask=1000", "not a file mode"),
        ("umask=-1", "not a file mode"),
        ("passwd_tries=0x3", "not an unsigned integer"),
        ("passwd_tries=-1", "not an unsigned integer"),
        ("loglinelen=4294967296", "not an unsigned integer"),
        ("closefrom=-2147483649", "not an integer"),
        ("timestamp_timeout=1.x", "not a number of minutes"),
        ("timestamp_timeout=" + "9" * 50, "not a number of minutes"),
        ("command_timeout=5x", "not a duration"),
        ('rlimit_core="20,infinity,3"', "not a resource limit"),
        ("rlimit_core=-5", "not a resource limit"),
        ('rlimit_core="5,"', "not a resource limit"),
        ("syslog=mail", "not a syslog facility"),
        ("lecture=x", "not one of never, once, always"),
        ("logfile=x", "value `x` of `logfile` is not an absolute path"),
        ("runcwd=*a", "is not a path that starts with `/` or `~`, or `*`"),
        (f"logfile=/{'x' * 4096}", "is not an absolute path"),
    ],
)
def test_refused(parameter: str, problem: str) -> None:
    """What visudo refuses, and why."""
    (message,) = problems(parameter)
    assert problem in message


def test_place() -> None:
    """The error is where the parameter is, and is one of value."""
    (error,) = check_defaults(parse(Source("in", "Defaults set_home, !bogus\n")))
    assert error.kind is ErrorKind.VALUE
    assert error.span.text == "!bogus"
