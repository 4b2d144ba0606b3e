"""Files are fetched into a folder of their own, as few as are needed, and nothing leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sudolint.config.settings import Settings
from sudolint.review import tree
from sudolint.review.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Fetcher:
    """Gives files out of a dictionary, and remembers which."""

    def __init__(self, files: dict[str, bytes | list[str]]) -> None:
        self.files = files
        self.asked: list[str] = []

    def __call__(self, path: str) -> bytes | Sequence[str] | None:
        self.asked.append(path)
        return self.files.get(path)


@pytest.mark.parametrize(
    "path",
    ["../x", "/etc/passwd", "a/../../x", ".git/config", "a/.GIT/hooks/x", "a\0b", "x" * 2000],
)
def test_paths_that_lead_elsewhere(path: str, tmp_path: Path) -> None:
    """A path that isn't one of a repository is neither fetched nor written."""
    folder = tmp_path / "in"
    folder.mkdir()
    fetcher = Fetcher({path: b"x"})
    assert Tree(str(folder), fetcher).text(path) is None
    assert fetcher.asked == []
    assert [found.name for found in tmp_path.rglob("*")] == ["in", ".git"]


def test_a_module_fetches_what_it_names(tmp_path: Path) -> None:
    """Imports are fetched once each, folders by their default.nix; strings and other paths aren't."""
    fetcher = Fetcher(
        {
            "a/m.nix": b'{ imports = [ ./n.nix ../b <nixpkgs/x> "/etc/x" ./n.nix ./${"x"} /etc/y ]; }',
            "a/n.nix": b"import ./m.nix",
            "b": ["default.nix", "other.nix"],
            "b/default.nix": b"{ ... }: { }",
        }
    )
    Tree(str(tmp_path), fetcher).policy("a/m.nix", Settings())
    assert sorted(fetcher.asked) == ["a/m.nix", "a/n.nix", "b", "b/default.nix"]


def test_sudoers_fetch_what_they_include(tmp_path: Path) -> None:
    """`/etc` is where the policy is; the grants of included files are those of the policy."""
    includes = b"@include more\n@includedir /etc/sudoers.d\n@include /usr/x\n@include /etc/../../y\n"
    fetcher = Fetcher(
        {
            "etc/sudoers": includes,
            "etc/more": b"alice ALL = /bin/a\n",
            "etc/sudoers.d": ["one", "two.rpmsave"],
            "etc/sudoers.d/one": b"alice ALL = /bin/b\n",
        }
    )
    policy = Tree(str(tmp_path), fetcher).policy("etc/sudoers", Settings())
    assert [grant.cmnd.path for grant in policy.grants] == ["/bin/a", "/bin/b"]
    assert sorted(fetcher.asked) == ["etc/more", "etc/sudoers", "etc/sudoers.d", "etc/sudoers.d/one"]


def test_bounds(tmp_path: Path) -> None:
    """Large files and endless chains of imports are cut off."""
    chain = {f"{number}.nix": f"import ./{number + 1}.nix".encode() for number in range(1000)}
    fetcher = Fetcher({**chain, "large": b"x" * (tree.SIZE + 1)})
    one = Tree(str(tmp_path), fetcher)
    assert one.text("large") is None
    one.policy("0.nix", Settings())
    assert len(fetcher.asked) <= tree.FILES + 2


def test_the_nearest_configuration_counts(tmp_path: Path) -> None:
    """Settings are those of the nearest file and what it extends; nothing above the repository is read."""
    (tmp_path / "sudolint.toml").write_text("ignore = ['outside']\n")
    folder = tmp_path / "in"
    folder.mkdir()
    fetcher = Fetcher(
        {
            "hosts": ["a.nix", "sudolint.toml"],
            "hosts/sudolint.toml": b"extend = '../base.toml'\nignore = ['x']\n",
            "base.toml": b"fail-on = 'critical'\n",
        }
    )
    one = Tree(str(folder), fetcher)
    assert one.settings("hosts/a.nix").ignore == ("x",)
    assert str(one.settings("hosts/a.nix").fail_on) == "critical"
    assert one.settings("a.nix").ignore == ()
