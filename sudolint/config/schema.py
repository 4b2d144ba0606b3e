"""The configuration file as JSON Schema, and a commented one to begin with."""

from __future__ import annotations

import json

from sudolint.config.settings import KEYS, Settings
from sudolint.findings import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def schema() -> dict[str, Any]:
    """The JSON Schema of a configuration file."""
    texts = {"type": "array", "items": {"type": "string"}}
    properties = {name: {**key.schema, "description": key.words} for name, key in KEYS.items()}
    override = {
        "type": "object",
        "properties": {"files": texts, **properties},
        "required": ["files"],
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sudolint.toml",
        "type": "object",
        "properties": {
            "extend": {"anyOf": [{"type": "string"}, texts], "description": "files to take over"},
            **properties,
            "overrides": {"type": "array", "items": override, "description": "settings for some files"},
        },
        "additionalProperties": False,
    }


def commented() -> Iterator[str]:
    """The lines of a configuration file with every key at its default, commented out."""
    defaults = Settings()
    for name, key in KEYS.items():
        if name == "deny":
            continue
        yield f"# {key.words}"
        yield f"# {name} = {setting(name, getattr(defaults, name.replace('-', '_')))}"
        yield ""
    yield f"# {KEYS['deny'].words}"
    yield "# [[deny]]"
    yield "# commands = ['docker exec', 'docker cp']"
    yield "# users    = ['ci']        # everyone where absent"
    yield "# reason   = 'no changes inside running containers'"
    yield ""
    yield "# [[overrides]]"
    yield "# files    = ['tests/**']"
    yield "# fail-on  = 'critical'"


def setting(name: str, value: Any) -> str:
    """The value of a key as it would stand in the file."""
    return "{}" if value == () and KEYS[name].schema.get("type") == "object" else toml(value)


def toml(value: Any) -> str:
    """A value as it would stand in the file."""
    if value is None or value == "":
        return "''"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Severity):
        return f"'{value}'"
    if isinstance(value, str):
        return json.dumps(value) if "'" in value or "\\" in value else f"'{value}'"
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        if hasattr(value[0], "_fields"):  # denied commands
            return f"[{', '.join([toml_table(one._asdict()) for one in value])}]"
        return toml_table(dict(value))
    return f"[{', '.join([toml(one) for one in value])}]"


def toml_table(table: dict[str, Any]) -> str:
    """A table on one line."""
    return "{ " + ", ".join([f"{json.dumps(name)} = {toml(one)}" for name, one in table.items()]) + " }"
