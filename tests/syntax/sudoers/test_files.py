"""Includes on disk: which are followed, in what order, and which are not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from sudolint.source import ErrorKind
from sudolint.syntax.sudoers import files
from sudolint.syntax.sudoers.files import read
from sudolint.syntax.sudoers.nodes import UserSpec

if TYPE_CHECKING:
    from pathlib import Path

    from sudolint.syntax.sudoers.nodes import Sudoers


def write(folder: Path, texts: dict[str, str]) -> str:
    """Write files below a folder; the path of the first."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("latin-1"))
    return str(folder / next(iter(texts)))


def users(tree: Sudoers) -> list[str]:
    """The first user of each user specification, in order."""
    return [entry.users[0].name for entry in tree.entries if isinstance(entry, UserSpec)]


def errors(tree: Sudoers) -> list[tuple[ErrorKind, str, int, str]]:
    """Kind, file, line and message of each error."""
    return [
        (kind, os.path.basename(span.source.path), span.begin.line, message)
        for kind, span, message in tree.errors
    ]


def test_in_place(tmp_path: Path) -> None:
    """A file is read in place of its directive, relative to the file that includes it."""
    path = write(
        tmp_path,
        {
            "main": "a ALL=ALL\n@include sub/b\nd ALL=ALL\n",
            "sub/b": "b ALL=ALL\n#include c\n",
            "sub/c": "c ALL=ALL",
        },
    )
    tree = read(path)
    assert errors(tree) == []
    assert users(tree) == ["a", "b", "c", "d"]
    assert [source.path for source in tree.sources] == [path, f"{tmp_path}/sub/b", f"{tmp_path}/sub/c"]


def test_directory(tmp_path: Path) -> None:
    """Regular files of a directory come in the order of their bytes; some names are passed over."""
    names = ["9", "10", "B", "a", "x.y", "z~", "\xfc".encode().decode("latin-1")]
    path = write(tmp_path, {"main": "@includedir d\n"} | {f"d/u{n}": f"u{n} ALL=ALL\n" for n in names[:4]})
    for name in names[4:]:
        (tmp_path / "d" / name).write_text("hidden ALL=ALL\n")
    (tmp_path / "d" / names[6]).write_text("last ALL=ALL\n")
    (tmp_path / "d" / "folder").mkdir()
    os.mkfifo(tmp_path / "d" / "pipe")
    tree = read(path)
    assert errors(tree) == []
    assert users(tree) == ["u10", "u9", "uB", "ua", "last"]


def test_host(tmp_path: Path) -> None:
    """`%h` stands for the short name of the host, in which a slash leads nowhere."""
    path = write(tmp_path, {"main": "@include %h\n", "web": "a ALL=ALL\n", "x_y": "b ALL=ALL\n"})
    assert users(read(path, host="web.example.com")) == ["a"]
    assert users(read(path, host="x/y")) == ["b"]


def test_missing(tmp_path: Path) -> None:
    """A missing file is an error, a missing directory is none."""
    tree = read(write(tmp_path, {"main": "@include b\n@includedir c\na ALL=ALL\n"}))
    assert errors(tree) == [(ErrorKind.INCLUDE, "main", 1, "b: No such file or directory")]
    assert users(tree) == ["a"]


def test_root(tmp_path: Path) -> None:
    """Absolute paths are looked up in the root that is given."""
    path = write(
        tmp_path,
        {
            "etc/sudoers": "@includedir /etc/sudoers.d\n",
            "etc/sudoers.d/a": "a ALL=ALL\n@include /b\n",
            "b": "b ALL=ALL\n",
        },
    )
    tree = read(path, root=str(tmp_path))
    assert errors(tree) == []
    assert users(tree) == ["a", "b"]


