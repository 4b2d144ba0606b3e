"""The manual page sudolint(1), made of what the commands say of themselves.

`python -m sudolint.cli.manual` prints it.
"""

from __future__ import annotations

import inspect
import re

import click

from sudolint import __version__
from sudolint.cli.commands import cli
from sudolint.cli.main import COMMANDS
from sudolint.cli.output import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_END = r"""
.SH EXIT STATUS
Of
.BR check :
.TP
.B 0
nothing was found at or above the severity of \fB\-\-fail\-on\fR
.TP
.B 1
something was
.TP
.B 2
the command line or the configuration is wrong, or a file could not be read or parsed
.SH FILES
.TP
.IR sudolint.toml ", " pyproject.toml
The configuration, the nearest one up to the top of the repository;
.B sudolint config
explains its keys.
.SH SEE ALSO
.BR sudo (8),
.BR sudoers (5),
.BR visudo (8),
.BR cvtsudoers (1)
"""


def manual() -> Iterator[str]:
    """The lines of the page, in the macros of man(7)."""
    root = click.Context(cli, info_name="sudolint")
    yield f'.TH SUDOLINT 1 "" "sudolint {__version__}" "User Commands"'
    yield ".nh"
    yield ".ad l"
    yield ".SH NAME"
    yield r"sudolint \- audit sudo policies and prove what they permit"
    yield ".SH SYNOPSIS"
    yield r".B sudolint"
    yield r"[\fIcommand\fR] [\fIoptions\fR] \fIpath\fR ..."
    yield ".SH DESCRIPTION"
    yield from _paragraphs(cli.help or "")
    yield ".SH COMMANDS"
    for name in COMMANDS:
        command = cli.get_command(root, name)
        if command is not None:
            yield from _command(click.Context(command, root, name))
    yield from _END.strip().splitlines()


def _command(context: click.Context) -> Iterator[str]:
    command = context.command
    pieces = " ".join(command.collect_usage_pieces(context))
    yield f'.SS "{_roff(context.info_name or "")} {_roff(pieces)}"'
    yield from _paragraphs(command.help or "")
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and record[1]:
            names, words = record
            yield ".TP"
            yield f"\\fB{_roff(names)}\\fR"
            yield _line(words)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _command(click.Context(inner, context, f"{context.info_name} {name}"))


def _paragraphs(text: str) -> Iterator[str]:
    for number, paragraph in enumerate(re.split(r"\n\s*\n", inspect.cleandoc(text))):
        if number:
            yield ".PP"
        yield _line(" ".join(paragraph.split()))


def _line(text: str) -> str:
    """A line of text, `words` in it bold, that no macro begins."""
    words = re.sub(r"`([^`]*)`", r"\\fB\1\\fR", _roff(text))
    return f"\\&{words}" if words.startswith((".", "'")) else words


def _roff(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq").replace("'", "\\(aq")
    return escaped.replace("~", "\\(ti").replace("^", "\\(ha")


if __name__ == "__main__":
    for line in manual():
        write(line)
