"""How much of what is known of programs the built-in pack finds, measured by a sheet of facts."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from sudolint.findings import Severity
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sudolint.audit import Report
    from sudolint.packs import Packs

EXCEPTIONS = Path(__file__).with_name("coverage_exceptions.tsv")

ELSEWHERE = {"env", "home-config"}
"""What is needed that no argument gives: rules about the policy say where variables are kept."""

ENOUGH = {"denial-of-service": Severity.LOW, "privilege-escalation": Severity.LOW}
"""How severe a finding must be for it to count; `high` for all other effects."""


class Shape(NamedTuple):
    """A form of argument list that hands something out."""

    program: str
    function: str
    trigger: str
    """A regular expression of Python's that is found in such arguments, joined by blanks; empty: any."""
    witness: str
    """Arguments that the trigger is found in."""
    fixed: bool
    """Whether such arguments hand it out as they stand, nothing being the caller's choice."""

    @property
    def command(self) -> str:
        """The program as one writes it in sudoers."""
        return "sudoedit" if self.program == "sudoedit" else f"/usr/bin/{self.program}"

    @property
    def key(self) -> tuple[str, str]:
        """What the list of exceptions calls it."""
        return self.program, f"{self.function} {'as is' if self.fixed else 'with more'}: {self.witness}"

    def grants(self) -> Iterator[str]:
        """Arguments, as in sudoers, of the narrowest policies that permit it."""
        if not self.fixed:
            yield f"{_escaped(self.witness)} *".strip()
            return
        for text in ("", self.witness, f"{self.witness} x", f"{self.witness} /etc/hosts"):
            if self.accepts(text.strip()):
                yield _escaped(text.strip()) or '""'

    def accepts(self, text: str) -> bool:
        """Whether arguments have the shape."""
        return re.search(self.trigger, text) is not None


def _escaped(text: str) -> str:
    """A text as sudoers wants it in arguments."""
    return re.sub(r"([\\:=,*?\[\]!])", r"\\\1", text)


def _words_of(trigger: str) -> str:
    """A command word and what follows it, for a trigger that no witness was recorded for."""
    match = re.fullmatch(r"\^\(\?=\.\*\\b([\w-]+)\\b\)\.\*\(\^\| \)(.*)", trigger.replace("\\-", "-"))
    assert match is not None, trigger
    word, rest = match.groups()
    plain = rest.replace(r"[^-\s]", "").replace("[A-Za-z0-9]{0,5}", "")
    return f"{word} {plain.partition('(')[0]}".strip()


@pytest.fixture(scope="module")
def shapes() -> list[Shape]:
    """The recorded shapes; the tests skip where there are none."""
    facts = os.environ.get("SUDOLINT_FACTS", ROOT.parent / "shared" / "facts")
    path = Path(facts) / "programs.json"
    if not path.is_file():
        pytest.skip(f"no recorded facts at {path} (set SUDOLINT_FACTS)")
    recorded = json.loads(path.read_text())
    found: dict[tuple[str, str], Shape] = {}
    for program in recorded["binaries"] + recorded["extra"]:
        for entry in program["entries"]:
            if not ELSEWHERE.intersection(entry["needs"]):
                trigger = "" if entry["trigger"] in ("any", "interactive") else entry["trigger"]
                witness = "" if not trigger else entry["witness"]
                if witness is None:
                    witness = _words_of(trigger)
                shape = Shape(
                    program["name"], entry["function"], trigger, witness, entry["fixed_args_suffice"]
                )
                found.setdefault(shape.key, shape)
    return list(found.values())


@pytest.fixture(scope="module")
def exceptions() -> dict[tuple[str, str], str]:
    """Why some shapes are not found, by program and shape."""
    rows = [line.split("\t") for line in EXCEPTIONS.read_text().splitlines() if not line.startswith("#")]
    return {(program, shape): reason for program, shape, reason in rows}


def test_what_is_known_of_programs_is_found(
    shapes: list[Shape],
    exceptions: dict[tuple[str, str], str],
    audited: Callable[[str], Report],
    packs: Packs,
) -> None:
    """Each recorded shape is found where a policy permits it, or the list of exceptions says why not."""
    examples = {
        escape.rule.id: [" ".join(example) for example in escape.examples]
        for program in packs.programs()
        for escape in program.escapes
    }
    anything: dict[str, Report] = {}

    def found(shape: Shape) -> bool:
        enough = ENOUGH.get(shape.function, Severity.HIGH)
        if not (shape.fixed and shape.trigger):
            if shape.program not in anything:
                anything[shape.program] = audited(f"alice ALL = (root) {shape.command}")
            for finding in anything[shape.program].findings:
                known = examples.get(finding.rule.id, ())
                if finding.severity >= enough and any(map(shape.accepts, known)):
                    return True
        for arguments in shape.grants():
            for finding in audited(f"alice ALL = (root) {shape.command} {arguments}").findings:
                witness = finding.witness
                if finding.severity >= enough and witness and shape.accepts(" ".join(witness.argv[1:])):
                    return True
        return False

    missing = {shape.key for shape in shapes if not found(shape)}
    print(f"{len(shapes) - len(missing)} of {len(shapes)} recorded shapes are found")
    unexplained = "\n".join(map("\t".join, sorted(missing - set(exceptions))))
    assert not unexplained, f"not found:\n{unexplained}"
    superfluous = "\n".join(map("\t".join, sorted(set(exceptions) - missing)))
    assert not superfluous, f"found, though an exception:\n{superfluous}"


def test_exceptions_have_reasons(exceptions: dict[tuple[str, str], str]) -> None:
    """Each exception says why."""
    assert all(reason.strip() for reason in exceptions.values())
