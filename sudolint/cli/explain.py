"""`sudolint explain`: one rule's page."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from sudolint.cli.output import write
from sudolint.packs import Packs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.packs import Entry


@click.command()
@click.argument("name", metavar="ID")
def command(name: str) -> int:
    """Explain a rule: what it finds, why that is bad, what to do instead."""
    rules = {entry.rule.id: entry for entry in Packs().catalogue()}
    if name not in rules:
        close = get_close_matches(name, rules, n=3)
        hint = f"; did you mean {' or '.join(f'`{one}`' for one in close)}?" if close else ""
        raise click.ClickException(f"no rule `{name}`{hint}")
    for line in _page(rules[name]):
        write(line)
    return 0


def _page(entry: Entry) -> Iterator[str]:
    rule = entry.rule
    yield f"{rule.id} ({rule.severity}, {rule.effect.value})"
    yield ""
    yield rule.title
    if rule.why:
        yield ""
        yield "Why is this bad?"
        yield from _indented(rule.why)
    if entry.example:
        yield ""
        yield "Example"
        yield f"  sudo {entry.example}"
    if entry.needs:
        yield f"  needs {', '.join(entry.needs)}"
    yield ""
    yield "What to do"
    yield from _indented(rule.fix)
    for heading, examples in (("Found in", entry.flags), ("Not found in", entry.passes)):
        if examples:
            yield ""
            yield heading
            for example in examples:
                yield from _indented(example)
    if rule.references:
        yield ""
        yield "References"
        for reference in rule.references:
            yield f"  {reference}"


def _indented(text: str) -> Iterator[str]:
    return (f"  {line}" for line in text.splitlines())
