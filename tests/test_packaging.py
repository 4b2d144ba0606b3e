"""What is installed: grammars and rules come along, in a wheel and in an editable install."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
import venv
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_every_package_is_listed() -> None:
    """The packages in pyproject.toml are those that are there."""
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "sudolint").rglob("__init__.py")}
    there = {str(folder).replace("/", ".") for folder in folders} | {"sudolint.grammars", "sudolint.rules"}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == there


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel, built as for publication: from the source distribution."""
    out = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(out), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return next(out.glob("*.whl"))


def test_grammars_and_rules_are_in_the_wheel(wheel: Path) -> None:
    """Every grammar, every rule and the type marker are in it, and no tests."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder, suffix in (("grammars", ".lark"), ("rules", ".toml")):
        for path in (ROOT / folder).rglob(f"*{suffix}"):
            assert f"sudolint/{path.relative_to(ROOT)}" in names
    assert "sudolint/py.typed" in names
    assert not [name for name in names if name.startswith(("tests", "rules", "grammars"))]


def test_the_installed_wheel_works_elsewhere(wheel: Path, tmp_path: Path) -> None:
    """In an environment of its own, outside the repository, the command finds what it should."""
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(wheel)], check=True, cwd=tmp_path)
    policy = tmp_path / "policy.sudoers"
    policy.write_text("alice ALL = (root) /usr/bin/docker run *\n")
    done = subprocess.run(
        [tmp_path / "venv" / "bin" / "sudolint", "check", "--output-format", "json", str(policy)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 1, done.stderr
    assert "docker-run-bind-mount" in {finding["rule"] for finding in json.loads(done.stdout)["findings"]}
    where = subprocess.run(
        [python, "-c", "import sudolint.rules; print(sudolint.rules.__file__)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert "site-packages" in where.stdout


def test_no_registry_is_named() -> None:
    """No file of the project names the host of a package registry."""
    hosts = ["py" + "pi.org", "files.python" + "hosted.org", "registry." + "npmjs.org"]
    tracked = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=False, cwd=ROOT)
    for name in tracked.stdout.splitlines():
        path = ROOT / name
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            assert not [host for host in hosts if host in text], name
