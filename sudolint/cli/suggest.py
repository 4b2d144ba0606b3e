"""`sudolint suggest`: what to grant instead."""

from __future__ import annotations

import json
import re
from itertools import islice

import click

from sudolint.audit import Auditor
from sudolint.cli.output import write
from sudolint.difference.difference import difference
from sudolint.fixes.suggestions import found_in, policy_for, suggestions
from sudolint.packs import Packs
from sudolint.policy.model import CmndKind
from sudolint.report.shown import command_line, shown
from sudolint.source import octets, readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from sudolint.findings import Finding, Rule
    from sudolint.fixes.suggestions import Suggestion
    from sudolint.policy.model import Policy, Witness

_FOLDER = "/usr/bin/"
"""Where a program is taken to be that is named without its path."""
_SHOWN = 5
"""How many of the ways out that go are named."""
_UNESCAPED = re.compile(r"(?<!\\)[,:=]")


@click.command()
@click.argument("command", nargs=-1, required=True)
@click.option("--count", "-n", type=click.IntRange(1), default=1, show_default=True, help="How many to show.")
@click.option(
    "--output-format", "--format", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def command(command: tuple[str, ...], count: int, output_format: str) -> int:
    """Find the closest grant in which nothing is found, in place of COMMAND: `docker logs *`.

    COMMAND is written as in sudoers; a path before the name is kept. Exits with 0 if there is one, or nothing
    is wrong with COMMAND, with 1 if none is known, with 2 if COMMAND can't be read.
    """
    packs = Packs()
    auditor = Auditor(packs)
    given = _policy(octets(" ".join(command)))
    cmnd = given.grants[0].cmnd
    if packs.program(cmnd.path.rpartition("/")[2]) is None:
        raise click.ClickException(f"nothing is known of a program `{shown(cmnd.path.rpartition('/')[2])}`")
    found = found_in(given, auditor)
    made = list(islice(suggestions(cmnd, packs, auditor), count)) if found else []
    compared = [_Compared(given, found, one, packs, auditor) for one in made]
    if output_format == "json":
        write(json.dumps([one.as_dict() for one in compared], indent=2))
    elif not found:
        write(f"{_without_folder(cmnd.text)}: nothing is found here")
    elif not made:
        write(f"{_without_folder(cmnd.text)}: no safe form of it is known")
        for rule in dict.fromkeys([finding.rule for finding in found]):
            if rule.fix:
                write(f"  {rule.severity!s:8}  {rule.id}: {rule.fix}")
    for line in [line for one in compared for line in one.lines()] if output_format == "text" else ():
        write(line)
    return int(bool(found) and not made)


class _Compared:
    """A suggestion beside what was to be granted."""

    def __init__(
        self,
        given: Policy,
        found: Sequence[Finding],
        suggestion: Suggestion,
        packs: Packs,
        auditor: Auditor,
    ) -> None:
        self._suggestion = suggestion
        left = {finding.rule.id for finding in auditor.audit(suggestion.policy).findings}
        ranked = sorted(found, key=lambda finding: -finding.severity)
        self._gone: list[Rule] = [one.rule for one in ranked if one.rule.id not in left]
        change = difference(given, suggestion.policy, packs)
        self._lost = [one.answer.witness for one in change.removed if one.answer.witness]
        self._new = [one.answer.witness for one in change.added if one.answer.witness]

    def lines(self) -> Iterator[str]:
        """The suggestion, what is to be known of it, and what changes."""
        one = self._suggestion
        yield _without_folder(one.command)
        if one.note:
            yield f"  {one.note}"
        for condition in one.conditions:
            yield f"  as long as {condition}"
        if one.examples:
            yield f"  {', '.join([f'`{word}`' for word in one.examples])}: an example, say what is meant"
        if one.is_regex:
            yield "  needs sudo 1.9.10 or later, for it has a regular expression; sudo-rs knows none"
        gone = list(dict.fromkeys(self._gone))
        for rule in gone[:_SHOWN]:
            yield f"  - {rule.severity!s:8}  {rule.id}: {rule.title}"
        if len(gone) > _SHOWN:
            yield f"  - and {len(gone) - _SHOWN} more ways out"
        for witness in self._lost:
            yield f"  no longer permitted: {command_line(witness)}"
        for witness in self._new:
            yield f"  permitted besides: {command_line(witness)}"
        yield ""

    def as_dict(self) -> dict[str, Any]:
        """The same for programs."""
        one = self._suggestion
        return {
            "command": readable(one.command),
            "note": one.note,
            "conditions": list(one.conditions),
            "examples": list(one.examples),
            "regex": one.is_regex,
            "gone": [rule.id for rule in dict.fromkeys(self._gone)],
            "removed": [_argv(witness) for witness in self._lost],
            "added": [_argv(witness) for witness in self._new],
        }


def _policy(text: str) -> Policy:
    """The policy that grants a command; signs that have to be escaped in sudoers need not be."""
    text = text if text.startswith("/") else _FOLDER + text
    for written in (text, _UNESCAPED.sub(r"\\\g<0>", text)):
        policy = policy_for(written)
        if not policy.errors and len(policy.grants) == 1 and policy.grants[0].cmnd.kind is CmndKind.FILE:
            return policy
    message = policy.errors[0].message if policy.errors else "it is no single command"
    raise click.ClickException(f"`{shown(text)}`: {shown(message)}")


def _without_folder(text: str) -> str:
    """A command as people named it."""
    return shown(text.removeprefix(_FOLDER))


def _argv(witness: Witness) -> list[str]:
    return [readable(argument) for argument in witness.argv]