@pytest.mark.parametrize("target", ["/etc/passwd", "../outside", "link", "folder-link/outside"])
def test_outside(tmp_path: Path, target: str) -> None:
    """Nothing outside of the policy's directory is read, however it is reached."""
    write(tmp_path, {"outside": "o ALL=ALL\n"})
    path = write(tmp_path / "tree", {"main": f"@include {target}\na ALL=ALL\n"})
    (tmp_path / "tree" / "link").symlink_to(tmp_path / "outside")
    (tmp_path / "tree" / "folder-link").symlink_to(tmp_path)
    tree = read(path)
    ((kind, _, line, message),) = errors(tree)
    assert (kind, line) == (ErrorKind.INCLUDE, 1)
    assert message == f"{target}: outside of {tmp_path / 'tree'}, not read"
    assert users(tree) == ["a"]


def test_outside_by_directory(tmp_path: Path) -> None:
    """A link in an included directory doesn't lead out either, and neither does the directory itself."""
    write(tmp_path, {"out/o": "o ALL=ALL\n"})
    path = write(tmp_path / "tree", {"main": "@includedir d\n@includedir e\n", "d/a": "a ALL=ALL\n"})
    (tmp_path / "tree" / "d" / "b").symlink_to(tmp_path / "out" / "o")
    (tmp_path / "tree" / "e").symlink_to(tmp_path / "out")
    tree = read(path)
    assert users(tree) == ["a"]
    assert [(kind, line) for kind, _, line, _ in errors(tree)] == [
        (ErrorKind.INCLUDE, 1),
        (ErrorKind.INCLUDE, 2),
    ]


def test_special_files(tmp_path: Path) -> None:
    """A pipe is never waited for, and a directory is no file."""
    path = write(tmp_path, {"main": "@include pipe\n@include .\n"})
    os.mkfifo(tmp_path / "pipe")
    assert [message for *_, message in errors(read(path))] == [
        "pipe: not a regular file",
        ".: Is a directory",
    ]
    ((kind, *_),) = errors(read(str(tmp_path / "pipe")))
    assert kind is ErrorKind.READ


def test_cycle(tmp_path: Path) -> None:
    """A file that includes itself, by whatever way, is read once."""
    path = write(tmp_path, {"main": "a ALL=ALL\n@include b\n", "b": "b ALL=ALL\n@include ./main\n"})
    tree = read(path)
    assert users(tree) == ["a", "b"]
    assert errors(tree) == [(ErrorKind.INCLUDE, "b", 2, "./main: a file that includes itself")]


def test_depth(tmp_path: Path) -> None:
    """As with sudo, 128 files may lead to one; no deeper."""
    texts = {str(n): f"u{n} ALL=ALL\n@include {n + 1}\n" for n in range(files.DEPTH + 10)}
    tree = read(write(tmp_path, texts))
    assert len(users(tree)) == files.DEPTH + 1
    ((kind, _, _, message),) = errors(tree)
    assert kind is ErrorKind.LIMIT
    assert "too many levels" in message


@pytest.mark.parametrize(("bound", "value"), [("SIZE", 20), ("TOTAL", 40), ("FILES", 2)])
def test_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, value: int) -> None:
    """Size and number of files are bounded; what is beyond is an error and the rest is read."""
    monkeypatch.setattr(files, bound, value)
    path = write(
        tmp_path, {"main": "@include b\n@include c\n", "b": "b ALL=ALL\n", "c": "c ALL=ALL" + " " * 20 + "\n"}
    )
    if bound == "SIZE":
        (tmp_path / "main").write_text("@include c\n")
    ((kind, *_),) = errors(read(path))
    assert kind is ErrorKind.LIMIT


def test_unreadable_policy(tmp_path: Path) -> None:
    """A policy that can't be read is an error, not an exception."""
    assert errors(read(str(tmp_path / "none"))) == [(ErrorKind.READ, "none", 1, "No such file or directory")]


def test_errors_in_order(tmp_path: Path) -> None:
    """Errors come in the order of the files and of the lines."""
    path = write(tmp_path, {"main": "@include no\na\n@include b\n@include no\n", "b": "b\n"})
    assert [(name, line) for _, name, line, _ in errors(read(path))] == [
        ("main", 1),
        ("main", 2),
        ("main", 4),
        ("b", 1),
    ]
