"""Against what sudo 1.9.18's own tools were recorded to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sudolint.source import ErrorKind, Source
from sudolint.syntax.sudoers.parser import parse
from tests.syntax.sudoers.recorded import recorded

if TYPE_CHECKING:
    from pathlib import Path


def test_acceptance(fixtures: Path) -> None:
    """A policy has errors exactly where sudo's grammar refuses it."""
    wrong = [
        case.name for case in recorded(fixtures) if bool(parse(_source(case.text)).errors) is case.accepted
    ]
    assert wrong == []


def test_error_lines(fixtures: Path) -> None:
    """Errors are on all the lines that visudo names, and on no others."""
    wrong = []
    for case in recorded(fixtures):
        if case.error_lines is not None:
            lines = {error.span.begin.line for error in parse(_source(case.text)).errors}
            if lines != set(case.error_lines):
                wrong.append((case.name, lines, case.error_lines))
    assert wrong == []


def test_errors_are_of_syntax(fixtures: Path) -> None:
    """What the parser reports of a single text is always an error of syntax, and says something."""
    for case in recorded(fixtures):
        for error in parse(_source(case.text)).errors:
            assert error.kind is ErrorKind.SYNTAX
            assert error.message


def _source(text: str) -> Source:
    return Source("in", text)
