"""`sudolint convert`: a policy in another form."""

from __future__ import annotations

import sys

import click

from sudolint.cli.nix import nix_options
from sudolint.cli.policies import given_text, is_nix, sudoers_tree
from sudolint.policy.load import NixOptions, nixos_sudoers
from sudolint.report.shown import shown, visible
from sudolint.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sudolint.source import PolicyError


@click.command()
@click.argument("policy", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--to", "form", type=click.Choice(["json", "sudoers"]), required=True, help="The form wanted.")
@click.option("--stdin-filename", default="-", help="What to call what is read from standard input.")
@click.option(
    "--assume",
    type=click.Choice(["true", "false"]),
    default="true",
    show_default=True,
    help="Which way conditions go that Nix files don't decide.",
)
@nix_options
def command(
    policy: str,
    form: str,
    stdin_filename: str,
    assume: str,
    host: str | None,
    known: tuple[tuple[str, str], ...],
    import_paths: tuple[str, ...],
) -> int:
    """Print POLICY as cvtsudoers prints it (json), or as plain sudoers text.

    For a NixOS module or flake that is what NixOS would write; `<expression>` is what isn't known.
    """
    if is_nix(policy, stdin_filename):
        name = stdin_filename if policy == "-" else policy
        options = NixOptions(None, host, known, import_paths)
        text, errors = nixos_sudoers(name, given_text(policy), options, assume=assume == "true")
        if errors:
            return _refused(errors)
        if form == "sudoers":
            sys.stdout.buffer.write(text.encode("latin-1"))
            return 0
        from sudolint.syntax.sudoers.parser import parse

        tree = parse(Source(name, text))
    else:
        tree = sudoers_tree(policy, stdin_filename)
    if tree.errors:
        return _refused(tree.errors)
    if form == "json":
        from sudolint.policy.cvtsudoers import json_text

        text = json_text(tree)
    else:
        from sudolint.syntax.sudoers.printer import sudoers_text

        text = sudoers_text(tree)
    sys.stdout.buffer.write(text.encode("latin-1"))
    return 0


def _refused(errors: Iterable[PolicyError]) -> int:
    """Print what is wrong; the exit status."""
    for error in errors:
        place = error.span.begin
        path = visible(error.span.source.path)
        print(f"{path}:{place.line}:{place.column}: {shown(error.message)}", file=sys.stderr)
    return 2
