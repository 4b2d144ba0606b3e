"""The words of a review: the change, what there is to say about it, what was said before."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Protocol

from sudolint.errors import SudolintError
from sudolint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sudolint.findings import Severity


class Version(Enum):
    """Which version of a file is meant."""

    TARGET = "target"
    """That of the target branch as it is now."""
    OLD = "old"
    """That which the change began with."""
    NEW = "new"


class ForgeError(SudolintError):
    """The host of the repository refuses something, or can't be reached."""


class ForbiddenError(ForgeError):
    """The token may read but not write, as on pull requests from forks."""


class UncertainError(ForgeError):
    """Nobody knows whether a request that writes was carried out: the answer got lost."""


class Lines(NamedTuple):
    """The part of a file's new version that the diff shows; lines count from 1."""

    added: frozenset[int]
    kept: Mapping[int, int]
    """The lines around those, each with its number in the old version."""


class Change(NamedTuple):
    """A file that a change touches."""

    path: str | None
    """In the new version; None where the file is deleted."""
    old_path: str | None
    """In the old version; None where the file is new."""
    lines: Lines | None
    """None: the host shows no diff of it, because it is large or binary."""


class Pull(NamedTuple):
    """A pull or merge request."""

    number: int
    head: str
    """The commit that is reviewed."""
    is_open: bool
    files: int
    """How many files it touches, which may be more than the host lists."""
    source: str = ""
    """The repository that it comes from, `owner/name`; empty: not known."""


class Comment(NamedTuple):
    """What is to be said at a line of the new version."""

    fingerprint: str
    path: str
    line: int
    severity: Severity
    title: str
    """All of it in one line of plain text."""
    body: str
    inline: bool = True
    """Whether the diff shows the line; what it doesn't show is said in the summary."""


class Review(NamedTuple):
    """All that there is to say about a change."""

    comments: tuple[Comment, ...]
    """The worst first."""
    sections: tuple[str, ...] = ()
    """What the summary says besides."""

    @property
    def silent(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.comments or self.sections)


class Thread(NamedTuple):
    """A conversation that a comment of ours began."""

    id: str
    comment: str
    """The id of the first comment."""
    fingerprint: str
    body: str
    resolved: bool = False
    by_others: bool = False
    """Whether it was someone else who resolved it."""
    answered: bool = False
    """Whether somebody else wrote in it."""


class State(NamedTuple):
    """What a pull request holds when it is looked at."""

    head: str
    is_open: bool
    threads: tuple[Thread, ...]
    summary: tuple[str, str] | None
    """Id and body of our summary."""


class Forge(Protocol):
    """The host of a repository, as far as a review needs it. All of it raises ForgeError."""

    @property
    def name(self) -> str:
        """The host's name, for messages."""

    def pull(self) -> Pull:
        """The pull request."""

    def changes(self, pull: Pull) -> Sequence[Change]:
        """The files that it touches."""

    def read(self, version: Version, path: str) -> bytes | Sequence[str] | None:
        """What stands in a file, or the names in a directory; None where nothing is there."""

    def state(self) -> State:
        """What was said already."""

    def post(self, pull: Pull, comments: Sequence[Comment], words: str) -> Sequence[Comment]:
        """Post all comments at once; those that the host refuses to place."""

    def edit(self, thread: Thread, body: str) -> None:
        """Change what our comment says."""

    def resolve(self, thread: Thread, *, resolved: bool) -> bool:
        """Resolve a thread, or open it again; False where that can't be done."""

    def summarize(self, known: str | None, body: str) -> None:
        """Post the summary, or change the one that is there."""
