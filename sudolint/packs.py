"""The installed packs of rules: packages with TOML files that an entry point of `sudolint.packs` names."""

from __future__ import annotations

import os
import re
from importlib import import_module
from typing import TYPE_CHECKING

from sudolint.programs.load import read_program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.programs.model import Program

_SUFFIX = ".toml"
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")


class Packs:
    """The programs and rules of all packs; a file is read when it is first asked for."""

    def __init__(self, folders: list[str] | None = None) -> None:
        """Take the packs in these folders instead of the installed ones."""
        self._folders = installed() if folders is None else folders
        self._programs: dict[str, Program | None] = {}

    def program(self, basename: str) -> Program | None:
        """What is known of a program by this name; a version at the end of the name doesn't matter."""
        if basename not in self._programs:
            self._programs[basename] = self._find(basename)
        return self._programs[basename]

    def programs(self) -> Iterator[Program]:
        """Every program of every pack, by name."""
        names = {
            entry.removesuffix(_SUFFIX)
            for folder in self._folders
            for entry in _entries(os.path.join(folder, "programs"))
        }
        for name in sorted(names):
            program = self.program(name)
            if program is not None:
                yield program

    def _find(self, name: str) -> Program | None:
        if not _FILE_NAME.fullmatch(name):
            return None
        for folder in self._folders:
            path = os.path.join(folder, "programs", name + _SUFFIX)
            if os.path.isfile(path):
                with open(path, encoding="utf-8") as file:
                    return read_program(file.read(), os.path.relpath(path, folder))
        shorter = name.rstrip("0123456789.-")
        return self.program(shorter) if shorter and shorter != name else None


def installed() -> list[str]:
    """The folder of each installed pack, ours first."""
    return list(import_module("sudolint.rules").__path__)


def _entries(folder: str) -> list[str]:
    return [entry for entry in os.listdir(folder) if entry.endswith(_SUFFIX)] if os.path.isdir(folder) else []
