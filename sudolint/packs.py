"""The installed packs of rules: packages with TOML files that an entry point of `sudolint.packs` names."""

from __future__ import annotations

import os
import re
from importlib import import_module

from sudolint import compiled
from sudolint.checks.load import read_rule
from sudolint.errors import RuleError, UsageError
from sudolint.programs.load import read_program
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sudolint.checks.load import PolicyRule
    from sudolint.findings import Rule
    from sudolint.programs.model import Program

_SUFFIX = ".toml"
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")


class Entry(NamedTuple):
    """A rule in the catalogue."""

    rule: Rule
    program: str | None
    """The program that it is about; None: the policy itself."""
    needs: tuple[str, ...]
    example: str
    """A command that is an instance of it; empty where none is given."""
    flags: tuple[str, ...]
    passes: tuple[str, ...]
    executes: bool = False
    """Whether NOEXEC and INTERCEPT stop it."""


class Profile(NamedTuple):
    """A standard: what it requires of sudo, whether or not a policy can show it."""

    name: str
    title: str
    requirements: tuple[tuple[str, str], ...]
    """What the standard calls each, and what it asks, in words."""


class Packs:
    """The programs and rules of all packs; a file is read when it is first asked for."""

    def __init__(self, folders: list[str] | None = None) -> None:
        """Take the packs in these folders instead of the installed ones."""
        self._folders = installed() if folders is None else folders
        self._trusted = folders is None
        self._programs: dict[str, Program | None] = {}
        self._rules: dict[str, PolicyRule] | None = None

    @property
    def rules(self) -> dict[str, PolicyRule]:
        """The rules about policies themselves, by id."""
        if self._rules is None:
            self._rules = {}
            for folder in self._folders:
                inner = os.path.join(folder, "policy")
                for file, tables in self._all_tables(inner).items():
                    name = file.removesuffix(_SUFFIX)
                    self._rules[name] = read_rule(name, tables, os.path.join("policy", file))
        return self._rules

    def rule(self, name: str) -> Rule:
        """A rule about policies that an audit can't do without. Raises RuleError."""
        if name not in self.rules:
            raise RuleError(f"no pack has the rule `{name}`: sudolint's own pack is missing")
        return self.rules[name].rule

    def program(self, basename: str) -> Program | None:
        """What is known of a program by this name; a version at the end of the name doesn't matter."""
        if basename not in self._programs:
            self._programs[basename] = None  # should it be looked for while it is looked for
            self._programs[basename] = self._find(basename)
        return self._programs[basename]

    def program_of(self, rule: str) -> Program | None:
        """The program that a rule's id begins with."""
        end = len(rule)
        while end > 0:
            program = self.program(rule[:end])
            if program is not None:
                return program
            end = rule.rfind("-", 0, end)
        return None

    def programs(self) -> Iterator[Program]:
        """Every program of every pack, by name."""
        for name, _, _ in self.files("programs"):
            program = self.program(name)
            if program is not None and program.name == name:
                yield program

    def profile(self, name: str) -> Profile:
        """The standard of this name. Raises UsageError."""
        paths = {known: (path, where) for known, path, where in self.files("profiles")}
        if name not in paths:
            raise UsageError(f"no profile `{name}`; there are {', '.join(paths)}")
        path, where = paths[name]
        tables = self._tables(path)
        try:
            return Profile(name, tables["title"], tuple(tables["requirements"].items()))
        except (KeyError, AttributeError) as error:
            raise RuleError(f"{where}: {error}") from None

    def catalogue(self) -> Iterator[Entry]:
        """Every rule of every pack, those about policies first."""
        for policy_rule in self.rules.values():
            flags = tuple(example.text for example in policy_rule.flags)
            passes = tuple(example.text for example in policy_rule.passes)
            yield Entry(policy_rule.rule, None, (), "", flags, passes)
        for program in self.programs():
            for escape in program.escapes:
                example = " ".join((program.name, *escape.examples[0]))
                about = (escape.rule, program.name, escape.needs, example, escape.flags, escape.passes)
                yield Entry(*about, escape.executes)
            for denial in program.denials:
                yield Entry(
                    denial.rule, program.name, (), " ".join((program.name, *denial.examples[0])), (), ()
                )

    def _find(self, name: str) -> Program | None:
        if not _FILE_NAME.fullmatch(name):
            return None
        for folder in self._folders:
            path = os.path.join(folder, "programs", name + _SUFFIX)
            if os.path.isfile(path):
                tables = self._tables(path)
                if list(tables) == ["same"]:  # another name of a program
                    return self.program(str(tables["same"]))
                return read_program(tables, os.path.join("programs", name + _SUFFIX))
        shorter = name.rstrip("0123456789.-")
        return self.program(shorter) if shorter and shorter != name else None

    def files(self, kind: str) -> Iterator[tuple[str, str, str]]:
        """Name, path and path within its pack of each file of a kind, by name."""
        for folder in self._folders:
            inner = os.path.join(folder, kind)
            for entry in _names(inner):
                yield entry.removesuffix(_SUFFIX), os.path.join(inner, entry), os.path.join(kind, entry)

    def _all_tables(self, folder: str) -> dict[str, dict[str, Any]]:
        names = _names(folder)
        if not self._trusted:
            return {name: self._tables(os.path.join(folder, name)) for name in names}
        try:
            return compiled.load_all(folder, names)
        except (OSError, ValueError) as error:
            raise RuleError(f"{folder}: {error}") from None

    def _tables(self, path: str) -> dict[str, Any]:
        try:
            if self._trusted:
                return compiled.load(path)
            with open(path, encoding="utf-8") as file:
                return compiled.read(file.read())
        except (OSError, ValueError) as error:
            raise RuleError(f"{path}: {error}") from None


def _names(folder: str) -> list[str]:
    """The rule files of a folder, by name; none where it isn't there."""
    if not os.path.isdir(folder):
        return []
    return sorted([name for name in os.listdir(folder) if name.endswith(_SUFFIX)])


def installed() -> list[str]:
    """The folder of each installed pack, ours first."""
    return list(import_module("sudolint.rules").__path__)


def main() -> None:
    """Keep every file of the installed packs in the form that loads fast."""
    for folder in installed():
        programs, policy = (os.path.join(folder, kind) for kind in ("programs", "policy"))
        for name in _names(programs):
            compiled.keep(os.path.join(programs, name))
        compiled.keep_all(policy, _names(policy))


if __name__ == "__main__":
    main()
