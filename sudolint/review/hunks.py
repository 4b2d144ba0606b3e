"""Diffs: which lines they show, and what stood in the file before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unidiff import PatchSet, UnidiffParseError

from sudolint.review.model import Change, Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unidiff import Hunk, PatchedFile

_NOWHERE = "/dev/null"


def lines_of(patch: str | None) -> Lines | None:
    """The lines of the new version that the hunks of one file show; None where nobody can say."""
    hunks = _hunks(patch)
    return None if hunks is None else _lines(hunks)


def before(patch: str | None, new: bytes) -> bytes | None:
    """What stood in a file, from what stands in it now and the hunks; None where they don't fit."""
    hunks = _hunks(patch)
    if hunks is None:
        return None
    left = new.split(b"\n")
    old: list[bytes] = []
    at = 0
    ends = left[-1] == b""  # whether the new version ends with a newline
    for hunk in hunks:
        start = hunk.target_start - 1 if hunk.target_length else hunk.target_start
        if start < at:
            return None
        old += left[at:start]
        at = start
        for line in hunk:
            value = line.value.rstrip("\n").encode("utf-8", "surrogateescape")
            if line.line_type in "+ ":
                if at >= len(left) or left[at] != value:
                    return None
                at += 1
            if line.line_type in "- ":
                old.append(value)
            if line.line_type == "\\":
                ends = _ended_before(hunk, ends=ends)
    rest = left[at:]
    if rest not in ([], [b""]):
        return b"\n".join(old + rest)
    return b"\n".join(old) + (b"\n" if ends and old else b"")


def changes_of(diff: str) -> list[Change]:
    """The files that a whole diff touches. A diff that can't be read touches none."""
    try:
        files = PatchSet(diff.splitlines(keepends=True) if "\r" not in diff else _split(diff))
    except UnidiffParseError:
        return []
    return [_change(file) for file in files]


def _change(file: PatchedFile) -> Change:
    old = None if file.source_file == _NOWHERE or file.is_added_file else file.source_file.removeprefix("a/")
    new = None if file.target_file == _NOWHERE or file.is_removed_file else file.target_file.removeprefix("b/")
    return Change(new, old, None if file.is_binary_file else _lines(list(file)))


def _lines(hunks: Sequence[Hunk]) -> Lines:
    added: set[int] = set()
    kept: dict[int, int] = {}
    for hunk in hunks:
        for line in hunk:
            if line.target_line_no is not None:
                if line.source_line_no is None:
                    added.add(line.target_line_no)
                else:
                    kept[line.target_line_no] = line.source_line_no
    return Lines(frozenset(added), kept)


def _hunks(patch: str | None) -> list[Hunk] | None:
    """The hunks of one file, given without its head."""
    if not patch or not patch.startswith("@@ "):
        return None
    try:
        files = PatchSet(_split(f"--- a/file\n+++ b/file\n{patch}"))
    except UnidiffParseError:
        return None
    return list(files[0]) if len(files) == 1 else None


def _split(text: str) -> list[str]:
    """Lines as git counts them: only a newline ends one."""
    return [line + "\n" for line in text.removesuffix("\n").split("\n")]


def _ended_before(hunk: Hunk, *, ends: bool) -> bool:
    """Whether the old version ends with a newline, where the hunk says that one of the two doesn't."""
    signs = [line.line_type for line in hunk]
    mark = signs.index("\\")
    if mark and signs[mark - 1] == "-":
        return False
    if mark and signs[mark - 1] == "+":
        return signs.count("\\") == 1
    return ends and False
