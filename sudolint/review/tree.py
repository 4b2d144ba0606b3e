"""As much of one version of a repository as its policies need, fetched into a folder of its own.

Nothing in it is run. The folder looks like a repository, so that whatever reads policies and
configurations stays inside.
"""

from __future__ import annotations

import contextlib
import os

from sudolint import compiled
from sudolint.config.files import NAMES, PYPROJECT, Configuration, own_table
from sudolint.policy.load import NixOptions, nix_policy, policy_from_text, sudoers_policy
from sudolint.source import Source, readable
from sudolint.syntax.nix.nodes import Path, Text
from sudolint.syntax.nix.parser import parse
from sudolint.syntax.nix.walk import CHILDREN
from sudolint.syntax.sudoers import files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sudolint.config.settings import Settings
    from sudolint.policy.model import Policy
    from sudolint.syntax.nix.nodes import Expr

    Fetch = Callable[[str], bytes | Sequence[str] | None]
    """What stands in a file, or the names in a directory; None where nothing is there."""

FILES = 100
"""How many files are fetched because one policy names them."""
TOTAL = 2000
"""How many are fetched in all."""
SIZE = 1_000_000
"""The most bytes of one file."""
LONGEST = 1000
"""The most bytes of a path."""

_ETC = "/etc/"


class Tree:
    """One version of the files, in a folder that is empty at first."""

    def __init__(self, folder: str, fetch: Fetch) -> None:
        self._folder = folder
        self._fetch = fetch
        self._found: dict[str, bytes | Sequence[str] | None] = {}
        self._files = 0
        os.mkdir(os.path.join(folder, ".git"))  # the top: nothing is looked for above

    def text(self, path: str) -> bytes | None:
        """What stands in a file; None where there is none, or one that is too large. Raises ForgeError."""
        found = self._take(path)
        return found if isinstance(found, bytes) else None

    def policy(self, path: str, settings: Settings, text: str | None = None) -> Policy:
        """The policy in a file of this version, or in another text for it; what it names is fetched.

        Raises ForgeError, UsageError.
        """
        self._follow(path)
        with contextlib.chdir(self._folder):
            if path.endswith(".nix"):
                return nix_policy(path, text, NixOptions(os.curdir, settings.host, settings.arg))
            return policy_from_text(path, text) if text is not None else sudoers_policy(files.read(path))

    def settings(self, path: str) -> Settings:
        """What this version's configuration says about a file. Raises ForgeError, UsageError."""
        folder = path
        while folder:
            folder = folder.rpartition("/")[0]
            names = _names(self._take(folder))
            for name in (*NAMES, PYPROJECT):
                if name in names:
                    self._extended(_joined(folder, name))
        with contextlib.chdir(self._folder):
            return Configuration().settings(path)

    def _extended(self, path: str) -> None:
        """Fetch a configuration file and those that it extends."""
        waiting = [path]
        for _ in range(FILES):
            if not waiting:
                break
            path = waiting.pop()
            waiting += [_joined(os.path.dirname(path), one) for one in _extends(path, self.text(path) or b"")]

    def _follow(self, path: str) -> None:
        """Fetch what a policy names, and what that names."""
        waiting = [path]
        seen = {path}
        while waiting and len(seen) <= FILES:
            text = self.text(path := waiting.pop())
            if text is None:
                continue
            for name in _named(path, text.decode("latin-1"), self._take):
                if name not in seen:
                    seen.add(name)
                    waiting.append(name)

    def _take(self, path: str) -> bytes | Sequence[str] | None:
        """Fetch what a path leads to, once; what can't be kept isn't there."""
        path = os.path.normpath(path) if path else ""
        if path not in self._found:
            self._found[path] = None
            if not _is_inside(path) or self._files >= TOTAL:
                return None
            found = self._fetch(path)
            if isinstance(found, bytes):
                self._files += 1
                if len(found) > SIZE or not _write(os.path.join(self._folder, path), found):
                    found = None
            self._found[path] = found
        return self._found[path]


def _extends(path: str, content: bytes) -> list[str]:
    """The files that a configuration file extends."""
    try:
        table = compiled.read(content.decode())
    except ValueError:
        return []
    if os.path.basename(path) == PYPROJECT:
        table = own_table(table)
    extended = table.get("extend", [])
    if isinstance(extended, str):
        return [extended]
    return [one for one in extended if isinstance(one, str)] if isinstance(extended, list) else []


def _named(path: str, text: str, take: Fetch) -> Iterator[str]:
    """The files that a policy names."""
    folder = os.path.dirname(path)
    if path.endswith(".nix"):
        for literal in _path_literals(text):
            target = _joined(folder, literal)
            names = _names(take(target))
            yield _joined(target, "default.nix") if names else target
        return
    for inclusion in policy_from_text(path, text).inclusions:
        named = readable(inclusion.path)
        target = _joined(folder, named.removeprefix(_ETC))
        if named.startswith("/") and not named.startswith(_ETC):
            continue
        if not inclusion.directory:
            yield target
            continue
        for name in _names(take(target)):
            if "." not in name and not name.endswith("~"):
                yield _joined(target, name)


def _names(found: bytes | Sequence[str] | None) -> Sequence[str]:
    """The names in a directory, if it is one."""
    return () if found is None or isinstance(found, bytes) else found


def _path_literals(text: str) -> Iterator[str]:
    """The relative paths that a Nix file names."""
    tree, _ = parse(Source("", text))
    waiting: list[Expr] = [] if tree is None else [tree]
    while waiting:
        node = waiting.pop()
        if type(node) is Path:
            first = node.parts[0]
            if len(node.parts) == 1 and type(first) is Text and first.value.startswith("."):
                yield readable(first.value)
        elif type(node) in CHILDREN:
            waiting += CHILDREN[type(node)](node)


def _joined(folder: str, name: str) -> str:
    return os.path.normpath(os.path.join(folder, name))


def _is_inside(path: str) -> bool:
    """Whether a path names something in a repository: relative, and nothing of git's own."""
    parts = path.split("/")
    return not (
        path.startswith("/")
        or "\0" in path
        or len(os.fsencode(path)) > LONGEST
        or any(part in ("..", ".") or part.lower() == ".git" for part in parts)
    )


def _write(path: str, content: bytes) -> bool:
    """Write a file; whether that worked."""
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
    except OSError:
        return False
    return True
