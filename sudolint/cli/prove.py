"""`sudolint prove`: that a policy doesn't reach a command."""

from __future__ import annotations

import click

from sudolint.audit import Auditor
from sudolint.audit.denials import Denied, reached
from sudolint.cli.output import write
from sudolint.cli.policies import read
from sudolint.difference.everyone import every_holding
from sudolint.findings import Effect, Severity
from sudolint.packs import Packs
from sudolint.policy.surroundings import NOTHING_KNOWN
from sudolint.report.shown import command_line, shown
from sudolint.source import octets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.audit.denials import Reached
    from sudolint.findings import Finding
    from sudolint.policy.model import Policy
    from sudolint.source import Span

_TO_ROOT = (Effect.ROOT, Effect.FILE_WRITE, Effect.DAEMON)


@click.command()
@click.argument("policy", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--deny", "denials", multiple=True, required=True, help="A command in words: `docker exec`.")
def command(policy: str, denials: tuple[str, ...]) -> int:
    """Prove that no grant of POLICY reaches a denied command, in any spelling.

    Exits with 0 if that is proved, with 1 and a witness if not, with 2 if it can't be decided. What root may
    do who was made by a grant isn't counted, but such a grant is named.
    """
    read_policy = read(policy)
    packs, around = Packs(), NOTHING_KNOWN
    denied = [Denied(octets(text), packs, around.places.patterns) for text in denials if text.strip()]
    if not denied:
        raise click.UsageError("--deny needs a command in words")
    found: dict[object, Reached] = {}
    for one in reached(denied, every_holding(read_policy, around.accounts)):
        known = found.setdefault((id(one.holding.grant), one.denied), one)
        if known.answer.witness is None and one.answer.witness is not None:
            found[id(one.holding.grant), one.denied] = one
    for one in found.values():
        place = _place(one.holding.grant.span.origin)
        if one.answer.witness is not None:
            write(f"{place}: reaches `{shown(one.denied)}`: {command_line(one.answer.witness)}")
        if one.answer.undecided:
            write(f"{place}: undecided for `{shown(one.denied)}`: {shown(one.answer.undecided)}")
    if any(one.answer.witness is not None for one in found.values()):
        return 1
    for error in read_policy.errors:
        write(f"{_place(error.span)}: {shown(error.message)}")
    for gap in read_policy.gaps:
        write(f"{_place(gap.span.origin)}: undecided: {shown(gap.message)}")
    if found or read_policy.errors or read_policy.gaps:
        return 2
    write("proved: no grant reaches it" if len(denied) == 1 else "proved: no grant reaches any of them")
    for finding in _roots(read_policy, Auditor(packs, around)):
        why = finding.rule.id + (f": {command_line(finding.witness)}" if finding.witness else "")
        write(f"{_place(finding.span.origin)}: but root, who may run anything, comes of it ({why})")
    return 0


def _roots(policy: Policy, auditor: Auditor) -> Iterator[Finding]:
    """The worst way in which each grant hands out root."""
    worst: dict[object, Finding] = {}
    for finding in auditor.audit(policy).findings:
        if finding.grant is not None and finding.rule.effect in (
            Effect.ROOT,
            Effect.FILE_WRITE,
            Effect.DAEMON,
        ):
            known = worst.setdefault(finding.span, finding)
            if finding.severity > known.severity:
                worst[finding.span] = finding
    return (finding for finding in worst.values() if finding.severity >= Severity.HIGH)


def _place(span: Span) -> str:
    return f"{shown(span.source.path)}:{span.begin.line}:{span.begin.column}"
