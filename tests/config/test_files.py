"""Configuration files: which one counts, what may stand in it, what is in force."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest

from sudolint.config.files import Configuration, matches
from sudolint.config.schema import commented, schema
from sudolint.config.settings import KEYS, Settings
from sudolint.errors import UsageError
from sudolint.findings import Severity

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository with a folder in it."""
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    (tmp_path / "repository" / "etc").mkdir()
    return tmp_path / "repository"


def test_the_nearest_file_counts(tree: Path) -> None:
    """A file beside the policy goes before one above it, and nothing is taken from that one."""
    (tree / "sudolint.toml").write_text("fail-on = 'low'\nmin-severity = 'high'\n")
    (tree / "etc" / ".sudolint.toml").write_text("fail-on = 'critical'\n")
    settings = Configuration().settings(str(tree / "etc" / "sudoers"))
    assert settings.fail_on is Severity.CRITICAL
    assert settings.min_severity is Severity.INFO
    assert Configuration().settings(str(tree / "sudoers")).fail_on is Severity.LOW


def test_the_search_ends_at_the_repository(tree: Path) -> None:
    """What lies above the repository doesn't concern it."""
    (tree.parent / "sudolint.toml").write_text("fail-on = 'low'\n")
    assert Configuration().settings(str(tree / "etc" / "sudoers")) == Settings()


def test_pyproject(tree: Path) -> None:
    """`[tool.sudolint]` counts; a pyproject.toml without it is passed over."""
    (tree / "pyproject.toml").write_text("[tool.sudolint]\nfail-on = 'low'\n")
    (tree / "etc" / "pyproject.toml").write_text("[tool.other]\nx = 1\n")
    assert Configuration().settings(str(tree / "etc" / "sudoers")).fail_on is Severity.LOW


def test_isolated_and_given(tree: Path) -> None:
    """`--isolated` reads no file; what the command line says goes before any."""
    (tree / "sudolint.toml").write_text("fail-on = 'low'\n")
    path = str(tree / "sudoers")
    assert Configuration(isolated=True).settings(path) == Settings()
    assert Configuration({"fail_on": Severity.HIGH}).settings(path).fail_on is Severity.HIGH


def test_extend_and_overrides(tree: Path) -> None:
    """What is extended comes first, then the file, then what it says for files of a pattern."""
    (tree / "base.toml").write_text("fail-on = 'low'\nignore = ['wheel-group']\n")
    (tree / "sudolint.toml").write_text(
        "extend = 'base.toml'\nfail-on = 'high'\n[[overrides]]\nfiles = ['etc/*']\nfail-on = 'critical'\n"
    )
    configuration = Configuration()
    assert configuration.settings(str(tree / "etc" / "sudoers")).fail_on is Severity.CRITICAL
    other = configuration.settings(str(tree / "sudoers"))
    assert (other.fail_on, other.ignore) == (Severity.HIGH, ("wheel-group",))
    assert configuration.origins(str(tree / "sudoers"))["ignore"][1].endswith("base.toml")


def test_files_that_extend_each_other(tree: Path) -> None:
    """A circle is an error of one line."""
    (tree / "sudolint.toml").write_text("extend = 'sudolint.toml'\n")
    with pytest.raises(UsageError, match="extend"):
        Configuration().settings(str(tree / "sudoers"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ignre = []", "unknown key `ignre`; did you mean `ignore`"),
        ("ignore = 'x'", "`ignore`: must be a list of strings"),
        ("fail-on = 'worst'", "`worst` is none of info, low"),
        ("require-reason = 1", "must be true or false"),
        ("sudo-version = 'new'", "`new` is no version"),
        ("[[deny]]\ncommand = ['x']", "needs `commands`"),
        ("[[deny]]\ncommands = ['x']\nuser = ['y']", "unknown key `user` in [[deny]]; did you mean `users`"),
        ("[[overrides]]\nfail-on = 'low'", "needs `files`"),
        ("[severity]\nx = 'bad'", "`bad` is none of"),
        ("x = ", "Invalid value"),
    ],
)
def test_errors(tree: Path, text: str, message: str) -> None:
    """What makes no sense is refused in one line that names the file, and the key where there is one."""
    (tree / "sudolint.toml").write_text(text)
    with pytest.raises(UsageError) as caught:
        Configuration().settings(str(tree / "sudoers"))
    assert message in str(caught.value)
    assert "sudolint.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_deny(tree: Path) -> None:
    """Commands to be denied come with whom they concern and why."""
    (tree / "sudolint.toml").write_text(
        "[[deny]]\ncommands = ['docker exec']\nusers = ['ci']\nreason = 'no changes'\n"
    )
    (intention,) = Configuration().settings(str(tree / "sudoers")).deny
    assert intention == (("docker exec",), ("ci",), "no changes")


def test_patterns() -> None:
    """A pattern without a slash is for names, one with a slash for paths, a folder for all in it."""
    assert matches("a/b/x.nix", ("*.nix",))
    assert matches("a/b/x.nix", ("a/*",))
    assert matches("a/b/x.nix", ("a/b",))
    assert matches("a/b/x.nix", ("./a/b/*.nix",))
    assert not matches("a/b/x.nix", ("b/*", "x"))


def test_the_schema_knows_every_key() -> None:
    """Each key that can be read is in the schema, and each key of the schema can be read."""
    properties = schema()["properties"]
    assert set(properties) == {*KEYS, "extend", "overrides"}
    assert {name.replace("-", "_") for name in KEYS} == set(Settings._fields)
    json.dumps(properties)


def test_the_commented_file_is_right(tree: Path) -> None:
    """With its comment signs taken away the file to begin with is read, and says what is the default."""
    lines = [line.removeprefix("# ") for line in commented() if " = " in line or line.startswith("# [[")]
    text = "\n".join(line for line in lines if not line.startswith(("root", "host", "baseline", "distro")))
    tomllib.loads(text)
    (tree / "sudolint.toml").write_text(text)
    settings = Configuration().settings(str(tree / "sudoers"))
    assert settings._replace(deny=()) == Settings()
    assert settings.deny
