"""`sudolint diff`: what one policy permits that another doesn't."""

from __future__ import annotations

import json

import click

from sudolint.cli.output import coloured, print_lines, width, write
from sudolint.cli.policies import read
from sudolint.difference.difference import difference
from sudolint.packs import Packs
from sudolint.source import readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sudolint.difference.difference import Change, Difference
    from sudolint.findings import Finding


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--output-format", "--format", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def command(old: str, new: str, output_format: str, color: str) -> int:
    """Say what the policy NEW permits that OLD did not, and the reverse.

    Each may be a sudoers file, a NixOS module, or git:REVISION:PATH; what root may do is left out. Exits
    with 0 if nothing came to be permitted, with 1 if something did or is less guarded (by a password,
    NOEXEC and the like), with 2 on errors.
    """
    policies = read(old), read(new)
    change = difference(*policies, Packs())
    errors = [error for policy in policies for error in policy.errors]
    if output_format == "json":
        write(json.dumps(_as_dict(change), indent=2))
    else:
        from sudolint.report.changes import changes

        print_lines(changes(change, errors, width()), colour=coloured(color))
    return 2 if errors else int(change.worse)


def _as_dict(change: Difference) -> dict[str, Any]:
    of_grants = (*change.added, *change.removed, *change.unasked, *change.unguarded)
    return {
        "added": [entry for one in change.added for entry in _entries(one)],
        "removed": [entry for one in change.removed for entry in _entries(one)],
        "password_no_longer_asked": [entry for one in change.unasked for entry in _entries(one)],
        "guard_gone": [entry for one in change.unguarded for entry in _entries(one)],
        "besides_added": [_besides(finding) for finding in change.besides_added],
        "besides_removed": [_besides(finding) for finding in change.besides_removed],
        "undecided": [
            {"command": readable(one.holding.grant.cmnd.text), "reason": readable(one.answer.undecided)}
            for one in of_grants
            if one.answer.undecided
        ]
        + [{"command": None, "reason": readable(gap.message)} for gap in change.gaps],
    }


def _besides(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule.id,
        "severity": str(finding.severity),
        "message": readable(finding.message),
        "path": finding.span.source.path,
        "line": finding.span.begin.line,
    }


def _entries(change: Change) -> Iterator[dict[str, Any]]:
    """The entry for a change that has a witness."""
    witness = change.answer.witness
    if witness is None:
        return
    entry: dict[str, Any] = {
        "user": readable(witness.user),
        "runas_user": readable(witness.runas_user),
        "argv": [readable(argument) for argument in witness.argv],
        "command": readable(change.holding.grant.cmnd.text),
    }
    if witness.runas_group:
        entry["runas_group"] = readable(witness.runas_group)
    if change.when:
        entry["host"] = readable(witness.host)
        entry["when"] = readable(change.when)
    if change.guard:
        entry["guard"] = change.guard
    if change.rules:
        entry["rule"] = change.rules[0].id
        entry["rules"] = [rule.id for rule in change.rules]
    yield entry
