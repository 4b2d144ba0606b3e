"""Policies of a revision in git: `git:REVISION:PATH`, with all that they import of that revision.

What git keeps was written by others. Nothing in it is run: objects are printed as they are, without hooks,
filters or conversions, nothing is fetched, and the files go into an empty folder that is read alone.
"""

from __future__ import annotations

import contextlib
import os
import posixpath
import subprocess
import tempfile

from sudolint.errors import UsageError
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ENTRIES = 200_000
"""How many files a revision may have."""
FILES = 5_000
"""How many of them are taken out."""
SIZE = 4_000_000
"""The most bytes of one file."""
TOTAL = 64_000_000
"""The most bytes of all."""
LINK = 1000
"""The longest that a link may be."""

_ALONE = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
"""Git asks nobody and fetches nothing."""


class _Entry(NamedTuple):
    """A file of a revision."""

    mode: str
    object: str
    path: str


@contextlib.contextmanager
def checked_out(name: str) -> Iterator[str]:
    """A folder with what belongs to `git:REVISION:PATH` as the working directory; gives the path in it.

    Raises UsageError.
    """
    revision, colon, path = name.partition(":")[2].rpartition(":")
    if not colon or not path:
        raise UsageError(f"`{name}` is not git:REVISION:PATH")
    path = _from_top(name, path)
    entries = _entries(name, revision)
    if path not in {entry.path for entry in entries}:
        raise UsageError(f"{name}: no such file")
    with tempfile.TemporaryDirectory(prefix="sudolint-") as folder:
        top = os.path.realpath(folder)
        os.mkdir(os.path.join(top, ".git"))  # the top: nothing is looked for above
        _write(top, _nearest(entries, path))
        if os.path.commonpath([top, os.path.realpath(os.path.join(top, path))]) != top:
            raise UsageError(f"{name}: a link that leads out of the repository")
        with contextlib.chdir(top):
            yield path


def _git(name: str, *arguments: str, text: bytes = b"") -> bytes:
    """What git prints. Raises UsageError."""
    command = ["git", "--no-pager", "--no-replace-objects", *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - these commands print what they are asked for and run nothing
            command, input=text, capture_output=True, check=False, env={**os.environ, **_ALONE}
        )
    except OSError as error:
        raise UsageError(f"{name}: git: {error.strerror}") from None
    if done.returncode != 0:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise UsageError(f"{name}: {lines[0] if lines else 'git failed'}")
    return done.stdout


def _from_top(name: str, path: str) -> str:
    """A path as seen from the top of the repository."""
    if path.startswith(("./", "../")):
        prefix = os.fsdecode(_git(name, "rev-parse", "--show-prefix")).rstrip("\n")
        path = posixpath.join(prefix, path)
    path = posixpath.normpath(path)
    if not _is_inside(path):
        raise UsageError(f"{name}: a path that leads out of the repository")
    return path


def _entries(name: str, revision: str) -> list[_Entry]:
    """The files of a revision; without one, of the index."""
    if revision:
        asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{tree}")
        try:
            tree = _git(name, *asked).decode().strip()
        except UsageError:
            raise UsageError(f"{name}: no revision `{revision}` here") from None
        listed = _git(name, "ls-tree", "-r", "-z", "--full-tree", tree)
    else:
        listed = _git(name, "ls-files", "--stage", "-z", "--full-name", "--", ":/")
    lines = listed.split(b"\0")
    if len(lines) > ENTRIES:
        raise UsageError(f"{name}: more than {ENTRIES} files in a revision")
    found = []
    for line in lines:
        about, tab, path = os.fsdecode(line).partition("\t")
        mode, *words = about.split(" ")
        if tab and mode in ("100644", "100755", "120000") and _is_inside(path):
            found.append(_Entry(mode, words[1] if words[0] == "blob" else words[0], path))
    return found


def _is_inside(path: str) -> bool:
    """Whether a path names something in a repository: relative, and nothing of git's own."""
    return not path.startswith("/") and not any(
        part in ("", ".", "..") or part.lower() == ".git" for part in path.split("/")
    )


def _nearest(entries: Iterable[_Entry], path: str) -> list[_Entry]:
    """The files that a policy may name, the nearest first: no more than FILES."""
    nix = path.endswith(".nix")
    folder = path.rpartition("/")[0]

    def rank(entry: _Entry) -> tuple[bool, bool, int, str]:
        shared = len(posixpath.commonpath([folder, entry.path]).split("/")) if folder else 0
        return entry.path != path, nix and not entry.path.endswith(".nix"), -shared, entry.path

    within = [one for one in entries if nix or not folder or one.path.startswith(folder + "/")]
    return sorted(within, key=rank)[:FILES]


def _write(top: str, entries: list[_Entry]) -> None:
    """Put files into a folder; links last, so that nothing is written through one."""
    form = "--batch-check=%(objecttype) %(objectsize)"
    sizes = _git("git", "cat-file", form, text=_names(entries)).splitlines()
    left = TOTAL
    taken = []
    for entry, line in zip(entries, sizes, strict=True):
        kind, _, digits = line.decode().partition(" ")
        most = LINK if entry.mode == "120000" else SIZE
        if kind == "blob" and int(digits) <= min(most, left):
            left -= int(digits)
            taken.append((entry, int(digits)))
    printed = _git("git", "cat-file", "--batch=", text=_names([entry for entry, _ in taken]))
    at = 0
    links: list[tuple[str, bytes]] = []
    for entry, size in taken:
        at += 1  # an empty line before each object
        content = printed[at : at + size]
        at += size + 1
        target = os.path.join(top, entry.path)
        if entry.mode == "120000":
            links.append((target, content))
            continue
        with contextlib.suppress(OSError, ValueError):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "xb") as file:
                file.write(content)
    for target, content in links:
        with contextlib.suppress(OSError, ValueError):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.symlink(content, os.fsencode(target))


def _names(entries: Iterable[_Entry]) -> bytes:
    """What git is asked for, a line each."""
    return "".join([f"{entry.object}\n" for entry in entries]).encode()
