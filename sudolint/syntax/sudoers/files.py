"""Read a policy from disk with what it includes, without leaving the tree that it stands in."""

from __future__ import annotations

import os
import stat

from sudolint.source import ErrorKind, PolicyError, Source, Span, octets
from sudolint.syntax.sudoers.parser import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from sudolint.syntax.sudoers.nodes import Include, Sudoers

SIZE = 16_000_000
"""The most bytes of one file."""
TOTAL = 64_000_000
"""The most bytes of all files of a policy."""
FILES = 1000
"""The most files of a policy."""
ETC = "/etc/"
DEPTH = 128
"""How many files may lead to one, as in sudo."""


def read(
    path: str, root: str | None = None, host: str = "localhost", texts: Mapping[str, str] | None = None
) -> Sudoers:
    """Read the policy in a file and in the files that it includes, in sudo's order.

    `root` is a directory that stands for `/`: absolute paths in includes are looked up in it. Without it
    they have to lead into the directory of the policy, which stands for `/etc` where it holds what is named.
    `host` is the name that `%h` in a path stands for; `texts` are taken in place of what stands in files, by
    the paths of their sources. What can't be read is an error of the tree, at the directive that asks for it.
    """
    reader = _Reader(root or os.path.dirname(path) or ".", root, host, texts or {})
    try:
        source = reader.source(path, ())
    except OSError as error:
        tree = parse(Source(path, ""))
        tree.errors.append(_problem(error, ErrorKind.READ, Span(tree.sources[0], 0, 0)))
        return tree
    tree = parse(source, reader.follow)
    order = {id(source): number for number, source in enumerate(tree.sources)}
    tree.errors.extend(reader.errors)
    tree.errors.sort(key=lambda error: (order[id(error.span.source)], error.span.start))
    return tree._replace(passed_over=tuple(reader.passed_over))


class _RefusedError(OSError):
    """A file that is there and yet isn't read."""


class _LimitError(_RefusedError):
    """A bound on size, number or depth was reached."""


def _problem(error: OSError, kind: ErrorKind, span: Span) -> PolicyError:
    kind = ErrorKind.LIMIT if isinstance(error, _LimitError) else kind
    return PolicyError(kind, span, octets(error.strerror or str(error)))


class _Reader:
    """Finds the files that a policy includes; keeps within its tree and its bounds."""

    def __init__(self, tree: str, root: str | None, host: str, texts: Mapping[str, str]) -> None:
        self.errors: list[PolicyError] = []
        self.passed_over: list[tuple[Source, int, str]] = []
        self._tree = os.path.realpath(tree)
        self._root = root
        self._texts = texts
        self._host = host.partition(".")[0].replace("/", "_")
        self._open: dict[str, tuple[str, ...]] = {}  # the files that lead to the one of a path, itself too
        self._files = 0
        self._bytes = 0

    def follow(self, include: Include) -> list[Source] | None:
        """The files that a directive includes; None where it isn't followed."""
        name = os.fsdecode(include.path.encode("latin-1")).replace("%h", self._host)
        if not name.startswith("/"):
            path = os.path.join(os.path.dirname(include.source.path), name)
        elif self._root is not None:
            path = os.path.join(self._root, name.lstrip("/"))
        else:
            beside = os.path.join(self._tree, name.removeprefix(ETC))
            path = beside if name.startswith(ETC) and os.path.exists(beside) else name
        try:
            if include.directory:
                return self._directory(path, include)
            return [self.source(path, self._open[include.source.path])]
        except OSError as error:
            self._error(error, include)
            return None

    def _error(self, error: OSError, include: Include, file: str = "") -> None:
        span = Span(include.source, include.start, include.end)
        kind, _, message = _problem(error, ErrorKind.INCLUDE, span)
        self.errors.append(PolicyError(kind, span, f"{octets(file) or include.path}: {message}"))

    def _directory(self, path: str, include: Include) -> list[Source]:
        """The files of a directory in sudo's order; what can't be read is passed over, as sudo does."""
        try:
            names = os.listdir(path)
        except OSError:
            return []
        self._check_inside(os.path.realpath(path))
        sources = []
        for name in sorted(names, key=os.fsencode):
            if "." in name or name.endswith("~"):
                self.passed_over.append((include.source, include.start, octets(name)))
                continue
            file = os.path.join(path, name)
            try:
                if stat.S_ISREG(os.stat(file).st_mode):
                    sources.append(self.source(file, self._open[include.source.path]))
            except _RefusedError as error:
                self._error(error, include, file)
            except OSError:
                continue
        return sources

    def source(self, path: str, parents: tuple[str, ...]) -> Source:
        """The text of a file that `parents` lead to. Raises OSError."""
        real = os.path.realpath(path)
        if parents:
            os.stat(real)  # whether it is there is said first
            self._check_inside(real)
        if real in parents:
            raise _RefusedError(0, "a file that includes itself")
        if len(parents) > DEPTH:
            raise _LimitError(0, "too many levels of includes")
        text = self._text(real)
        self._open[path] = (*parents, real)
        return Source(path, self._texts.get(path, text))

    def _check_inside(self, real: str) -> None:
        if os.path.commonpath([self._tree, real]) != self._tree:
            raise _RefusedError(0, f"outside of {self._tree}, not read")

    def _text(self, real: str) -> str:
        """What stands in a file, which has to be a regular one. Raises OSError."""
        self._files += 1
        if self._files > FILES:
            raise _LimitError(0, f"more than {FILES} files")
        descriptor = os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise _RefusedError(0, "not a regular file")
            data = file.read(SIZE + 1)
        self._bytes += len(data)
        if len(data) > SIZE or self._bytes > TOTAL:
            raise _LimitError(0, f"more than {SIZE if len(data) > SIZE else TOTAL} bytes")
        return data.decode("latin-1")
