"""The variables that programs obey: each file's own examples, and whose a variable is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sudolint.packs import Packs

if TYPE_CHECKING:
    from collections.abc import Callable

    from sudolint.audit import Report
    from sudolint.programs.model import Program

OBEYING = {program.name: program for program in Packs().programs() if program.environment}


def found(report: Report) -> set[int]:
    """The lines where a variable is obeyed."""
    assert not report.errors
    return {one.span.begin.line for one in report.findings if one.rule.id == "obeyed-variable"}


@pytest.mark.parametrize("program", OBEYING.values(), ids=lambda program: f"{program.name}-")
def test_examples(audited: Callable[[str], Report], program: Program) -> None:
    """What a file says obeys its variables is found if one is kept, the rest isn't, and nothing otherwise."""
    for obeyed in program.environment:
        assert obeyed.flags
        assert obeyed.passes
        entries = [f"alice ALL = (root) /usr/bin/{command}" for command in (*obeyed.flags, *obeyed.passes)]
        for name in obeyed.names:
            kept = name.replace("*", "X")
            lines = found(audited("\n".join([f'Defaults env_keep += "{kept}"', *entries])))
            assert lines == set(range(2, 2 + len(obeyed.flags))), kept
        assert not found(audited("\n".join(['Defaults env_keep += "LANG TZ DISPLAY"', *entries])))


def test_each_has_a_witness(audited: Callable[[str], Report]) -> None:
    """The command line that is shown is one that the grant permits, and the variables are named."""
    report = audited('Defaults env_keep += "GIT_* HOME"\nalice ALL = (root) /usr/bin/git pull')
    finding = next(one for one in report.findings if one.rule.id == "obeyed-variable")
    assert finding.witness is not None
    assert finding.witness.argv == ("/usr/bin/git", "pull")
    assert finding.detail.endswith('by `env_keep += "GIT_* HOME"`')


GRANT = "alice ALL = (root) /usr/bin/python3 /srv/x.py"


@pytest.mark.parametrize(
    ("defaults", "is_found"),
    [
        ("Defaults env_keep += PYTHONPATH", True),
        ("Defaults env_keep += PYTHON*", True),
        ("Defaults env_keep += *", True),
        ('Defaults env_keep += "PYTHONPATH=/srv"', False),
        ("Defaults env_keep += PYTHONPATH\nDefaults:alice env_keep -= PYTHONPATH", False),
        ("Defaults env_keep += PYTHONPATH\nDefaults:bob env_keep -= PYTHONPATH", True),
        ("Defaults:bob env_keep += PYTHONPATH", False),
        ("Defaults:alice env_keep += PYTHONPATH", True),
        ("Defaults>root env_keep += PYTHONPATH", True),
        ("Defaults>www env_keep += PYTHONPATH", False),
        ("Defaults!/usr/bin/python3 env_keep += PYTHONPATH", True),
        ("Defaults!/usr/bin/id env_keep += PYTHONPATH", False),
        ("Defaults!/usr/bin/python3 env_keep += PYTHONPATH\nDefaults env_keep = LANG", True),
        ("Defaults env_keep += HOME", True),
        ("Defaults env_keep += HOME, always_set_home", False),
        ("Defaults !env_reset", True),  # HOME, while PYTHONPATH is removed
        ("Defaults !env_reset, always_set_home, !env_delete", True),
        ("Defaults !env_reset\nDefaults:alice env_reset", False),
    ],
)
def test_whose_a_variable_is(audited: Callable[[str], Report], defaults: str, is_found: bool) -> None:
    """A variable is the caller's where the Defaults that concern her and the command let it through."""
    lines = found(audited(f"{defaults}\n{GRANT}"))
    assert lines == ({defaults.count("\n") + 2} if is_found else set())
