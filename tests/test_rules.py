"""Every rule of every pack: its own examples, and the form of its file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sudolint.packs import Packs
from sudolint.policy.permits import Wanted
from sudolint.policy.places import Places
from sudolint.programs.compile import forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from sudolint.audit import Report
    from sudolint.checks.load import Example
    from sudolint.findings import Rule
    from sudolint.programs.model import Denial, Escape, Program

PACKS = Packs()
PROGRAMS = {program.name: program for program in PACKS.programs()}


def asked_of(program: Program) -> list[Escape | Denial]:
    """All that a program's file asks of grants."""
    return [*program.escapes, *program.denials]


ASKED = [(program, asked) for program in PROGRAMS.values() for asked in asked_of(program)]
RULES: list[Rule] = [rule.rule for rule in PACKS.rules.values()] + [asked.rule for _, asked in ASKED]


def commands(kind: str) -> list[tuple[str, str]]:
    """Each rule of a program with each command that it must, or must not, be found in."""
    return [
        (escape.rule.id, command)
        for program in PROGRAMS.values()
        for escape in program.escapes
        for command in (escape.flags if kind == "flags" else escape.passes)
    ]


def policies(kind: str) -> list[tuple[str, Example]]:
    """Each rule about policies with each policy that it must, or must not, be found in."""
    return [
        (rule.rule.id, example)
        for rule in PACKS.rules.values()
        for example in (rule.flags if kind == "flags" else rule.passes)
    ]


@pytest.mark.parametrize(("rule", "command"), commands("flags"))
def test_flags(audited: Callable[[str], Report], rule: str, command: str) -> None:
    """A command that an escape's file says must be found is found to have it, with a witness."""
    report = audited(f"alice ALL = (root) /usr/bin/{command}")
    assert not report.errors
    found = [finding for finding in report.findings if finding.rule.id == rule]
    assert len(found) == 1
    assert found[0].witness is not None


@pytest.mark.parametrize(("rule", "command"), commands("passes"))
def test_passes(audited: Callable[[str], Report], rule: str, command: str) -> None:
    """A command that an escape's file says is free of it is proved to be."""
    report = audited(f"alice ALL = (root) /usr/bin/{command}")
    assert not report.errors
    assert rule not in {finding.rule.id for finding in report.findings}


@pytest.mark.parametrize(("rule", "example"), policies("flags"))
def test_policy_flags(audited: Callable[[str, str], Report], rule: str, example: Example) -> None:
    """A rule about policies is found where its file says so, on the lines it says."""
    findings = audited(example.text, example.language).findings
    lines = {finding.span.begin.line for finding in findings if finding.rule.id == rule}
    assert lines
    assert set(example.lines) <= lines


@pytest.mark.parametrize(("rule", "example"), policies("passes"))
def test_policy_passes(audited: Callable[[str, str], Report], rule: str, example: Example) -> None:
    """A rule about policies is not found where its file says so."""
    assert rule not in {finding.rule.id for finding in audited(example.text, example.language).findings}


@pytest.mark.parametrize(("program", "asked"), ASKED, ids=[asked.rule.id for _, asked in ASKED])
def test_examples_have_the_shape(program: Program, asked: Escape | Denial) -> None:
    """Each example of a program's file is an instance of what it is an example of."""
    wanted = Wanted(program.names, forms(program, asked.shapes, Places().patterns))
    for example in asked.examples:
        assert wanted.has(example), example


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_files_are_whole(rule: Rule) -> None:
    """A rule has a kebab-case name, a title without a full stop, a reason and advice."""
    assert re.fullmatch(r"[a-z0-9][a-z0-9._+]*(-[a-z0-9]+)*", rule.id)
    assert rule.title
    assert not rule.title.endswith(".")
    assert rule.why
    assert rule.fix


def test_rule_names_are_unique() -> None:
    """No two rules share a name, whatever pack or program they are of."""
    names = [rule.id for rule in RULES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=lambda program: program.name)
def test_programs_are_whole(program: Program) -> None:
    """A program's file is named after it, its tables can be read, and it has examples both ways."""
    for command in (program.root, *program.commands.values()):
        assert command.table.options is not None
    assert any(escape.flags for escape in program.escapes)
    assert any(escape.passes for escape in program.escapes)
    for escape in program.escapes:
        assert escape.rule.id.startswith(f"{program.name}-")
