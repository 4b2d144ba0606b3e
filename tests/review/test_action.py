"""The action and the example workflows: as GitHub wants them, and safe whatever they are given."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

ACTION = ROOT / "action.yml"
WORKFLOWS = sorted((ROOT / "examples" / "workflows").glob("*.yml"))
BIN = Path(sys.executable).parent


def tool(name: str, *arguments: str | Path) -> None:
    """See that a tool has nothing to say."""
    found = shutil.which(name, path=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        pytest.skip(f"{name} isn't installed")
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def action() -> dict[str, Any]:
    """What stands in action.yml."""
    loaded: dict[str, Any] = yaml.safe_load(ACTION.read_text())
    return loaded


def test_schemas() -> None:
    """All of them are what the schemas of their hosts describe."""
    tool("check-jsonschema", "--builtin-schema", "vendor.github-actions", ACTION)
    tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS)
    tool("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", ROOT / "examples" / "gitlab-ci.yml")


@pytest.mark.parametrize("persona", ["regular", "auditor"])
def test_zizmor(persona: str) -> None:
    """Zizmor finds nothing, however strict it is asked to be."""
    tool("zizmor", "--offline", "--no-progress", "--persona", persona, ACTION, *WORKFLOWS)


@pytest.mark.parametrize("path", [ACTION, *WORKFLOWS], ids=lambda path: path.name)
def test_pins(path: Path) -> None:
    """What is used is pinned to a commit, with its version beside it."""
    for line in path.read_text().splitlines():
        if "uses:" in line:
            assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line)


def test_inputs_are_environment_only() -> None:
    """No script has an expression in it; what is given is one argument each, whatever stands in it."""
    for step in action()["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_the_script(tmp_path: Path) -> None:
    """The last step calls the command with what it was given, word for word."""
    folder = tmp_path / "sudolint" / "bin"
    folder.mkdir(parents=True)
    (folder / "sudolint").write_text('#!/bin/sh\nprintf "%s\\n" "$#" "$@"\n')
    (folder / "sudolint").chmod(0o755)
    step = action()["runs"]["steps"][-1]
    given = {
        "SUDOLINT_DRY_RUN": "true; touch x",
        "SUDOLINT_EXIT_ZERO": "true",
        "SUDOLINT_OUTPUT_FILE": "a b; $(touch x) `touch x`",
        "SUDOLINT_FROM": "",
    }
    assert set(step["env"]) - {"GITHUB_TOKEN"} == set(given)
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]],
        env={"PATH": os.environ["PATH"], "RUNNER_TEMP": str(tmp_path), **given},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "4",
        "review",
        "github",
        "--exit-zero",
        f"--output-file={given['SUDOLINT_OUTPUT_FILE']}",
    ]
    assert not (tmp_path / "x").exists()
