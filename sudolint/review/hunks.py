"""Diffs: which lines they show, and what stood in the file before."""

from __future__ import annotations

from unidiff.errors import UnidiffParseError
from unidiff.patch import PatchSet

from sudolint.review.model import Lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from unidiff.patch import Hunk


def lines_of(patch: str | None) -> Lines | None:
    """The lines of the new version that the hunks of one file show; None where nobody can say."""
    hunks = _hunks(patch)
    return None if hunks is None else _lines(hunks)


def lines_by_path(diff: str) -> dict[str, Lines]:
    """The same for each file of a whole diff of git's, by its path; what can't be read is left out."""
    found: dict[str, Lines] = {}
    for part in f"\n{diff}".split("\ndiff --git ")[1:]:  # no line of a file can begin so
        try:
            files = PatchSet(_split(f"diff --git {part}"))
        except UnidiffParseError:
            continue
        found |= {file.path: _lines(list(file)) for file in files if not file.is_binary_file}
    return found


def before(patch: str | None, new: bytes) -> bytes | None:
    """What stood in a file, from what stands in it now and the hunks; None where they don't fit."""
    hunks = _hunks(patch)
    if hunks is None:
        return None
    left = new.removesuffix(b"\n").split(b"\n") if new else []
    old: list[bytes] = []
    at = 0
    bare = {"-": False, "+": False, " ": False}  # whether a line of this sign ends without a newline
    for hunk in hunks:
        start = hunk.target_start - 1 if hunk.target_length else hunk.target_start
        if not at <= start <= len(left):
            return None
        old += left[at:start]
        at = start
        sign = " "
        for line in hunk:
            if line.line_type == "\\":
                bare[sign] = True
                continue
            sign = line.line_type
            value = line.value.removesuffix("\n").encode("utf-8", "surrogateescape")
            if sign in "+ ":
                if left[at : at + 1] != [value]:
                    return None
                at += 1
            if sign in "- ":
                old.append(value)
    old += left[at:]
    ends = not (bare["-"] or bare[" "]) if any(bare.values()) or not new else new.endswith(b"\n")
    return b"\n".join(old) + (b"\n" if ends and old else b"")


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
