"""`sudolint prove`: that a policy doesn't reach a command."""

from __future__ import annotations

import click

from sudolint.audit.denials import Denied, reached
from sudolint.checks.context import holdings_of
from sudolint.cli.output import write
from sudolint.cli.policies import read
from sudolint.packs import Packs
from sudolint.policy.surroundings import NOTHING_KNOWN
from sudolint.report.shown import command_line, shown
from sudolint.source import octets


@click.command()
@click.argument("policy", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--deny", "denials", multiple=True, required=True, help="A command in words: `docker exec`.")
def command(policy: str, denials: tuple[str, ...]) -> int:
    """Prove that no grant of POLICY reaches a denied command, in any spelling.

    Exits with 0 if that is proved, with 1 and a witness if not, with 2 if it can't be decided.
    """
    read_policy = read(policy)
    packs, around = Packs(), NOTHING_KNOWN
    denied = [Denied(octets(text), packs, around.places.patterns) for text in denials if text.strip()]
    undecided = False
    found = False
    holdings = [one for one in holdings_of(read_policy, around.accounts) if not one.grant.builtin]
    for one in reached(denied, holdings):
        span = one.holding.grant.span.origin
        place = f"{shown(span.source.path)}:{span.begin.line}:{span.begin.column}"
        if one.answer.witness is not None:
            found = True
            write(f"{place}: reaches `{shown(one.denied)}`: {command_line(one.answer.witness)}")
        if one.answer.undecided:
            undecided = True
            write(f"{place}: undecided for `{shown(one.denied)}`: {shown(one.answer.undecided)}")
    if found:
        return 1
    if undecided or read_policy.errors:
        for error in read_policy.errors:
            begin = error.span.begin
            write(f"{shown(error.span.source.path)}:{begin.line}:{begin.column}: {shown(error.message)}")
        return 2
    write("proved: no grant reaches it" if len(denied) == 1 else "proved: no grant reaches any of them")
    return 0
