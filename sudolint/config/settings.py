"""What can be set, and what it is set to."""

from __future__ import annotations

from sudolint.config.patterns import LONGEST
from sudolint.errors import UsageError
from sudolint.findings import Severity
from sudolint.policy.targets import VERSION, Target, version_of
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from sudolint.audit.denials import Intention

FORMATS = (
    "text",
    "concise",
    "json",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "rdjson",
    "markdown",
    "html",
)
PERSONAS = ("regular", "auditor")
SEVERITIES = tuple(map(str, Severity))
TARGETS = ("sudo", "sudo-rs")


class Settings(NamedTuple):
    """What is in force for a file."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: tuple[tuple[str, Severity], ...] = ()
    min_severity: Severity = Severity.INFO
    fail_on: Severity = Severity.MEDIUM
    persona: str = PERSONAS[0]
    profile: tuple[str, ...] = ()
    require_reason: bool = False
    deny: tuple[Intention, ...] = ()
    exclude: tuple[str, ...] = ()
    baseline: str | None = None
    output_format: str = FORMATS[0]
    target: str = TARGETS[0]
    sudo_version: str = VERSION
    distro: str = ""
    writable: tuple[str, ...] = ()
    root: str | None = None
    host: str | None = None
    arg: tuple[tuple[str, str], ...] = ()
    import_path: tuple[str, ...] = ()

    @property
    def program(self) -> Target:
        """The sudo that the policy is meant for."""
        return Target(self.target, version_of(self.sudo_version) or ())


class Key(NamedTuple):
    """Something that can be set."""

    read: Callable[[Any, str], Any]
    """From what a file says to the value, relative to the file's folder. Raises ValueError."""
    schema: dict[str, Any]
    """What a file may say, as JSON Schema."""
    words: str
    """What it is for."""


def _string(value: Any, _: str) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a string")
    return value


def _boolean(value: Any, _: str) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _strings(value: Any, _: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError("must be a list of strings")
    return tuple(value)


def patterns_of(value: Any, _: str = "") -> tuple[str, ...]:
    """A list of patterns. Raises ValueError."""
    found = _strings(value, _)
    if any(len(pattern) > LONGEST for pattern in found):
        raise ValueError(f"a pattern of more than {LONGEST} characters")
    return found


def _path(value: Any, folder: str) -> str:
    import os

    return os.path.normpath(os.path.join(folder, _string(value, folder)))


def _paths(value: Any, folder: str) -> tuple[str, ...]:
    return tuple([_path(one, folder) for one in _strings(value, folder)])


def _import_paths(value: Any, folder: str) -> tuple[str, ...]:
    """`NAME=DIR` or `DIR`, relative to the folder."""
    pairs = [one.rpartition("=") for one in _strings(value, folder)]
    return tuple([name + sign + _path(path, folder) for name, sign, path in pairs])


def _severity(value: Any, _: str) -> Severity:
    try:
        return Severity.named(_string(value, _))
    except KeyError:
        raise ValueError(f"`{value}` is none of {', '.join(SEVERITIES)}") from None


def _severities(value: Any, folder: str) -> tuple[tuple[str, Severity], ...]:
    if not isinstance(value, dict):
        raise ValueError("must be a table of rules and severities")
    patterns_of(list(value))
    return tuple([(name, _severity(one, folder)) for name, one in value.items()])


def _one_of(choices: tuple[str, ...]) -> Callable[[Any, str], str]:
    def read(value: Any, _: str) -> str:
        if value not in choices:
            raise ValueError(f"`{value}` is none of {', '.join(choices)}")
        return str(value)

    return read


def _version(value: Any, folder: str) -> str:
    if version_of(_string(value, folder)) is None:
        raise ValueError(f"`{value}` is no version")
    return str(value)


def _pairs(value: Any, _: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise ValueError("must be a table of strings")
    return tuple(value.items())


def _intentions(value: Any, folder: str) -> tuple[Intention, ...]:
    if not isinstance(value, list):
        raise ValueError("is written [[deny]]")
    from sudolint.audit.denials import Intention

    found = []
    for table in value:
        if not isinstance(table, dict) or "commands" not in table:
            raise ValueError("needs `commands`")
        check_names(table, ("commands", "users", "reason"), "in [[deny]]")
        commands, users = (_strings(table.get(name, []), folder) for name in ("commands", "users"))
        found.append(Intention(commands, users, _string(table.get("reason", ""), folder)))
    return tuple(found)


_TEXTS = {"type": "array", "items": {"type": "string"}}
_LEVEL = {"enum": list(SEVERITIES)}
_DENY = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"commands": _TEXTS, "users": _TEXTS, "reason": {"type": "string"}},
        "required": ["commands"],
        "additionalProperties": False,
    },
}


