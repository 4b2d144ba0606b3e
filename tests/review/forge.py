"""A host in memory: one pull request, with whatever versions a test gives it."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from sudolint.review import hunks, markdown
from sudolint.review.model import Change, Pull, State, Thread, Version

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sudolint.review.model import Comment

    Files = Mapping[str, str]


def patch(old: str, new: str) -> str:
    """The hunks between two texts, as GitHub gives them."""
    texts = [re.findall(r"[^\n]*\n|[^\n]+", text) for text in (old, new)]
    lines = [
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in difflib.unified_diff(texts[0], texts[1])
    ]
    return "".join(lines[2:]).removesuffix("\n")


class MemoryForge:
    """What a review needs of a host, without one."""

    name = "memory"

    def __init__(self, old: Files, new: Files, target: Files | None = None) -> None:
        self.files = {Version.OLD: dict(old), Version.NEW: dict(new), Version.TARGET: dict(target or old)}
        self.threads: dict[str, Thread] = {}
        self.summary: str | None = None
        self.head = "a" * 40
        self.files_in_truth = 0
        self.read_paths: list[tuple[Version, str]] = []

    def pull(self) -> Pull:
        return Pull(1, self.head, True, self.files_in_truth)

    def changes(self, pull: Pull) -> Sequence[Change]:
        old, new = self.files[Version.OLD], self.files[Version.NEW]
        found = []
        for path in sorted({*old, *new}):
            if old.get(path) != new.get(path):
                lines = hunks.lines_of(patch(old.get(path, ""), new.get(path, "")))
                found.append(Change(path if path in new else None, path if path in old else None, lines))
        return found

    def read(self, version: Version, path: str) -> bytes | Sequence[str] | None:
        self.read_paths.append((version, path))
        files = self.files[version]
        if path in files:
            return files[path].encode("utf-8", "surrogateescape")
        lead = f"{path}/" if path else ""
        names = {name[len(lead) :].partition("/")[0] for name in files if name.startswith(lead)}
        return sorted(names) or None

    def state(self) -> State:
        summary = None if self.summary is None else ("summary", self.summary)
        return State(self.head, True, tuple(self.threads.values()), summary)

    def post(self, pull: Pull, comments: Sequence[Comment], words: str) -> Sequence[Comment]:
        for comment in comments:
            name = str(len(self.threads))
            self.threads[name] = Thread(name, name, markdown.mark(comment.body) or "", comment.body)
        return ()

    def edit(self, thread: Thread, body: str) -> None:
        self.threads[thread.id] = self.threads[thread.id]._replace(body=body)

    def resolve(self, thread: Thread, *, resolved: bool) -> bool:
        self.threads[thread.id] = self.threads[thread.id]._replace(resolved=resolved)
        return True

    def summarize(self, known: str | None, body: str) -> None:
        self.summary = body
