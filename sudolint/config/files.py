"""Find and read configuration files: the nearest one up to the repository's root."""

from __future__ import annotations

import os
from functools import cache

from sudolint import compiled
from sudolint.config.patterns import Patterns
from sudolint.config.settings import KEYS, Settings, check_names, patterns_of, read_value
from sudolint.errors import UsageError
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

NAMES = ("sudolint.toml", ".sudolint.toml")
PYPROJECT = "pyproject.toml"
SIZE = 1_000_000
"""The most bytes of a configuration file."""
DEPTH = 8
"""How many files may extend one another in a row."""
FILES = 100
"""How many may do so in all."""

_OVERRIDES = "overrides"
_EXTEND = "extend"


class Layer(NamedTuple):
    """What one file, or the command line, sets."""

    where: str
    values: Mapping[str, Any]
    """By the names of the fields of Settings."""
    overrides: tuple[tuple[tuple[str, ...], Mapping[str, Any]], ...] = ()
    """Patterns of files, and what is set for those."""
    folder: str = ""


class Configuration:
    """What is in force for each file."""

    def __init__(
        self, given: Mapping[str, Any] | None = None, *, isolated: bool = False, file: str | None = None
    ) -> None:
        """Take what the command line says; `isolated` reads no files, `file` is the one to be read."""
        self._given = Layer("the command line", given or {})
        self._isolated = isolated
        self._file = file
        self._layers: dict[str, tuple[Layer, ...]] = {}

    def settings(self, path: str) -> Settings:
        """What is in force for a file. Raises UsageError."""
        return Settings(**{name: value for name, (value, _) in self.origins(path).items()})

    def origins(self, path: str) -> dict[str, tuple[Any, str]]:
        """Each value that is set for a file, and where. Raises UsageError."""
        found: dict[str, tuple[Any, str]] = {}
        for layer in (*self._of_folder(os.path.dirname(os.path.abspath(path))), self._given):
            found |= {name: (value, layer.where) for name, value in layer.values.items()}
            for patterns, values in layer.overrides:
                if matches(os.path.relpath(path, layer.folder), patterns):
                    found |= {name: (value, layer.where) for name, value in values.items()}
        return found

    def _of_folder(self, folder: str) -> tuple[Layer, ...]:
        if self._isolated:
            return ()
        if folder not in self._layers:
            file = self._file or nearest(folder)
            self._layers[folder] = () if file is None else tuple(_few(layers(file), file))
        return self._layers[folder]


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether a path, or its last part for patterns without a slash, fits one of the patterns."""
    path = path.replace(os.sep, "/")
    of_paths, of_names = _compiled(patterns)
    return of_paths.fit(path) or of_names.fit(path.rpartition("/")[2])


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple[Patterns, Patterns]:
    """Patterns of whole paths, and of the last part of them."""
    of_paths = [pattern.removeprefix("./") for pattern in patterns if "/" in pattern]
    of_paths += [pattern.rstrip("/") + "/*" for pattern in patterns]
    return Patterns(of_paths), Patterns([pattern for pattern in patterns if "/" not in pattern])


def nearest(folder: str) -> str | None:
    """The configuration file that is nearest, up to the root of the repository."""
    while True:
        for name in NAMES:
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                return path
        path = os.path.join(folder, PYPROJECT)
        if os.path.isfile(path) and b"[tool.sudolint" in _content(path):
            return path
        above = os.path.dirname(folder)
        if above == folder or os.path.exists(os.path.join(folder, ".git")):
            return None
        folder = above


def layers(path: str, depth: int = 0) -> Iterator[Layer]:
    """What a file sets, after what the files set that it extends. Raises UsageError."""
    if depth > DEPTH:
        raise UsageError(f"{path}: too many files extend one another")
    table = _table(path)
    folder = os.path.dirname(path) or "."
    extended = table.pop(_EXTEND, [])
    extended = [extended] if isinstance(extended, str) else extended
    if not isinstance(extended, list) or not all(isinstance(one, str) for one in extended):
        raise UsageError(f"{path}: `{_EXTEND}` must be a list of files")
    for one in extended:
        yield from layers(os.path.normpath(os.path.join(folder, one)), depth + 1)
    overrides = table.pop(_OVERRIDES, ())
    yield layer_of(table, overrides, folder, path)


def _few(found: Iterator[Layer], path: str) -> Iterator[Layer]:
    for number, layer in enumerate(found):
        if number >= FILES:
            raise UsageError(f"{path}: more than {FILES} files extend one another")
        yield layer


def layer_of(table: Mapping[str, Any], overrides: Any, folder: str, where: str) -> Layer:
    """A table of settings, read. Raises UsageError."""
    found = []
    if not isinstance(overrides, list | tuple):
        raise UsageError(f"{where}: `{_OVERRIDES}` is written [[{_OVERRIDES}]]")
    for override in overrides:
        try:
            patterns = patterns_of(override.get("files") if isinstance(override, dict) else None)
        except ValueError as error:
            raise UsageError(
                f"{where}: [[{_OVERRIDES}]] needs `files`, a list of patterns: {error}"
            ) from None
        rest = {name: value for name, value in override.items() if name != "files"}
        found.append((patterns, _values(rest, folder, where)))
    return Layer(where, _values(table, folder, where), tuple(found), folder)


def _values(table: Mapping[str, Any], folder: str, where: str) -> dict[str, Any]:
    try:
        check_names(table, (*KEYS, _EXTEND, _OVERRIDES), "")
    except ValueError as error:
        raise UsageError(f"{where}: {error}") from None
    return {name.replace("-", "_"): read_value(name, value, folder, where) for name, value in table.items()}


def _table(path: str) -> dict[str, Any]:
    try:
        table = compiled.read(_content(path).decode())
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: {error}") from None
    return own_table(table) if os.path.basename(path) == PYPROJECT else table


def own_table(table: Mapping[str, Any]) -> dict[str, Any]:
    """What pyproject.toml says for sudolint; nothing where it isn't a table."""
    tools = table.get("tool")
    found = tools.get("sudolint") if isinstance(tools, dict) else None
    return found if isinstance(found, dict) else {}


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        data = file.read(SIZE + 1)
    if len(data) > SIZE:
        raise UsageError(f"{path}: more than {SIZE} bytes")
    return data
