"""`sudolint explain`: the page of a rule, or of a program."""

from __future__ import annotations

import re
from difflib import get_close_matches

import click

from sudolint.cli.output import write
from sudolint.findings import Severity
from sudolint.packs import Packs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sudolint.packs import Entry
    from sudolint.programs.model import Escape, Program
    from sudolint.programs.safe import Safe

_FIXES = {
    "safe": "`--fix` mends it, and changes nothing that is permitted",
    "unsafe": "`--fix --unsafe-fixes` mends it where it can, and says what is no longer permitted",
}
_RELATED = 8
"""How many safe shapes a rule's page shows."""


@click.command()
@click.argument("name", metavar="ID|PROGRAM")
def command(name: str) -> int:
    """Explain a rule (what it finds, why that is bad, what to do instead), or what is known of a program."""
    packs = Packs()
    rules = {entry.rule.id: entry for entry in packs.catalogue()} if packs.program(name) is None else {}
    program = packs.program(name) or packs.program_of(name)
    if name in rules:
        lines = _rule_page(rules[name], program)
    elif program is not None and packs.program(name) is not None:
        lines = _program_page(program)
    else:
        names = [*rules, *[one for one, _, _ in packs.files("programs")]]
        close = get_close_matches(name, names, n=3)
        hint = f"; did you mean {' or '.join(f'`{one}`' for one in close)}?" if close else ""
        raise click.ClickException(f"no rule and no program `{name}`{hint}")
    for line in lines:
        write(line)
    return 0


def _rule_page(entry: Entry, program: Program | None) -> Iterator[str]:
    rule = entry.rule
    yield f"{rule.id} ({rule.severity}, {rule.effect.value})"
    yield ""
    yield rule.title
    yield from _section("Why is this bad?", rule.why.splitlines())
    if entry.example:
        needs = [f"needs {', '.join(entry.needs)}"] if entry.needs else []
        yield from _section("Example", [f"sudo {entry.example}", *needs])
    advice = [
        *rule.fix.splitlines(),
        *([_FIXES[rule.fixable]] if rule.fixable else []),
        *([_STOPPED] if entry.executes else []),
    ]
    yield from _section("What to do", advice)
    if program is not None and entry.program == program.name:
        related = _related(program, entry.example.split(" ")[1:])
        yield from _section("Safe to grant", [line for safe in related for line in _safe(safe)])
    yield from _section("Found in", [line for one in entry.flags for line in one.splitlines()])
    yield from _section("Not found in", [line for one in entry.passes for line in one.splitlines()])
    yield from _section("Asked for by", [f"{name}: {what}" for name, what in rule.standards])
    yield from _section("References", rule.references)


def _program_page(program: Program) -> Iterator[str]:
    yield f"{program.name}: {program.title}"
    others = [name for name in program.names if name != program.name]
    if others:
        yield f"also known as {', '.join(others)}"
    if program.harmless:
        yield from _section("Gives away nothing to speak of", [program.harmless])
        return
    yield from _section("Safe to grant", [line for safe in program.safe for line in _safe(safe)])
    for severity in reversed(Severity):
        escapes = [one for one in program.escapes if one.rule.severity is severity]
        yield from _section(_HEADINGS[severity], [line for one in escapes for line in _escape(program, one)])
    denied = [f"{program.name} {one.words:24}  {one.rule.id}" for one in program.denials]
    yield from _section("Commands that policies deny, with all their other spellings", denied)


_STOPPED = "the tags NOEXEC and INTERCEPT stop it: it takes that the program runs another one"

_HEADINGS = {
    Severity.CRITICAL: "Never: whoever may do this is root (critical)",
    Severity.HIGH: "Never, unless nothing of what it needs is there (high)",
    Severity.MEDIUM: "Only to those who may do and see this anyway (medium)",
    Severity.LOW: "To be known (low)",
    Severity.INFO: "Besides",
}


def _escape(program: Program, escape: Escape) -> Iterator[str]:
    yield f"{escape.rule.id}: {escape.rule.title}"
    yield f"  sudo {' '.join((program.name, *escape.examples[0]))}"
    if escape.needs:
        yield f"  needs {', '.join(escape.needs)}"
    if escape.executes:
        yield "  stopped by NOEXEC and INTERCEPT"


def _safe(safe: Safe) -> Iterator[str]:
    yield safe.example
    if safe.note:
        yield f"  {safe.note}"
    for condition in safe.conditions:
        yield f"  as long as {condition}"


def _related(program: Program, example: Sequence[str]) -> list[Safe]:
    """The safe shapes of the command that an example is of; all of the program where there are none."""
    words = [word for word in example if not word.startswith("-")][:1]
    same = [safe for safe in program.safe if words and words[0] in re.split(r"[ ^(|)]+", safe.grant)[1:3]]
    return (same or list(program.safe))[:_RELATED]


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    """A heading with lines under it; nothing where there are none."""
    indented = [f"  {line}".rstrip() for line in lines]
    if indented:
        yield ""
        yield heading
        yield from indented
