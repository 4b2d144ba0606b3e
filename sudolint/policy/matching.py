"""Whether a Cmnd covers a command line, as sudo compares them (match_command.c), name by name.

Made without the language engine, so that each can judge the other.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sudolint.language import ere
from sudolint.language.charset import BIT
from sudolint.language.glob import elements
from sudolint.language.matching import matches
from sudolint.policy.model import LOWER, CmndKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sudolint.policy.model import Cmnd

REGEX_LENGTH = 1024
"""The longest regular expression that sudo takes."""


class UndecidableError(Exception):
    """A question that names alone can't answer; the text says why."""


def covers(cmnd: Cmnd, argv: Sequence[str], *, fast_glob: bool = False) -> bool:
    """Whether the Cmnd covers the command line. Raises UndecidableError."""
    path, arguments = argv[0], argv[1:]
    if not covers_path(cmnd, path, fast_glob=fast_glob):
        return False
    if not _arguments_match(cmnd, arguments):
        return False
    if cmnd.holes:
        raise UndecidableError(not_known(cmnd))
    if cmnd.digests and cmnd.kind not in (CmndKind.LIST, CmndKind.SUDOEDIT):
        raise UndecidableError(f"what `{path}` contains is not known, so its digest can't be compared")
    return True


def only_path(cmnd: Cmnd) -> str | None:
    """The path of a Cmnd where there is only one."""
    return cmnd.path if cmnd.kind in (CmndKind.FILE, CmndKind.SUDOEDIT) else None


def covers_path(cmnd: Cmnd, path: str, *, fast_glob: bool = False) -> bool:
    """Whether the Cmnd may cover some command line with this path. Raises UndecidableError."""
    match cmnd.kind:
        case CmndKind.ALL:
            return True
        case CmndKind.UNKNOWN:
            _check_size(cmnd.path, path)
            return path.startswith("/") and fnmatch(starred(cmnd.path, cmnd.holes), path)
        case CmndKind.LIST | CmndKind.SUDOEDIT | CmndKind.FILE:
            return path == cmnd.path
        case CmndKind.DIRECTORY:
            name = path[len(cmnd.path) :]
            return path.startswith(cmnd.path) and name != "" and "/" not in name
        case CmndKind.GLOB:
            _check_size(cmnd.path, path)
            return "/" in path and fnmatch(cmnd.path, path, pathname=True, period=not fast_glob)
        case CmndKind.REGEX:
            _check_size(cmnd.path, path)
            return path.startswith("/") and regex_matches(cmnd.path, path)


def may_cover_path(cmnd: Cmnd, path: str, *, fast_glob: bool = False) -> bool:
    """The same, and True where that isn't known."""
    try:
        return covers_path(cmnd, path, fast_glob=fast_glob)
    except UndecidableError:
        return True


LONGEST = 3_000_000
"""How many steps it may take to compare a pattern with a text: the product of their lengths."""


def _check_size(pattern: str, text: str) -> None:
    """Raise UndecidableError for what is too long to be compared."""
    if len(pattern) * len(text) > LONGEST:
        raise UndecidableError(
            f"a pattern of {len(pattern)} and a text of {len(text)} characters are too long"
        )


def not_known(cmnd: Cmnd) -> str:
    """Why it can't be told what a Cmnd with holes covers."""
    return f"{', '.join([f'`{hole}`' for hole in cmnd.holes])} is not known from the files"


def starred(text: str, holes: Sequence[str]) -> str:
    """A pattern that covers whatever a text with holes may turn out to cover."""
    for hole in holes:
        text = text.replace(hole, "*")
    return text


def possible_arguments(cmnd: Cmnd) -> str | None:
    """The pattern of arguments, or one that covers all that a Cmnd with holes may turn out to; None: any.

    What fills a hole may be several words or none, but a whole stretch of one Cmnd: no comma is taken to be
    in it. A hole at the end of the path may hold the first arguments.
    """
    pattern = cmnd.arguments
    if pattern is None or not cmnd.holes:
        return pattern
    word = f"((?:{'|'.join(map(re.escape, cmnd.holes))})+)"
    pattern = re.sub(f"(?<![^ ]){word} ", r"\1", pattern)  # where it is filled with nothing
    pattern = re.sub(f" {word}$", r"\1", pattern)
    pattern = starred(pattern, cmnd.holes)
    if cmnd.kind is CmndKind.UNKNOWN and cmnd.path.endswith(cmnd.holes):
        pattern = "*" if pattern == '""' else f"*{pattern}"
    may_be_regex = pattern.startswith(("*", "^")) and pattern.endswith(("*", "$"))
    return None if may_be_regex or not pattern.strip("* ") else pattern