def _choice(choices: tuple[str, ...]) -> dict[str, Any]:
    return {"enum": list(choices)}


KEYS: dict[str, Key] = {
    "select": Key(patterns_of, _TEXTS, "the only rules to apply, by id or pattern; empty: the usual ones"),
    "ignore": Key(patterns_of, _TEXTS, "rules not to apply, by id or pattern"),
    "severity": Key(
        _severities,
        {"type": "object", "additionalProperties": _LEVEL},
        "the severity of a rule, by id or pattern, instead of its own",
    ),
    "min-severity": Key(_severity, _LEVEL, "show only findings at least this bad"),
    "fail-on": Key(_severity, _LEVEL, "exit with 1 if there is a finding at least this bad"),
    "persona": Key(
        _one_of(PERSONAS), _choice(PERSONAS), "`auditor` applies all rules, not only the usual ones"
    ),
    "profile": Key(_strings, _TEXTS, "standards whose rules to apply too: `cis`, `stig-rhel9` ..."),
    "require-reason": Key(_boolean, {"type": "boolean"}, "whether each ignore comment has to give a reason"),
    "deny": Key(_intentions, _DENY, "commands that no grant may reach, in any spelling"),
    "exclude": Key(patterns_of, _TEXTS, "files that a search of folders passes over"),
    "baseline": Key(_path, {"type": "string"}, "a file of findings that are known already"),
    "output-format": Key(_one_of(FORMATS), _choice(FORMATS), "how findings are printed"),
    "target": Key(_one_of(TARGETS), _choice(TARGETS), "which program reads the policy"),
    "sudo-version": Key(_version, {"type": "string"}, "what that program must know"),
    "distro": Key(_string, {"type": "string"}, "whose defaults are compiled in: `debian`, `fedora` ..."),
    "writable": Key(_strings, _TEXTS, "further directories that callers can write to"),
    "root": Key(_path, {"type": "string"}, "the directory that stands for / in the paths of policies"),
    "host": Key(_string, {"type": "string"}, "which of a flake's machines is meant"),
    "arg": Key(
        _pairs,
        {"type": "object", "additionalProperties": {"type": "string"}},
        "values of what Nix files don't hold, such as `config.my.user`",
    ),
    "import-path": Key(_import_paths, _TEXTS, "further directories that Nix files may import from"),
}
"""What a configuration file may hold; each is a field of Settings, with a dash for an underscore."""


def check_names(table: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    """Refuse what can't be set, with what may have been meant. Raises ValueError."""
    for name in table:
        if name not in known:
            raise ValueError(f"unknown key `{name}`{f' {where}' if where else ''}{did_you_mean(name, known)}")


def did_you_mean(name: str, known: tuple[str, ...] | list[str]) -> str:
    """The question whether something like it was meant; empty where nothing is like it."""
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=2)
    return f"; did you mean {' or '.join([f'`{one}`' for one in close])}?" if close else ""


def read_value(name: str, value: Any, folder: str, where: str) -> Any:
    """A value out of a file. Raises UsageError."""
    try:
        return KEYS[name].read(value, folder)
    except ValueError as error:
        raise UsageError(f"{where}: `{name}`: {error}") from None
