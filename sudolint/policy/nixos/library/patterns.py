"""Regular expressions and version numbers."""

from __future__ import annotations

import re

from sudolint.policy.nixos.failures import EvaluationError, OpaqueError
from sudolint.policy.nixos.library.arguments import known_items, plain, string
from sudolint.policy.nixos.library.ordering import sorted_by
from sudolint.policy.nixos.text import String, computed, cut
from sudolint.policy.nixos.values import NULL, Attrs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Native, Value
    from sudolint.source import Span

_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": "\\s",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}
_TOKEN = re.compile(
    r"\[\^?\]?(?:\[:\w+:\]|[^\]\[]|\[(?!:))*\]|\\.|\{\d*,?\d*\}|[*+?]|\(|\)|[^\\\[]", re.DOTALL
)
_MEMBER = re.compile(r"\[:(\w+):\]|(.)", re.DOTALL)
SHORT = 18
"""Up to what length a text may be matched with a repetition of repetitions."""
WORK = 1_000_000
"""How many steps a match may take at worst."""


def python_pattern(pattern: str, length: int) -> re.Pattern[str]:
    """A POSIX extended regular expression for texts of a length. Raises OpaqueError if it may take long."""
    pieces: list[str] = []
    at = repeats = 0
    quantified = False
    open_groups: list[int] = []
    inside = -1  # how many repeats there were before the group that was just closed
    while at < len(pattern):
        match = _TOKEN.match(pattern, at)
        if match is None:
            raise OpaqueError
        sign, at = match[0], match.end()
        is_quantifier = sign[0] in "*+?" or (sign[0] == "{" and len(sign) > 1)
        if is_quantifier:
            endless = sign[0] in "*+" or sign.endswith(",}")
            nested = endless and 0 <= inside < repeats
            if quantified or not pieces or (nested and length > SHORT):
                raise OpaqueError
            repeats += endless
        elif sign == "(":
            open_groups.append(repeats)
        inside = open_groups.pop() if sign == ")" and open_groups else -1
        quantified = is_quantifier
        pieces.append(_bracket(sign) if sign[0] == "[" and len(sign) > 1 else _plain(sign))
    if (length + 2) ** (repeats + 1) > WORK**2 or (repeats > 1 and (length + 2) ** (repeats - 1) > WORK):
        raise OpaqueError
    try:
        return re.compile("".join(pieces), re.DOTALL)
    except (re.error, OverflowError, RecursionError):
        raise OpaqueError from None


def _bracket(token: str) -> str:
    inside = token[1:-1]
    negated = "^" if inside.startswith("^") else ""
    members = []
    for name, sign in _MEMBER.findall(inside[len(negated) :]):
        members.append(_CLASSES.get(name, "") if name else re.escape(sign) if sign != "-" else sign)
    return f"[{negated}{''.join(members)}]"


def _plain(token: str) -> str:
    if token[0] == "\\":
        return re.escape(token[1])
    return token if token[0] in "*+?{}()|.^$" else re.escape(token)


def _groups(match: re.Match[str], value: String) -> list[Value]:
    """What the groups of a match hold: a string, or null."""
    return [
        NULL if match.start(n) < 0 else cut(value, *match.span(n)) for n in range(1, len(match.groups()) + 1)
    ]


def _match(ev: Evaluator, args: list[Value], span: Span) -> Value:
    value = string(ev, args[1], span)
    pattern = plain(ev, args[0], span)
    text = plain(ev, value, span)
    ev.spend(len(text))
    found = python_pattern(pattern, len(text)).fullmatch(text)
    return NULL if found is None else _groups(found, value)


def _split(ev: Evaluator, args: list[Value], span: Span) -> Value:
    value = string(ev, args[1], span)
    pattern = plain(ev, args[0], span)
    text = plain(ev, value, span)
    ev.spend(len(text))
    found: list[Value] = []
    done = 0
    for match in python_pattern(pattern, len(text)).finditer(text):
        found += (cut(value, done, match.start()), _groups(match, value))
        done = match.end()
    return [*found, cut(value, done, len(text))]


_VERSION = re.compile(r"\d+|[^\d.-]+")


def _precedes(one: str, other: str) -> bool:
    """Whether a component of a version comes before another (nix: names.cc)."""
    if one.isdigit() and other.isdigit():
        return int(one) < int(other)
    if one == "" and other.isdigit():
        return True
    if one == "pre" and other != "pre":
        return True
    if other == "pre":
        return False
    if other.isdigit():
        return True
    return False if one.isdigit() else one < other


def compared(one: str, other: str) -> int:
    """-1, 0 or 1 as a version is older than, the same as or newer than another."""
    left, right = _VERSION.findall(one), _VERSION.findall(other)
    for at in range(max(len(left), len(right))):
        here = left[at] if at < len(left) else ""
        there = right[at] if at < len(right) else ""
        if here == there:
            continue
        if _precedes(here, there):
            return -1
        if _precedes(there, here):
            return 1
    return 0


def _comparison(ev: Evaluator, args: list[Value], span: Span) -> int:
    one, other = plain(ev, args[0], span), plain(ev, args[1], span)
    if len(one) + len(other) > 2000:
        raise EvaluationError("this is too long for a version", span)
    return compared(one, other)


def _compare_versions(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return _comparison(ev, args, span)


def _version_older(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return _comparison(ev, args, span) < 0


def _version_at_least(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return _comparison(ev, args, span) >= 0


def _split_version(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return [computed(part, span) for part in _VERSION.findall(plain(ev, args[0], span))]


def _parse_name(ev: Evaluator, args: list[Value], span: Span) -> Value:
    text = plain(ev, args[0], span)
    dash = re.search("-[^a-zA-Z]", text)
    name, version = (text[: dash.start()], text[dash.start() + 1 :]) if dash else (text, "")
    return Attrs({"name": computed(name, span), "version": computed(version, span)})


def _natural_sort(ev: Evaluator, args: list[Value], span: Span) -> Value:
    def before(left: Value, right: Value) -> bool:
        return _key(plain(ev, left, span)) < _key(plain(ev, right, span))

    return sorted_by(ev, known_items(ev, args[0], span), before)


def _key(text: str) -> list[tuple[bool, int, str]]:
    return [
        (not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", text)
    ]


FUNCTIONS: dict[str, Native] = {
    "compareVersions": _compare_versions,
    "match": _match,
    "naturalSort": _natural_sort,
    "parseDrvName": _parse_name,
    "split": _split,
    "splitVersion": _split_version,
    "versionAtLeast": _version_at_least,
    "versionOlder": _version_older,
}
"""What is made of the arguments of each; `index` says how many these are."""