def _arguments_match(cmnd: Cmnd, arguments: Sequence[str]) -> bool:
    """Whether a Cmnd covers arguments, or may turn out to."""
    pattern = possible_arguments(cmnd)
    if pattern is None:
        return True
    if pattern == '""':
        return not arguments
    joined = " ".join(arguments)
    if not joined.startswith(beginning(pattern)):
        return False
    _check_size(pattern, joined)
    if is_regex(pattern):
        return regex_matches(pattern, joined)
    return fnmatch(pattern, joined, pathname=cmnd.kind is CmndKind.SUDOEDIT and not cmnd.holes)


_SIGN = re.compile(r"[*?[\\]")
_PLAIN = re.compile(r"\^([A-Za-z0-9/_ -]*)(?![A-Za-z0-9/_ *?+{-])")
"""Plain text at the begin of a regular expression, without a last character that is repeated."""


def beginning(pattern: str) -> str:
    """What all arguments that fit a pattern begin with, as far as it is plain text."""
    if pattern.startswith("^"):
        plain = _PLAIN.match(pattern)
        return plain[1] if plain and "|" not in pattern else ""
    return "" if pattern == '""' else _SIGN.split(pattern, 1)[0]


def is_regex(pattern: str) -> bool:
    """Whether sudo takes the text for a regular expression."""
    return pattern.startswith("^") and pattern.endswith("$")


def regex_matches(pattern: str, text: str) -> bool:
    """Whether sudo finds its regular expression in the text; a bad one matches nothing.

    Raises UndecidableError.
    """
    try:
        expression, inexact = compiled(pattern)
    except ere.PatternError:
        return False
    if not matches(expression, text):
        return False
    if inexact:
        raise UndecidableError(f"`{pattern}`: {inexact}")
    return True


def compiled(pattern: str, widen: Callable[[int], int] = int) -> ere.Compiled:
    """The regular expression as sudo compiles it: `^(?i)` ignores case. Raises PatternError."""
    if len(pattern) > REGEX_LENGTH:
        raise ere.PatternError("longer than sudo allows")
    ignore_case = pattern.startswith("^(?i)")
    return ere.search("^" + pattern[5:] if ignore_case else pattern, ignore_case=ignore_case, widen=widen)


def lower(text: str) -> str:
    """The text with its ASCII capitals made small, as in the C locale."""
    return text.lower() if text.isascii() else text.translate(LOWER)


_signs = lru_cache(maxsize=10_000)(elements)
_SHORT = 200
"""The length from which the signs of a pattern are not kept."""


def fnmatch(
    pattern: str, text: str, *, pathname: bool = False, period: bool = False, fold: bool = False
) -> bool:
    """Whether a shell pattern matches a text, as in the C locale of the GNU C library.

    The last `*` that was met takes one more character whenever what follows it doesn't fit.
    """
    if fold:
        pattern, text = lower(pattern), lower(text)
    signs = _signs(pattern) if len(pattern) < _SHORT else elements(pattern)
    if signs is None:
        return False
    at = sign = 0
    star = taken = -1
    while at < len(text) or sign < len(signs):
        if sign < len(signs):
            wild = signs[sign].wild
            leading = period and wild and text[at : at + 1] == "." and (at == 0 or text[at - 1] == "/")
            if signs[sign].star and not leading:
                star, taken = sign, at
                sign += 1
                continue
            if (
                at < len(text)
                and not leading
                and not signs[sign].star
                and signs[sign].members & BIT[ord(text[at])]
                and not (pathname and wild and text[at] == "/")
            ):
                at += 1
                sign += 1
                continue
        if star < 0 or taken >= len(text) or (pathname and text[taken] == "/"):
            return False
        taken += 1
        at, sign = taken, star + 1
    return True
