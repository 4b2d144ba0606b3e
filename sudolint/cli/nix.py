"""The options by which a user says what Nix files don't."""

from __future__ import annotations

import click

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Command = Callable[..., Any]


def _pairs(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    for value in values:
        if "=" not in value.lstrip("="):
            raise click.BadParameter(f"`{value}` is not NAME=VALUE")
    return tuple((name, text) for name, _, text in (value.partition("=") for value in values))


_OPTIONS = (
    click.option("--host", help="Which of a flake's nixosConfigurations is meant."),
    click.option(
        "--arg",
        "known",
        multiple=True,
        metavar="NAME=VALUE",
        callback=_pairs,
        help="The value of something that Nix files don't hold, such as `username` or `config.my.user`.",
    ),
    click.option(
        "--import-path",
        "import_paths",
        multiple=True,
        metavar="[NAME=]DIR",
        help="A further directory that Nix files may import from; with a name what `<NAME>` means.",
    ),
)


def nix_options(command: Command) -> Command:
    """Add the options to a command; it gets `host`, `known` and `import_paths`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
