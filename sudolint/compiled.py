"""TOML files that come with the program, kept in a form that loads fast, as Python keeps modules.

Reading TOML takes longer than auditing a policy. `python -m sudolint.packs` keeps all files of the
installed packs; a file that isn't kept, or changed since, is read from its text. Files that users name
are never kept, nor looked for in kept form: that form can't be trusted.
"""

from __future__ import annotations

import marshal
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

FOLDER = "__pycache__"
_VERSION = f"sudolint {sys.version_info[0]}.{sys.version_info[1]}"


def load(path: str) -> dict[str, Any]:
    """The tables of a TOML file that came with the program. Raises OSError, ValueError."""
    header = _header(*os.path.split(path))
    tables = _kept(path, header)
    if tables is None:
        tables = _read(path)
        if not sys.dont_write_bytecode:
            _keep(path, header, tables)
    return tables


def load_all(folder: str, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The tables of files of a folder that came with the program, by name. Raises OSError, ValueError.

    They are kept together: one file is read where there are a hundred.
    """
    header = _header(folder, *names)
    together = _kept(folder, header)
    if together is None:
        together = _read_all(folder, names)
        if not sys.dont_write_bytecode:
            _keep(folder, header, together)
    return together


_PARTS = 100
"""How many parts a key of a table may have."""


def read(text: str) -> dict[str, Any]:
    """The tables in a text of TOML. Raises ValueError, also where it is nested too deep."""
    import re
    import tomllib

    # For a key of many parts the parser takes room for each beginning of it.
    if re.search(rf"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){{{_PARTS}}}""", text):
        raise ValueError(f"a key of more than {_PARTS} parts")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def keep(path: str) -> None:
    """Keep a file. Raises OSError, ValueError."""
    _keep(path, _header(*os.path.split(path)), _read(path))


def keep_all(folder: str, names: Sequence[str]) -> None:
    """Keep all files of a folder together. Raises OSError, ValueError."""
    _keep(folder, _header(folder, *names), _read_all(folder, names))


def _read(path: str) -> dict[str, Any]:
    with open(path, encoding="utf-8") as file:
        return read(file.read())


def _read_all(folder: str, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    return {name: _read(os.path.join(folder, name)) for name in names}


def _kept(path: str, header: bytes) -> dict[str, Any] | None:
    """What is kept under a path; None where nothing is, or something changed since."""
    try:
        with open(_place(path), "rb") as file:
            content = file.read()
    except OSError:
        return None
    if not content.startswith(header):
        return None
    tables: dict[str, Any] = marshal.loads(content[len(header) :])  # noqa: S302 - as much ours as our modules
    return tables


def _keep(path: str, header: bytes, tables: dict[str, Any]) -> None:
    """Keep tables under a path, where that can be done."""
    place = _place(path)
    try:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(f"{place}.{os.getpid()}", "wb") as file:
            file.write(header + marshal.dumps(_shared(tables, {})))
        os.replace(f"{place}.{os.getpid()}", place)
    except OSError:
        pass


def _shared(value: Any, texts: dict[str, str]) -> Any:
    """The same value with one text where there are several alike: marshal writes that once."""
    if isinstance(value, str):
        return texts.setdefault(value, value)
    if isinstance(value, dict):
        return {_shared(key, texts): _shared(inner, texts) for key, inner in value.items()}
    return [_shared(inner, texts) for inner in value] if isinstance(value, list) else value


def _header(folder: str, *names: str) -> bytes:
    """Tells versions of files apart, as Python does: by when they changed, and how long they are."""
    stamps = [_VERSION]
    for name in names:
        status = os.stat(f"{folder}/{name}")
        stamps.append(f"{name} {status.st_size:x} {status.st_mtime_ns:x}")
    return (" ".join(stamps) + "\n").encode()


def _place(path: str) -> str:
    folder, name = os.path.split(path)
    return os.path.join(folder, FOLDER, f"{name}.marshal")
