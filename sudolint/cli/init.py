"""`sudolint init`: a configuration file to begin with."""

from __future__ import annotations

import click

from sudolint.cli.output import write
from sudolint.config.schema import commented


@click.command()
@click.argument("path", default="sudolint.toml", type=click.Path(dir_okay=False))
def command(path: str) -> int:
    """Write a commented configuration file; PATH must not be there yet."""
    try:
        with open(path, "x", encoding="utf-8") as file:
            file.writelines([line + "\n" for line in commented()])
    except FileExistsError:
        raise click.ClickException(f"{path} is there already") from None
    write(f"wrote {path}")
    return 0
