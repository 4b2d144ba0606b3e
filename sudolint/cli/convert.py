"""`sudolint convert`: a policy in another form."""

from __future__ import annotations

import sys

import click

from sudolint.cli.policies import sudoers_tree
from sudolint.report.shown import shown


@click.command()
@click.argument("policy", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--to", "form", type=click.Choice(["json", "sudoers"]), required=True, help="The form wanted.")
def command(policy: str, form: str) -> int:
    """Print POLICY as cvtsudoers prints it (json), or as plain sudoers text."""
    tree = sudoers_tree(policy)
    if tree.errors:
        for error in tree.errors:
            place = error.span.begin
            print(f"{policy}:{place.line}:{place.column}: {shown(error.message)}", file=sys.stderr)
        return 2
    if form == "json":
        from sudolint.policy.cvtsudoers import json_text

        text = json_text(tree)
    else:
        from sudolint.syntax.sudoers.printer import sudoers_text

        text = sudoers_text(tree)
    sys.stdout.buffer.write(text.encode("latin-1"))
    return 0
