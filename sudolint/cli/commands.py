"""The command `sudolint` and its subcommands, each imported when it is called."""

from __future__ import annotations

from importlib import import_module

import click
from click.shell_completion import CompletionItem

from sudolint import __version__
from sudolint.cli.main import COMMANDS, DEFAULT, VERSION


class Commands(click.Group):
    """Finds a subcommand in the module of its name; words that name none are for `check`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All subcommands, by name."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand of this name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"sudolint.cli.{cmd_name}").command
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Subcommands, else what `check` takes: its options, and files."""
        items = super().shell_complete(ctx, incomplete)
        if items and not incomplete.startswith("-"):
            return items
        check = self.get_command(ctx, DEFAULT)
        if check is None:
            return items
        if incomplete.startswith("-"):
            return items + check.shell_complete(click.Context(check, ctx, DEFAULT), incomplete)
        return [CompletionItem(incomplete, type="file")]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `check` in front of arguments that begin with a path or one of its options."""
        if args and args[0] not in COMMANDS and args[0] not in ("--help", "-h", "--version"):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message=VERSION)
def cli() -> None:
    """Audit sudo policies and prove what they permit.

    `sudolint PATH...` is short for `sudolint check PATH...`.
    """


def run_command() -> int:
    """Run what the command line says; the exit status."""
    try:
        status = cli.main(prog_name="sudolint", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        return 130
    return status if isinstance(status, int) else 0
