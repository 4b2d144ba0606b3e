"""`sudolint config`: what is in force for a file, and where that is set."""

from __future__ import annotations

import json

import click

from sudolint.cli.output import write
from sudolint.config.files import Configuration
from sudolint.config.schema import schema, setting
from sudolint.config.settings import KEYS, Settings
from sudolint.report.shown import visible


@click.command()
@click.argument("path", default=".", type=click.Path())
@click.option("--isolated", is_flag=True, help="Read no configuration.")
@click.option("--config", "file", type=click.Path(exists=True, dir_okay=False), help="The file to read.")
@click.option(
    "--schema", "as_schema", is_flag=True, help="Print the JSON Schema of configuration files instead."
)
def command(path: str, isolated: bool, file: str | None, as_schema: bool) -> int:
    """Print what is in force for the file PATH, and where each thing is set."""
    if as_schema:
        write(json.dumps(schema(), indent=2))
        return 0
    origins = Configuration(isolated=isolated, file=file).origins(f"{path}/." if path == "." else path)
    defaults = Settings()
    for name in KEYS:
        field = name.replace("-", "_")
        value, where = origins.get(field, (getattr(defaults, field), "the default"))
        write(f"{name} = {visible(setting(name, value))}  # {visible(where)}")
    return 0
