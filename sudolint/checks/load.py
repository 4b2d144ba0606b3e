"""Read a rule about the policy itself: rules/policy/NAME.toml."""

from __future__ import annotations

from sudolint.errors import RuleError
from sudolint.findings import Effect, Rule, Severity
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_KEYS = {
    "title",
    "severity",
    "effect",
    "why",
    "fix",
    "references",
    "check",
    "values",
    "persona",
    "standards",
    "fix-with",
    "unsafe-fix-with",
    "flags",
    "passes",
}
_EXAMPLE = {"sudoers", "nix", "lines", "why"}


class Example(NamedTuple):
    """A policy in which a rule must, or must not, be found."""

    text: str
    language: str
    """`sudoers` or `nix`."""
    lines: tuple[int, ...]
    """Where it must be found; empty: anywhere."""


class PolicyRule(NamedTuple):
    """A rule about the policy itself."""

    rule: Rule
    check: str
    """The function that looks for it, as `package.module:name`; empty where the audit itself does."""
    values: tuple[str, ...]
    """What that function is given besides the policy."""
    examples: Mapping[str, Any]
    """What the file has under `flags` and `passes`: an audit needs none of it."""

    @property
    def flags(self) -> tuple[Example, ...]:
        """Where it must be found. Raises RuleError."""
        return self._examples("flags")

    @property
    def passes(self) -> tuple[Example, ...]:
        """Where it must not be found. Raises RuleError."""
        return self._examples("passes")

    def _examples(self, kind: str) -> tuple[Example, ...]:
        try:
            return tuple([_example(example) for example in self.examples.get(kind, ())])
        except (ValueError, TypeError) as error:
            raise RuleError(f"{self.rule.id}: {error}") from None


def read_rule(name: str, data: dict[str, Any], where: str) -> PolicyRule:
    """The rule that a file describes. Raises RuleError, which names the file and what is wrong."""
    try:
        _known(data, _KEYS)
        rule = Rule(
            name,
            _text(data, "title"),
            Severity.named(_text(data, "severity")),
            Effect(_text(data, "effect")),
            _text(data, "why").strip(),
            _text(data, "fix").strip(),
            tuple(data.get("references", ())),
            data.get("persona", "regular"),
            tuple(data.get("standards", {}).items()),
            *_fix(data),
        )
        return PolicyRule(
            rule,
            _text(data, "check") if "check" in data else "",
            tuple(data.get("values", ())),
            data,
        )
    except (KeyError, ValueError, TypeError) as error:
        raise RuleError(f"{where}: {error}") from None


def _fix(data: Mapping[str, Any]) -> tuple[str, str]:
    """Of what kind the fix is, and the function that makes it."""
    for key, kind in (("fix-with", "safe"), ("unsafe-fix-with", "unsafe")):
        if key in data:
            return kind, _text(data, key)
    return "", ""


def _example(data: dict[str, Any]) -> Example:
    _known(data, _EXAMPLE)
    language = "nix" if "nix" in data else "sudoers"
    return Example(_text(data, language), language, tuple(data.get("lines", ())))


def _known(data: Mapping[str, Any], keys: set[str]) -> None:
    if not data.keys() <= keys:
        raise ValueError(f"unknown key `{min(data.keys() - keys)}`")


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str):
        raise TypeError(f"`{key}` must be a string")
    return value
