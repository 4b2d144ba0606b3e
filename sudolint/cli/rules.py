"""`sudolint rules`: the catalogue."""

from __future__ import annotations

import json

import click

from sudolint.cli.output import write
from sudolint.packs import Packs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sudolint.packs import Entry


@click.command()
@click.option(
    "--output-format", "--format", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option("--program", help="Only the rules about this program.")
def command(output_format: str, program: str | None) -> int:
    """List all rules, those about a policy itself first."""
    packs = Packs()
    if program is not None and packs.program(program) is None:
        raise click.ClickException(f"nothing is known of a program `{program}`")
    entries = [entry for entry in packs.catalogue() if program in (None, entry.program)]
    if output_format == "json":
        write(json.dumps([_as_dict(entry) for entry in entries], indent=2))
        return 0
    widest = max(len(entry.rule.id) for entry in entries)
    for entry in entries:
        rule = entry.rule
        write(f"{rule.severity!s:8}  {rule.id:{widest}}  {rule.title}")
    return 0


def _as_dict(entry: Entry) -> dict[str, Any]:
    rule = entry.rule
    return {
        "id": rule.id,
        "program": entry.program,
        "title": rule.title,
        "severity": str(rule.severity),
        "effect": rule.effect.value,
        "why": rule.why,
        "fix": rule.fix,
        "needs": list(entry.needs),
        "executes": entry.executes,
        "references": list(rule.references),
        "fixable": rule.fixable or None,
        "persona": rule.persona,
        "standards": dict(rule.standards),
    }
