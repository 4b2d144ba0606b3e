"""The command lines that a grant permits, as a language.

A word is the path of the command and then each argument with a boundary before it. sudo joins the
arguments with blanks before it compares them: a blank of the policy may be a boundary or a blank inside an
argument, and what matches a blank matches a boundary.
"""

from __future__ import annotations

from sudolint.language import ere
from sudolint.language.charset import ANY, SEPARATOR, SLASH, SPACE
from sudolint.language.expression import (
    ANYTHING,
    BOUNDARY,
    EMPTY,
    NOTHING,
    WORD,
    Chars,
    Expression,
    Star,
    cat,
    literal,
    optional,
)
from sudolint.language.glob import glob
from sudolint.policy.matching import compiled, is_regex, not_known, possible_arguments, starred
from sudolint.policy.model import Cmnd, CmndKind
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ANY_ARGUMENTS = optional(cat(BOUNDARY, ANYTHING))

_NOT_SLASH = Chars(ANY & ~SLASH)
_FILE_NAME = cat(_NOT_SLASH, Star(_NOT_SLASH))
_ABSOLUTE = cat(literal("/"), WORD)


class Language(NamedTuple):
    """A set of command lines, or an upper bound of one."""

    expression: Expression
    inexact: str = ""
    """Why it is only an upper bound."""


def joined(members: int) -> int:
    """What a set of characters matches in arguments that were joined with blanks."""
    return members | SEPARATOR if members & SPACE else members


def paths(cmnd: Cmnd, *, fast_glob: bool = False) -> Language:
    """The paths that a Cmnd covers."""
    match cmnd.kind:
        case CmndKind.ALL:
            return Language(_ABSOLUTE)
        case CmndKind.FILE | CmndKind.SUDOEDIT | CmndKind.LIST:
            return Language(literal(cmnd.path))
        case CmndKind.DIRECTORY:
            return Language(cat(literal(cmnd.path), _FILE_NAME))
        case CmndKind.GLOB:
            return Language(glob(cmnd.path, pathname=True, period=not fast_glob))
        case CmndKind.REGEX:
            return _regex(cmnd.path, widen=int)
        case CmndKind.UNKNOWN:
            return Language(glob(starred(cmnd.path, cmnd.holes)), not_known(cmnd))


def arguments(cmnd: Cmnd) -> Language:
    """The arguments that a Cmnd covers, each with a boundary before it."""
    unknown = not_known(cmnd) if cmnd.holes else ""
    pattern = possible_arguments(cmnd)
    if pattern is None:
        return Language(ANY_ARGUMENTS, unknown)
    if pattern == '""':
        return Language(EMPTY, unknown)
    if is_regex(pattern):
        language = _regex(pattern, widen=joined)
    else:
        in_path = cmnd.kind is CmndKind.SUDOEDIT and not cmnd.holes
        language = Language(glob(pattern, widen=joined, pathname=in_path), unknown)
    some = cat(BOUNDARY, language.expression)
    nothing_too = language.expression.shortest == 0
    return Language(optional(some) if nothing_too else some, language.inexact)


def command_lines(cmnd: Cmnd, *, fast_glob: bool = False) -> Language:
    """Paths with arguments."""
    before, after = paths(cmnd, fast_glob=fast_glob), arguments(cmnd)
    digest = "the digest of the command is not known" if cmnd.digests else ""
    reasons = dict.fromkeys(filter(None, (before.inexact, after.inexact, digest)))
    return Language(cat(before.expression, after.expression), "; ".join(reasons))


def word(argv: Sequence[str]) -> str:
    """A command line as a word of these languages."""
    return "\0".join(argv)


def _regex(pattern: str, *, widen: Callable[[int], int]) -> Language:
    try:
        expression, inexact = compiled(pattern, widen)
    except ere.PatternError:
        return Language(NOTHING)
    return Language(expression, inexact)
