"""Every rule of every pack: its own examples, and the form of its file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sudolint.packs import Packs
from sudolint.policy.places import Places
from sudolint.policy.question import Question
from sudolint.programs.compile import forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from sudolint.audit import Report
    from sudolint.checks.load import Example
    from sudolint.findings import Rule
    from sudolint.programs.model import Denial, Escape, Program

PACKS = Packs()
PROGRAMS = {program.name: program for program in PACKS.programs()}


RULES: list[Rule] = [entry.rule for entry in PACKS.catalogue()]

each_program = pytest.mark.parametrize("program", PROGRAMS.values(), ids=lambda program: f"{program.name}-")


def policies(kind: str) -> list[tuple[str, Example]]:
    """Each rule about policies with each policy that it must, or must not, be found in."""
    return [
        (rule.rule.id, example)
        for rule in PACKS.rules.values()
        for example in (rule.flags if kind == "flags" else rule.passes)
    ]


@each_program
def test_flags(audited: Callable[[str], Report], program: Program) -> None:
    """Commands that a file says must be found are found, each with a witness."""
    wrong = []
    for escape in program.escapes:
        for command in escape.flags:
            report = audited(f"alice ALL = (root) /usr/bin/{command}")
            found = [one.witness for one in report.findings if one.rule.id == escape.rule.id]
            if report.errors or len(found) != 1 or found[0] is None:
                wrong.append((escape.rule.id, command))
    assert not wrong


@each_program
def test_passes(audited: Callable[[str], Report], program: Program) -> None:
    """Commands that a file says are free of something are proved to be."""
    wrong = []
    for escape in program.escapes:
        for command in escape.passes:
            report = audited(f"alice ALL = (root) /usr/bin/{command}")
            if report.errors or escape.rule.id in {one.rule.id for one in report.findings}:
                wrong.append((escape.rule.id, command))
    assert not wrong


@pytest.mark.parametrize(("rule", "example"), policies("flags"))
def test_policy_flags(audited_in_full: Callable[[str, str], Report], rule: str, example: Example) -> None:
    """A rule about policies is found where its file says so, on the lines it says."""
    findings = audited_in_full(example.text, example.language).findings
    lines = {finding.span.begin.line for finding in findings if finding.rule.id == rule}
    assert lines
    assert set(example.lines) <= lines


@pytest.mark.parametrize(("rule", "example"), policies("passes"))
def test_policy_passes(audited_in_full: Callable[[str, str], Report], rule: str, example: Example) -> None:
    """A rule about policies is not found where its file says so."""
    report = audited_in_full(example.text, example.language)
    assert rule not in {finding.rule.id for finding in report.findings}


@each_program
def test_examples_have_the_shape(program: Program) -> None:
    """Each example of a program's file is an instance of what it is an example of."""
    wrong = []
    everything: list[Escape | Denial] = [*program.escapes, *program.denials]
    for asked in everything:
        wanted = Question(program.names, forms(program, asked.shapes, Places().patterns))
        wrong += [(asked.rule.id, example) for example in asked.examples if not wanted.has(example)]
    assert not wrong


def test_rule_files_are_whole() -> None:
    """A rule has a kebab-case name, a title without a full stop, a reason and advice."""
    for rule in RULES:
        assert re.fullmatch(r"[a-z0-9][a-z0-9._+]*(-[a-z0-9]+)*", rule.id), rule.id
        assert rule.title, rule.id
        assert not rule.title.endswith("."), rule.id
        assert rule.why, rule.id
        assert rule.fix, rule.id


def test_rule_names_are_unique() -> None:
    """No two rules share a name, whatever pack or program they are of."""
    names = [rule.id for rule in RULES]
    assert len(names) == len(set(names))


@each_program
def test_programs_are_whole(program: Program) -> None:
    """A program's file has examples both ways, and names options that its tables have."""
    commands = (program.root, *program.commands.values())
    assert program.harmless or any(escape.flags for escape in program.escapes)
    assert program.harmless or any(escape.passes for escape in program.escapes)
    assert not (program.harmless and program.escapes)
    for escape in program.escapes:
        assert escape.rule.id.startswith(f"{program.name}-")
    known = {name for one in commands for option in one.table.options for name in option.names}
    everything: list[Escape | Denial] = [*program.escapes, *program.denials]
    shapes = [shape for asked in everything for shape in asked.shapes]
    named = {name for shape in shapes for name in shape.without}
    named |= {name for shape in shapes for one in shape.requires for name in one.options}
    assert named <= known
    assert {name for one in commands for name in one.drops} <= known
