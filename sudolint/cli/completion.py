"""`sudolint completion`: what a shell needs to complete command lines."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from sudolint.cli.output import write

_SHELLS = ("bash", "fish", "zsh")


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> int:
    """Print a script for SHELL that completes commands, options and files.

    For bash: `sudolint completion bash > ~/.local/share/bash-completion/completions/sudolint`.
    """
    completion = get_completion_class(shell)
    if completion is None:
        raise click.ClickException(f"click knows no `{shell}`")
    root = context.find_root()
    write(completion(root.command, {}, "sudolint", "_SUDOLINT_COMPLETE").source().strip())
    return 0
