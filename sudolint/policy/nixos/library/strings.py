"""Functions of strings."""

from __future__ import annotations

import re

from sudolint.policy.nixos import operators
from sudolint.policy.nixos.failures import EvaluationError, OpaqueError
from sudolint.policy.nixos.library.arguments import (
    decided,
    each,
    integer,
    items,
    known_items,
    plain,
    string,
    value_place,
)
from sudolint.policy.nixos.text import HOLE, String, computed, cut, joined
from sudolint.policy.nixos.values import Attrs, Path, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sudolint.policy.nixos.evaluator import Evaluator
    from sudolint.policy.nixos.values import Native, Value
    from sudolint.source import Span


def text(ev: Evaluator, value: Value, span: Span) -> String:
    """A string, or what an interpolation would make one of: a package, a path, an unknown value."""
    return operators.coerced(ev, ev.force(value), value_place(value, span))


def join(ev: Evaluator, strings: list[String], separator: String | None, span: Span) -> String:
    """Strings one after another with a separator between them."""
    spaced: list[String] = []
    for number, one in enumerate(strings):
        if number and separator is not None:
            spaced.append(separator)
        spaced.append(one)
    ev.spend(len(spaced))
    return operators.together(ev, spaced, span)


def _texts(ev: Evaluator, elements: list[Value], span: Span) -> list[String]:
    return [text(ev, operators.element_of(element), span) for element in elements]


