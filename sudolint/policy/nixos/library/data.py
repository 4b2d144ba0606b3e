"""JSON, TOML and checksums."""

from __future__ import annotations

from math import isfinite

from sudolint import compiled
from sudolint.policy.nixos import operators
from sudolint.policy.nixos.describe import kind_of
from sudolint.policy.nixos.failures import EvaluationError, OpaqueError
from sudolint.policy.nixos.library.arguments import entries, plain
from sudolint.policy.nixos.text import String, computed
from sudolint.policy.nixos.values import NULL, Attrs, Null, Package, Path, Unknown
from sudolint.source import octets, readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Native, Value
    from sudolint.source import Span

NESTING = 100
"""How deep values in JSON and TOML may be nested."""


def _check_nesting(text: str) -> None:
    """Raise OpaqueError for a text that a parser might go too deep for."""
    depth = deepest = 0
    for sign in text:
        depth += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, depth)
    if deepest > NESTING:
        raise OpaqueError


def _nix_value(ev: Evaluator, value: Any, span: Span) -> Value:
    """A value of a parsed document."""
    ev.spend(1)
    if isinstance(value, str):
        return computed(octets(value), span)
    if isinstance(value, dict):
        return Attrs({octets(str(key)): _nix_value(ev, one, span) for key, one in value.items()})
    if isinstance(value, list):
        return [_nix_value(ev, one, span) for one in value]
    if isinstance(value, bool | int | float):
        return value
    if value is None:
        return NULL
    raise OpaqueError  # a date of TOML


def from_json(ev: Evaluator, args: list[Value], span: Span) -> Value:
    """`fromJSON text`."""
    import json

    text = plain(ev, args[0], span)
    _check_nesting(text)
    try:
        return _nix_value(ev, json.loads(readable(text)), span)
    except ValueError:
        raise EvaluationError("this is no JSON", span) from None


def from_toml(ev: Evaluator, args: list[Value], span: Span) -> Value:
    """`fromTOML text`."""
    text = plain(ev, args[0], span)
    _check_nesting(text)
    try:
        return _nix_value(ev, compiled.read(readable(text)), span)
    except ValueError:
        raise EvaluationError("this is no TOML", span) from None


def to_json(ev: Evaluator, args: list[Value], span: Span) -> Value:
    """`toJSON value`."""
    pieces: list[str] = []
    _write(ev, args[0], span, pieces)
    return computed("".join(pieces), span)


def _write(ev: Evaluator, value: Value, span: Span, pieces: list[str]) -> None:
    import json

    ev.spend(1)
    found = ev.force(operators.element_of(value))
    if isinstance(found, bool):
        pieces.append("true" if found else "false")
    elif isinstance(found, int):
        pieces.append(str(found))
    elif isinstance(found, float):
        pieces.append(_number(found))
    elif isinstance(found, Null):
        pieces.append("null")
    elif isinstance(found, list):
        for number, one in enumerate(found):
            pieces.append("," if number else "[")
            _write(ev, one, span, pieces)
        pieces.append("]" if found else "[]")
    elif isinstance(found, Attrs) and not _is_text(ev, found):
        pairs = entries(ev, found, span)
        for number, (name, one, _) in enumerate(pairs):
            pieces.append(f"{',' if number else '{'}{_quoted(json.dumps, name)}:")
            _write(ev, one, span, pieces)
        pieces.append("}" if pairs else "{}")
    elif isinstance(found, String | Path | Attrs | Unknown):
        pieces.append(_quoted(json.dumps, operators.coerced(ev, found, span)))
    else:
        raise EvaluationError(f"{kind_of(found)} can't be written as JSON", span)


def _number(value: float) -> str:
    if not isfinite(value):
        return "null"
    return repr(value) if value != int(value) else f"{value:.1f}"


def _is_text(ev: Evaluator, value: Attrs) -> bool:
    return (
        isinstance(value, Package)
        or value.find("__toString") is not None
        or ev.attribute(value, "outPath") is not None
    )


def _quoted(dumps: Any, value: String) -> str:
    if value.has_holes:
        return '"' + value.text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return octets(str(dumps(readable(value.text), ensure_ascii=False)))


def _hash_string(ev: Evaluator, args: list[Value], span: Span) -> Value:
    import hashlib

    kind, text = plain(ev, args[0], span), plain(ev, args[1], span)
    if kind not in ("md5", "sha1", "sha256", "sha512"):
        raise EvaluationError(f"unknown hash algorithm `{kind}`", span)
    data = text.encode("latin-1")
    return computed(hashlib.new(kind, data, usedforsecurity=False).hexdigest(), span)


FUNCTIONS: dict[str, Native] = {
    "fromJSON": from_json,
    "fromTOML": from_toml,
    "hashString": _hash_string,
    "toJSON": to_json,
}
"""What is made of the arguments of each; `index` says how many these are."""
