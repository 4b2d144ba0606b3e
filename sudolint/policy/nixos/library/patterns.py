"""Regular expressions and version numbers."""

from __future__ import annotations

import re
from functools import lru_cache

from sudolint.policy.nixos.failures import EvaluationError, OpaqueError
from sudolint.policy.nixos.library.arguments import known_items, plain, string
from sudolint.policy.nixos.library.ordering import sorted_by
from sudolint.policy.nixos.text import String, computed, cut
from sudolint.policy.nixos.values import NULL, Attrs
from sudolint.records import NamedTuple

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
MOST = 1 << 27
"""How many steps a match may take at worst; what may take more isn't tried."""
_TOO_MANY = MOST + 1
_CHEAP = 250
"""So many steps of a match cost as much as one of the evaluation."""


class Pattern(NamedTuple):
    """A POSIX extended regular expression in Python's words, and what it may cost."""

    regex: re.Pattern[str]
    loops: int
    """How many repetitions without a bound there are."""
    ways: int
    """In how many ways the rest may go, for each way in which these do."""
    nested: int
    """In how many ways what is repeated without a bound may go; 1: there is no choice in it."""
    ends_in_loop: bool
    """Whether the only such repetition is at the end, where nothing can fail after it."""

    def steps(self, length: int, tries: int) -> int:
        """How many steps it takes at worst to match so many characters, or to look for matches."""
        if (self.nested.bit_length() - 1) * length > MOST.bit_length():
            return _TOO_MANY
        if self.ends_in_loop:
            tries = 1
        return tries * self.ways * int((length + 2) ** self.loops) * int(self.nested**length)


class _Group:
    """A group that is being read: what the branches and signs so far may cost."""

    def __init__(self) -> None:
        self.loops = 0
        self.nested = 1
        self.branches: list[tuple[str, int]] = []
        """The first sign of each branch before this one, and the ways of it."""
        self.first = ""
        self.ways = 1
        """Of this branch, but for its last sign."""
        self.last = (0, 1)
        """The loops and ways of the last sign."""

    def add(self, sign: str, loops: int = 0, ways: int = 1) -> None:
        """Read a sign."""
        self.first = self.first or sign
        self.loops += self.last[0]
        self.ways = min(_TOO_MANY, self.ways * self.last[1])
        self.last = (loops, ways)

    def branch(self) -> None:
        """Begin another branch."""
        first = self.first
        self.add("")
        self.branches.append((first, self.ways))
        self.first, self.ways = "", 1

    def repeat(self, least: int, most: int | None) -> None:
        """Repeat the last sign."""
        loops, ways = self.last
        if most is None:
            if loops or ways > 1:
                self.nested = max(self.nested, ways + loops)
            self.last = (1, 1)
        else:
            each = 1 if ways == 1 else ways**most if most < 64 else _TOO_MANY
            self.last = (min(64, loops * most), min(_TOO_MANY, each * (max(0, most - least) + 1)))

    def close(self) -> tuple[int, int]:
        """The loops and ways of the whole group: one branch is taken where they begin differently."""
        self.branch()
        firsts = {first for first, _ in self.branches if first.isalnum()}
        ways = [ways for _, ways in self.branches]
        return self.loops, min(_TOO_MANY, max(ways) if len(firsts) == len(ways) else sum(ways))


@lru_cache(maxsize=1000)
def python_pattern(pattern: str) -> Pattern:
    """A POSIX extended regular expression, read. Raises OpaqueError for what isn't understood."""
    pieces: list[str] = []
    groups = [_Group()]
    at = 0
    quantified = True  # there is nothing yet to repeat
    nested = 1
    while at < len(pattern):
        match = _TOKEN.match(pattern, at)
        if match is None:
            raise OpaqueError
        sign, at = match[0], match.end()
        bounds = _bounds(sign)
        if bounds is not None:
            if quantified:
                raise OpaqueError
            groups[-1].repeat(*bounds)
        elif sign == "(":
            groups.append(_Group())
        elif sign == ")" and len(groups) > 1:
            inner = groups.pop()
            groups[-1].add("(", *inner.close())
            nested = max(nested, inner.nested)
        elif sign == "|":
            groups[-1].branch()
        else:
            groups[-1].add(sign)
        quantified = bounds is not None or sign in ("(", "|")
        pieces.append(_bracket(sign) if sign[0] == "[" and len(sign) > 1 else _plain(sign))
    whole = groups[0]
    ends_in_loop = whole.last == (1, 1) and not (whole.loops or whole.branches) and len(groups) == 1
    loops, ways = whole.close()
    try:
        regex = re.compile("".join(pieces), re.DOTALL)
    except (re.error, OverflowError, RecursionError):
        raise OpaqueError from None
    return Pattern(regex, loops, ways, max(nested, whole.nested), ends_in_loop)


def _bounds(sign: str) -> tuple[int, int | None] | None:
    """How often a sign says that the one before it is repeated; None: it says something else."""
    if sign in ("*", "+", "?"):
        return int(sign == "+"), 1 if sign == "?" else None
    if sign[0] != "{" or len(sign) == 1:
        return None
    least, comma, most = sign[1:-1].partition(",")
    if len(least) > 4 or len(most) > 4:
        raise OpaqueError
    return int(least or 0), int(most) if most else None if comma else int(least or 0)


def _ready(ev: Evaluator, pattern: str, length: int, *, tries: int = 1) -> re.Pattern[str]:
    """A pattern, for a text of a length, to be tried at so many places. Raises OpaqueError."""
    ev.spend(len(pattern) + length)
    found = python_pattern(pattern)
    steps = found.steps(length, tries)
    if steps > MOST:
        raise OpaqueError
    ev.spend(steps // _CHEAP)
    return found.regex


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
    found = _ready(ev, pattern, len(text)).fullmatch(text)
    return NULL if found is None else _groups(found, value)


def _split(ev: Evaluator, args: list[Value], span: Span) -> Value:
    value = string(ev, args[1], span)
    pattern = plain(ev, args[0], span)
    text = plain(ev, value, span)
    found: list[Value] = []
    done = 0
    for match in _ready(ev, pattern, len(text), tries=len(text) + 1).finditer(text):
        ev.spend(4 * (1 + match.re.groups))
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
