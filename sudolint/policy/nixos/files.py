"""The files of a configuration: read within one tree, each once."""

from __future__ import annotations

import os
import stat

from sudolint.source import ErrorKind, PolicyError, Source, Span, octets
from sudolint.syntax.nix.parser import parse
from sudolint.syntax.nix.scope import undefined_variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sudolint.syntax.nix.nodes import Expr

SIZE = 4_000_000
"""The most bytes of one file."""
TOTAL = 32_000_000
"""The most bytes of all files together."""
FILES = 2000
"""The most files."""
NAMES = 10_000
"""The most names of one directory."""


class MissingError(Exception):
    """A file that isn't there, or that is not to be read; the text says why."""


class Files:
    """Reads files below a root, and those below further directories that were named."""

    def __init__(self, root: str, others: Sequence[str] = (), texts: Mapping[str, str] | None = None) -> None:
        """`texts` are taken in place of what stands in files, by the paths that sources have."""
        self.errors: list[PolicyError] = []
        """What is wrong with the text of files that were read."""
        self.broken: set[Source] = set()
        """The files that don't parse as a whole."""
        self._roots = [os.path.realpath(path) for path in (root, *others)]
        self._texts = texts or {}
        self._sources: dict[str, Source] = {}
        self._trees: dict[str, Expr | None] = {}
        self._left = TOTAL
        self.entry = ""
        """The absolute path of the file that is read first."""
        self._base = ""
        self._shown = ""

    def enter(self, path: str, text: str | None = None) -> Source:
        """The file that is read first; `text` is what stands in it, where that is known already.

        Raises MissingError.
        """
        absolute = self.entry = os.path.abspath(path)
        self._base, self._shown = os.path.dirname(absolute), os.path.dirname(path)
        if text is None:
            text = self._read(os.path.realpath(path))
        source = self._sources[absolute] = self._source(path, text)
        return source

    def source(self, path: str) -> Source:
        """The file at an absolute path; of a directory its default.nix. Raises MissingError."""
        found = self._sources.get(path)
        if found is None:
            real = self._allowed(path)
            if os.path.isdir(real):
                return self.source(path.rstrip("/") + "/default.nix")
            found = self._sources[path] = self._source(self.shown(path), self._read(real))
        return found

    def tree(self, source: Source) -> Expr | None:
        """The expression in a file; None where nothing can be made of it. Its errors are noted."""
        if source.path not in self._trees:
            tree, errors = parse(source)
            self.errors += errors
            if errors:
                self.broken.add(source)
            elif tree is not None:
                self.errors += [
                    PolicyError(
                        ErrorKind.SYNTAX, Span(source, var.start, var.end), f"undefined variable `{var.name}`"
                    )
                    for var in undefined_variables(tree)
                ]
            self._trees[source.path] = tree
        return self._trees[source.path]

    @property
    def sources(self) -> tuple[Source, ...]:
        """All files that were read, in order."""
        return tuple(self._sources.values())

    def mention(self, *words: str) -> bool:
        """Whether any of the files has one of these words in it."""
        return any(word in source.text for source in self._sources.values() for word in words)

    def kind(self, path: str) -> str | None:
        """Whether a path is a `regular` file, a `directory`, a `symlink` or `unknown`; None: nothing there.

        Raises MissingError where it is not to be looked at.
        """
        self._allowed(os.path.dirname(path))
        try:
            mode = os.lstat(path).st_mode
        except (OSError, ValueError):
            return None
        if stat.S_ISLNK(mode):
            return "symlink"
        if stat.S_ISDIR(mode):
            return "directory"
        return "regular" if stat.S_ISREG(mode) else "unknown"

    def directory(self, path: str) -> dict[str, str]:
        """The names in a directory, each with its kind. Raises MissingError."""
        real = self._allowed(path)
        try:
            names = sorted(os.listdir(real))[:NAMES]
        except (OSError, ValueError):
            raise MissingError("it can't be read") from None
        return {octets(name): self.kind(f"{real}/{name}") or "unknown" for name in names}

    def shown(self, path: str) -> str:
        """A path as people know it: seen from where they named the first file."""
        return os.path.normpath(os.path.join(self._shown, os.path.relpath(_decoded(path), self._base)))

    def _source(self, path: str, text: str) -> Source:
        return Source(path, self._texts.get(path, text))

    def _allowed(self, path: str) -> str:
        """The path with links resolved, which has to lead into the tree."""
        try:
            real = os.path.realpath(_decoded(path))
        except (OSError, ValueError):
            raise MissingError("it can't be read") from None
        for root in self._roots:
            if real == root or real.startswith(root.rstrip("/") + "/"):
                return real
        raise MissingError("it is outside of what is looked at")

    def _read(self, real: str) -> str:
        if len(self._sources) >= FILES:
            raise MissingError(f"more than {FILES} files")
        try:
            descriptor = os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
            with open(descriptor, "rb") as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise MissingError("it is not a regular file")
                data = file.read(min(SIZE, self._left) + 1)
        except (OSError, ValueError) as error:
            raise MissingError(getattr(error, "strerror", None) or "it can't be read") from None
        if len(data) > min(SIZE, self._left):
            raise MissingError("it is too large")
        self._left -= len(data)
        return data.decode("latin-1")


def _decoded(path: str) -> str:
    """A path as the operating system takes it."""
    return os.fsdecode(path.encode("latin-1", "replace"))


def tree_of(path: str) -> str:
    """The directory that the files of a configuration lie in: its repository, else the file's folder."""
    folder = os.path.dirname(os.path.abspath(path))
    inner = folder
    while True:
        if os.path.lexists(f"{inner}/.git"):
            return inner
        outer = os.path.dirname(inner)
        if outer == inner:
            return folder
        inner = outer
