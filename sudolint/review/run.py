"""A review from beginning to end, but for posting it."""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory

from sudolint.review.compose import Composer, Trees
from sudolint.review.model import Review, Version
from sudolint.review.tree import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sudolint.packs import Packs
    from sudolint.review.compose import IsPolicy
    from sudolint.review.model import Change, Forge, Pull


def review_of(forge: Forge, pull: Pull, packs: Packs, is_policy: IsPolicy) -> Review:
    """What there is to say about a pull request. Raises ForgeError, UsageError."""
    if not pull.is_open:
        return Review(())
    changes = forge.changes(pull)
    versions = _Versions(forge, changes)
    with TemporaryDirectory(prefix="sudolint-") as folder:
        places = {version: os.path.join(folder, version.value) for version in Version}
        for place in places.values():
            os.mkdir(place)
        trees = Trees(
            Tree(places[Version.TARGET], lambda path: forge.read(Version.TARGET, path)),
            Tree(places[Version.OLD], versions.old),
            Tree(places[Version.NEW], versions.new),
        )
        return Composer(trees, packs, is_policy).review(changes, pull.files)


class _Versions:
    """The two versions of a change; what is the same in both is fetched once."""

    def __init__(self, forge: Forge, changes: Sequence[Change]) -> None:
        self._forge = forge
        self._old = {change.old_path for change in changes if change.old_path is not None}
        self._new = {change.path for change in changes if change.path is not None}
        self._kept: dict[str, bytes | Sequence[str] | None] = {}

    def new(self, path: str) -> bytes | Sequence[str] | None:
        """What is there in the new version."""
        if path not in self._kept:
            self._kept[path] = self._forge.read(Version.NEW, path)
        return self._kept[path]

    def old(self, path: str) -> bytes | Sequence[str] | None:
        """What was there in the old version."""
        if path in self._old:
            return self._forge.read(Version.OLD, path)
        found = None if path in self._new else self.new(path)
        if isinstance(found, bytes):
            return found
        names = set(found or ()) - _within(path, self._new) | _within(path, self._old)
        return sorted(names) or None


def _within(folder: str, paths: set[str]) -> set[str]:
    """The names of those of the paths that lie in a folder."""
    return {os.path.basename(path) for path in paths if os.path.dirname(path) == folder}