def _concat_strings(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return join(ev, _texts(ev, items(ev, args[0], span), span), None, span)


def _concat_strings_sep(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return join(ev, _texts(ev, items(ev, args[1], span), span), string(ev, args[0], span), span)


def _concat_map_strings(ev: Evaluator, args: list[Value], span: Span) -> Value:
    mapped = [each(ev, args[0], element, span) for element in items(ev, args[1], span)]
    return join(ev, _texts(ev, mapped, span), None, span)


def _concat_map_strings_sep(ev: Evaluator, args: list[Value], span: Span) -> Value:
    mapped = [each(ev, args[1], element, span) for element in items(ev, args[2], span)]
    return join(ev, _texts(ev, mapped, span), string(ev, args[0], span), span)


def _concat_imap_strings_sep(ev: Evaluator, args: list[Value], span: Span) -> Value:
    elements = enumerate(items(ev, args[2], span), 1)
    mapped = [each(ev, args[1], element, span, number) for number, element in elements]
    return join(ev, _texts(ev, mapped, span), string(ev, args[0], span), span)


def _concat_lines(ev: Evaluator, args: list[Value], span: Span) -> Value:
    newline = computed("\n", span)
    lines = _texts(ev, items(ev, args[0], span), span)
    return join(ev, [one for line in lines for one in (line, newline)], None, span)


def _optional_string(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return args[1] if decided(ev, args[0], span) else computed("", span)


def _to_string(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return operators.to_string(ev, ev.force(args[0]), value_place(args[0], span))


def _string_length(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return len(_without_holes(text(ev, args[0], span)).text)


def _without_holes(value: String) -> String:
    """A string that is wholly known. Raises OpaqueError."""
    if value.has_holes:
        raise OpaqueError
    return value


def _substring(ev: Evaluator, args: list[Value], span: Span) -> Value:
    start, length = integer(ev, args[0], span), integer(ev, args[1], span)
    value = text(ev, args[2], span)
    if start < 0:
        raise EvaluationError("a string can't be cut before its start", span)
    end = len(value.text) if length < 0 else min(len(value.text), start + length)
    hole = HOLE.search(value.text, 0, end)
    if hole and not (start == 0 and end == len(value.text)):
        raise OpaqueError
    return cut(value, min(start, end), end)


def split(value: String, separator: str) -> list[String]:
    """The stretches of a string between separators; none of it is taken for a part of a hole."""
    found: list[String] = []
    start = 0
    while separator:
        end = value.text.find(separator, start)
        if end < 0:
            break
        found.append(cut(value, start, end))
        start = end + len(separator)
    found.append(cut(value, start, len(value.text)))
    return found


def _split_string(ev: Evaluator, args: list[Value], span: Span) -> Value:
    pieces = split(text(ev, args[1], span), plain(ev, args[0], span))
    ev.spend(len(pieces))
    return pieces


def replaced(
    ev: Evaluator, value: String, pairs: list[tuple[str, Callable[[], String]]], span: Span
) -> String:
    """A string with stretches replaced, the first that fits at each place."""
    found: list[String] = []
    whole, at, done = value.text, 0, 0
    ev.spend(sum([len(wanted) for wanted, _ in pairs]) + len(pairs) * len(whole) // 64)
    replacements = dict(reversed(pairs))
    either = re.compile("|".join([re.escape(wanted) for wanted, _ in pairs])) if pairs else None
    while either and at <= len(whole) and (match := either.search(whole, at)):
        ev.spend(4)
        at = match.end()
        found += (cut(value, done, match.start()), replacements[match[0]]())
        done = at
        if not match[0]:
            at += 1
            found.append(cut(value, done, at))
            done = min(at, len(whole))
    found.append(cut(value, done, len(whole)))
    return operators.together(ev, [one for one in found if one.text], span)


def _replace_strings(ev: Evaluator, args: list[Value], span: Span) -> Value:
    wanted = [plain(ev, one, span) for one in known_items(ev, args[0], span)]
    others = known_items(ev, args[1], span)
    if len(wanted) != len(others):
        raise EvaluationError("the lists of what to replace and by what differ in length", span)
    pairs = [
        (one, lambda other=other: string(ev, other, span)) for one, other in zip(wanted, others, strict=True)
    ]
    return replaced(ev, string(ev, args[2], span), pairs, span)  # type: ignore[arg-type]


def _replace_string(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return _replace_strings(ev, [[args[0]], [args[1]], args[2]], span)


def _mapped(change: Callable[[str], str]) -> Native:
    """A function of each character."""

    def function(ev: Evaluator, args: list[Value], span: Span) -> Value:
        value = string(ev, args[0], span)
        return String(change(value.text), value.parts)

    return function


def _lower(value: str) -> str:
    return value.translate(_TO_LOWER)


def _upper(value: str) -> str:
    return value.translate(_TO_UPPER)


_TO_LOWER = {code: code + 32 for code in range(0x41, 0x5B)}
_TO_UPPER = {code + 32: code for code in range(0x41, 0x5B)}


def _sentence_case(ev: Evaluator, args: list[Value], span: Span) -> Value:
    value = string(ev, args[0], span)
    return String(_upper(value.text[:1]) + _lower(value.text[1:]), value.parts)


def _prefixed(cut_off: bool) -> Native:
    def function(ev: Evaluator, args: list[Value], span: Span) -> Value:
        prefix, value = plain(ev, args[0], span), text(ev, args[1], span)
        found = value.text.startswith(prefix)
        if not found and HOLE.search(value.text[: len(prefix)]):
            raise OpaqueError
        if not cut_off:
            return found
        return cut(value, len(prefix), len(value.text)) if found else value

    return function


def _suffixed(cut_off: bool) -> Native:
    def function(ev: Evaluator, args: list[Value], span: Span) -> Value:
        suffix, value = plain(ev, args[0], span), text(ev, args[1], span)
        found = value.text.endswith(suffix)
        if not found and HOLE.search(value.text[len(value.text) - len(suffix) :] if suffix else ""):
            raise OpaqueError
        if not cut_off:
            return found
        return cut(value, 0, len(value.text) - len(suffix)) if found else value

    return function


def _has_infix(ev: Evaluator, args: list[Value], span: Span) -> Value:
    infix, value = plain(ev, args[0], span), text(ev, args[1], span)
    found = infix in value.text
    return found if found else _without_holes(value) is None


def _characters(ev: Evaluator, args: list[Value], span: Span) -> Value:
    value = _without_holes(string(ev, args[0], span))
    ev.spend(len(value.text))
    return [cut(value, at, at + 1) for at in range(len(value.text))]


def _trim(ev: Evaluator, args: list[Value], span: Span) -> Value:
    value = string(ev, args[0], span)
    start = len(value.text) - len(value.text.lstrip(" \t\r\n"))
    return cut(value, start, max(start, len(value.text.rstrip(" \t\r\n"))))


def _escape_shell_arg(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return shell_word(ev, operators.to_string(ev, ev.force(args[0]), span), span)


def shell_word(ev: Evaluator, value: String, span: Span) -> String:
    """A string as a word of the shell, in quotes where it needs them."""
    if value.text and all(sign.isalnum() or sign in "_@%+=:,./-" for sign in value.text):
        return value
    quote = computed("'", span)
    inner = replaced(ev, value, [("'", lambda: computed("'\\''", span))], span)
    return joined([quote, inner, quote], span)


def _escape_shell_args(ev: Evaluator, args: list[Value], span: Span) -> Value:
    words = []
    for element in items(ev, args[0], span):
        value = ev.force(operators.element_of(element))
        words.append(shell_word(ev, operators.to_string(ev, value, span), span))
    return join(ev, words, computed(" ", span), span)


def _escape(ev: Evaluator, args: list[Value], span: Span) -> Value:
    signs = [plain(ev, one, span) for one in known_items(ev, args[0], span)]
    pairs = [(sign, lambda sign=sign: computed("\\" + sign, span)) for sign in signs]
    return replaced(ev, string(ev, args[1], span), pairs, span)  # type: ignore[arg-type]


def _escape_nix(ev: Evaluator, args: list[Value], span: Span) -> Value:
    signs = [("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("$", "\\$")]
    pairs = [(sign, lambda other=other: computed(other, span)) for sign, other in signs]
    quote = computed('"', span)
    return joined([quote, replaced(ev, string(ev, args[0], span), pairs, span), quote], span)  # type: ignore[arg-type]


def _fixed_width(ev: Evaluator, args: list[Value], span: Span) -> Value:
    width, filler = integer(ev, args[0], span), plain(ev, args[1], span)
    value = operators.to_string(ev, ev.force(args[2]), span)
    missing = width - len(_without_holes(value).text)
    if missing < 0 or not filler or missing > operators.LONGEST:
        raise EvaluationError("this string can't be made as long as that", span)
    return joined([computed(filler * missing, span), value], span)


def _to_int(ev: Evaluator, args: list[Value], span: Span) -> Value:
    value = plain(ev, args[0], span)
    digits = value.strip(" \t\r\n")
    if not digits.removeprefix("-").isascii() or not digits.removeprefix("-").isdigit() or len(digits) > 19:
        raise EvaluationError(f'"{value}" is no integer', value_place(args[0], span))
    return int(digits)


def _bool_words(yes: str, no: str) -> Native:
    def function(ev: Evaluator, args: list[Value], span: Span) -> Value:
        return computed(yes if decided(ev, args[0], span) else no, span)

    return function


def _base_name(ev: Evaluator, args: list[Value], span: Span) -> Value:
    value = ev.force(args[0])
    whole = computed(value.text, span) if isinstance(value, Path) else text(ev, args[0], span)
    end = len(whole.text) - (whole.text.endswith("/") and len(whole.text) > 1)
    return cut(whole, whole.text.rfind("/", 0, end) + 1, end)


def _directory(ev: Evaluator, args: list[Value], span: Span) -> Value:
    value = ev.force(args[0])
    if isinstance(value, Path):
        return Path(value.text.rpartition("/")[0] or "/")
    whole = text(ev, args[0], span)
    slash = whole.text.rfind("/")
    return computed(".", span) if slash < 0 else cut(whole, 0, max(1, slash))


def _search_path(folder: str) -> Native:
    """`makeBinPath` and the like: a folder of each package."""

    def function(ev: Evaluator, args: list[Value], span: Span) -> Value:
        tail, colon = computed("/" + folder, span), computed(":", span)
        paths = _texts(ev, items(ev, args[0], span), span)
        return join(ev, [joined([path, tail], span) for path in paths if path.text], colon, span)

    return function


def _make_search_path(ev: Evaluator, args: list[Value], span: Span) -> Value:
    tail, colon = string(ev, args[0], span), computed(":", span)
    slash = computed("/", span)
    paths = _texts(ev, items(ev, args[1], span), span)
    return join(ev, [joined([path, slash, tail], span) for path in paths if path.text], colon, span)


def _identity_string(ev: Evaluator, args: list[Value], span: Span) -> Value:
    return text(ev, args[0], span)


def _is_string_like(ev: Evaluator, args: list[Value], span: Span) -> Value:
    value = ev.force(args[0])
    if isinstance(value, Unknown):
        raise OpaqueError
    if isinstance(value, Attrs):
        return value.find("__toString") is not None or ev.attribute(value, "outPath") is not None
    return isinstance(value, String | Path)


FUNCTIONS: dict[str, Native] = {
    "baseNameOf": _base_name,
    "boolToString": _bool_words("true", "false"),
    "boolToYesNo": _bool_words("yes", "no"),
    "concatImapStringsSep": _concat_imap_strings_sep,
    "concatLines": _concat_lines,
    "concatMapStrings": _concat_map_strings,
    "concatMapStringsSep": _concat_map_strings_sep,
    "concatStrings": _concat_strings,
    "concatStringsSep": _concat_strings_sep,
    "dirOf": _directory,
    "escape": _escape,
    "escapeNixString": _escape_nix,
    "escapeShellArg": _escape_shell_arg,
    "escapeShellArgs": _escape_shell_args,
    "fixedWidthString": _fixed_width,
    "hasInfix": _has_infix,
    "hasPrefix": _prefixed(False),
    "hasSuffix": _suffixed(False),
    "isStringLike": _is_string_like,
    "makeBinPath": _search_path("bin"),
    "makeLibraryPath": _search_path("lib"),
    "makeSearchPath": _make_search_path,
    "optionalString": _optional_string,
    "removePrefix": _prefixed(True),
    "removeSuffix": _suffixed(True),
    "replaceString": _replace_string,
    "replaceStrings": _replace_strings,
    "splitString": _split_string,
    "stringLength": _string_length,
    "stringToCharacters": _characters,
    "substring": _substring,
    "toInt": _to_int,
    "toIntBase10": _to_int,
    "toLower": _mapped(_lower),
    "toSentenceCase": _sentence_case,
    "toString": _to_string,
    "toUpper": _mapped(_upper),
    "trim": _trim,
    "unsafeDiscardOutputDependency": _identity_string,
    "unsafeDiscardStringContext": _identity_string,
}
"""What is made of the arguments of each; `index` says how many these are."""
