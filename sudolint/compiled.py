"""TOML files that come with the program, kept in a form that loads fast, as Python keeps modules.

Reading TOML takes longer than auditing a policy. `python -m sudolint.packs` keeps all files of the
installed packs; a file that isn't kept, or changed since, is read from its text. Files that users name
are never kept, nor looked for in kept form: that form can't be trusted.
"""

from __future__ import annotations

import marshal
import os
import sys
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = "__pycache__"
_VERSION = f"sudolint {sys.version_info[0]}.{sys.version_info[1]} ".encode()


def load(path: str) -> dict[str, Any]:
    """The tables of a TOML file that came with the program. Raises OSError, ValueError."""
    with open(path, "rb") as file:
        text = file.read()
    header = _header(text)
    try:
        with open(_kept(path), "rb") as file:
            if file.read(len(header)) == header:
                tables: dict[str, Any] = marshal.load(file)  # noqa: S302 - as much ours as our modules
                return tables
    except OSError:
        pass
    tables = read(text.decode())
    if not sys.dont_write_bytecode:
        _write(_kept(path), header, tables)
    return tables


def load_all(folder: str, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The tables of files of a folder that came with the program, by name. Raises OSError, ValueError.

    They are kept together: one file is read where there are a hundred.
    """
    header = _header_of_all(folder, names)
    try:
        with open(_kept(folder), "rb") as file:
            if file.read(len(header)) == header:
                together: dict[str, dict[str, Any]] = marshal.load(file)  # noqa: S302 - as above
                return together
    except OSError:
        pass
    return {name: load(os.path.join(folder, name)) for name in names}


def read(text: str) -> dict[str, Any]:
    """The tables in a text of TOML. Raises ValueError."""
    import tomllib

    return tomllib.loads(text)


def keep(path: str) -> None:
    """Keep a file that isn't kept, or changed since. Raises OSError, ValueError."""
    with open(path, "rb") as file:
        text = file.read()
    _write(_kept(path), _header(text), read(text.decode()))


def keep_all(folder: str, names: Sequence[str]) -> None:
    """Keep all files of a folder, each and together. Raises OSError, ValueError."""
    for name in names:
        keep(os.path.join(folder, name))
    together = {name: load(os.path.join(folder, name)) for name in names}
    _write(_kept(folder), _header_of_all(folder, names), together)


def _write(kept: str, header: bytes, tables: dict[str, Any]) -> None:
    """Keep tables in a file, where that can be done."""
    try:
        os.makedirs(os.path.dirname(kept), exist_ok=True)
        with open(f"{kept}.{os.getpid()}", "wb") as file:
            file.write(header + marshal.dumps(tables))
        os.replace(f"{kept}.{os.getpid()}", kept)
    except OSError:
        pass


def _header(text: bytes) -> bytes:
    return _VERSION + f"{len(text):x} {crc32(text):x}\n".encode()


def _header_of_all(folder: str, names: Sequence[str]) -> bytes:
    stamps = []
    for name in names:
        status = os.stat(os.path.join(folder, name))
        stamps.append((name, status.st_size, status.st_mtime_ns))
    return _VERSION + f"{crc32(repr(stamps).encode()):x}\n".encode()


def _kept(path: str) -> str:
    folder, name = os.path.split(path)
    return os.path.join(folder, FOLDER, f"{name}.marshal")
