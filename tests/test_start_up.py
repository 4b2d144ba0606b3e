"""Start-up: an audit imports what it uses, and a record is made in little time."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple as Typed

import pytest

from sudolint import compiled
from sudolint.records import NamedTuple
from tests.conftest import ROOT

SUDOLINT = Path(sys.executable).with_name("sudolint")
SLOW = {
    "argparse",
    "click",
    "dataclasses",
    "importlib.metadata",
    "inspect",
    "lark",
    "pathlib",
    "random",
    "rich",
    "subprocess",
    "tempfile",
    "tomllib",
    "typing",
}


def imported(*arguments: str | Path) -> set[str]:
    """The modules that a run of Python imports, but for those that an empty one does."""
    found = []
    for command in (["-c", "pass"], arguments):
        done = subprocess.run(
            [sys.executable, "-X", "importtime", *command], capture_output=True, text=True, check=False
        )
        found.append(set(re.findall(r"^import time:.*\| +(\S+)$", done.stderr, re.MULTILINE)))
    return found[1] - found[0]


@pytest.mark.parametrize("output_format", ["concise", "json"])
@pytest.mark.parametrize("name", ["ai-worker.nix", "ai-worker.sudoers"])
def test_nothing_slow_is_imported(name: str, output_format: str) -> None:
    """A plain command line needs neither click nor rich, nor TOML: rules are kept compiled."""
    subprocess.run([sys.executable, "-m", "sudolint.packs"], check=True)
    policy = ROOT / "examples" / name
    modules = imported(SUDOLINT, "--isolated", "--output-format", output_format, policy)
    assert "sudolint.audit.audit" in modules
    assert not {one.partition(".")[0] for one in modules} & SLOW
    assert not modules & SLOW


def test_only_what_a_policy_needs_is_imported() -> None:
    """A module that calls no function of nixpkgs loads none, one without mistakes no words for these."""
    modules = imported(
        SUDOLINT, "--isolated", "--output-format", "concise", ROOT / "examples" / "ai-worker.nix"
    )
    for name in ("policy.nixos.library.lists", "policy.nixos.doas_conf", "syntax.nix.mistake", "report.text"):
        assert f"sudolint.{name}" not in modules


class Ours(NamedTuple):
    """A record."""

    first: int
    second: str = "b"
    """With a default."""

    @property
    def both(self) -> str:
        """What a method makes of it."""
        return f"{self.first}{self.second}"


class Theirs(Typed):
    """A record."""

    first: int
    second: str = "b"


def test_records_are_as_those_of_typing() -> None:
    """A record is made, compared, changed, shown and pickled as `typing.NamedTuple` is."""
    one, other = Ours(1), Theirs(1)
    assert (*one,) == (*other,)
    assert hash(one) == hash(other)
    assert repr(one) == repr(other).replace("Theirs", "Ours")
    assert (*one._replace(second="c"),) == (*other._replace(second="c"),)
    assert one._asdict() == other._asdict()
    assert (*Ours._make([2, "x"]),) == (*Theirs._make([2, "x"]),)
    for name in ("_fields", "_field_defaults", "__match_args__", "__doc__"):
        assert getattr(Ours, name) == getattr(Theirs, name)
    assert one.both == "1b"
    assert type(pickle.loads(pickle.dumps(one))) is Ours  # noqa: S301
    for kind in (Ours, Theirs):
        with pytest.raises(TypeError, match=rf"{kind.__name__}.__new__\(\) missing 1 required .* 'first'"):
            kind()  # type: ignore[call-arg]
        with pytest.raises(ValueError, match="third"):
            kind(1)._replace(third=3)  # type: ignore[call-arg]


def test_kept_rules_are_those_of_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that changed since it was kept is read anew, and so is a folder whose files did."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    path = tmp_path / "one.toml"
    path.write_text("key = 1\n")
    assert compiled.load(str(path)) == {"key": 1}
    assert compiled.load_all(str(tmp_path), ["one.toml"]) == {"one.toml": {"key": 1}}
    with monkeypatch.context() as patch:
        patch.setattr(compiled, "read", None)  # it isn't called
        assert compiled.load(str(path)) == {"key": 1}
        assert compiled.load_all(str(tmp_path), ["one.toml"]) == {"one.toml": {"key": 1}}
    path.write_text("key = 2\n")
    os.utime(path, ns=(1, 1))
    assert compiled.load(str(path)) == {"key": 2}
    assert compiled.load_all(str(tmp_path), ["one.toml"]) == {"one.toml": {"key": 2}}
    path.rename(tmp_path / "two.toml")
    assert compiled.load_all(str(tmp_path), ["two.toml"]) == {"two.toml": {"key": 2}}
