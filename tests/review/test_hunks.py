"""Diffs are read as git makes them."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from sudolint.review import hunks
from tests.review.forge import patch

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = st.lists(st.sampled_from(["a", "b", "-- x", "@@ -1 +1 @@", "é", "\r", ""]), max_size=12).flatmap(
    lambda lines: st.sampled_from(["\n".join(lines), "\n".join([*lines, ""])])
)


@given(TEXTS, TEXTS)
def test_a_diff_is_undone(old: str, new: str) -> None:
    """From the new version and the hunks comes the old one, newlines at the end too."""
    text = patch(old, new)
    if text:
        assert hunks.before(text, new.encode()) == old.encode()


@given(TEXTS, TEXTS)
def test_lines_of_the_new_version(old: str, new: str) -> None:
    """What hunks add and keep are lines that the new version has, and kept ones are the same in the old."""
    lines = hunks.lines_of(patch(old, new))
    if lines is not None:
        before, after = old.split("\n"), new.split("\n")
        assert all(0 < number <= len(after) for number in lines.added)
        assert all(before[was - 1] == after[number - 1] for number, was in lines.kept.items())


def test_a_diff_that_does_not_fit() -> None:
    """Hunks of another text are no reason to believe anything."""
    text = patch("a\nb\n", "a\nc\n")
    assert hunks.before(text, b"a\nd\n") is None
    assert hunks.before(text, b"") is None
    assert hunks.before("@@ -1 +1 @@ nonsense\n?", b"a\n") is None
    assert hunks.before(None, b"a\n") is None
    assert hunks.lines_of("@@ -1,5 +1,5 @@\n a\n") is None


def test_what_git_prints(tmp_path: Path) -> None:
    """A whole diff of the real git: files with blanks and quotes in their names, new, deleted, binary."""

    def git(*arguments: str) -> str:
        command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    git("init", "-q")
    (tmp_path / "kept").write_text("a\nb\nc\n")
    (tmp_path / "gone").write_text("a\n")
    (tmp_path / "empty").write_text("")
    git("add", "-A")
    git("commit", "-qm", "one")
    (tmp_path / "kept").write_text("a\n-- diff --git a/x b/x\nc\n")
    (tmp_path / "gone").unlink()
    (tmp_path / "empty").unlink()
    (tmp_path / 'ha"lf\n').write_text("a\n")
    (tmp_path / "a new one").write_text("a\nb")
    (tmp_path / "binary").write_bytes(b"\0\1")
    git("add", "-A")
    found = hunks.lines_by_path(git("diff", "--cached"))
    assert found["kept"].added == {2}
    assert found["kept"].kept == {1: 1, 3: 3}
    assert found["a new one"].added == {1, 2}
    assert "binary" not in found
