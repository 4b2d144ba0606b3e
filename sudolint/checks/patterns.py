"""Checks of the texts by which commands and arguments are compared."""

from __future__ import annotations

import re

from sudolint.checks.context import Hit
from sudolint.checks.listing import brief
from sudolint.language.ere import PatternError
from sudolint.policy.matching import REGEX_LENGTH, compiled, is_regex
from sudolint.policy.model import CmndKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.checks.context import Context
    from sudolint.policy.model import Grant

_QUOTED = r"""(?:^| )(?:"[^"]+"|'[^']+')(?= |$)"""
_SHELL = r"(?:^| |=)(?:~[a-z]*(?=/| |$)|\$\{?[A-Za-z_])"
_LOOSE_DOT = r"[A-Za-z0-9](?<!\\)\.[a-z]"
_PERL = r"(?<!\\)(?:\\\\)*\\[dDwWsS]"
_UNCLEAN = r"//|/\.{1,2}(?:/|$)"


def quoted_argument(context: Context) -> Iterator[Hit]:
    """Yield each Cmnd with arguments in quotes, which sudo takes as they are."""
    for grant in context.policy.grants:
        arguments = grant.cmnd.arguments or ""
        quotes = '"' in arguments or "'" in arguments
        if quotes and not arguments.startswith("^") and re.search(_QUOTED, arguments):
            yield _hit(grant)


def shell_word(context: Context) -> Iterator[Hit]:
    """Yield each Cmnd with a word that only a shell would replace."""
    for grant in context.policy.grants:
        arguments = grant.cmnd.arguments or ""
        signs = ("~" in arguments or "$" in arguments) and "^" not in arguments
        if signs and not grant.cmnd.holes and re.search(_SHELL, arguments):
            yield _hit(grant)


def lone_star(context: Context) -> Iterator[Hit]:
    """Yield each Cmnd whose arguments are just `*`, which says as much as none."""
    for grant in context.granted:
        if grant.cmnd.arguments == "*":
            yield Hit(grant.span, grant)


def unsaid_arguments(context: Context) -> Iterator[Hit]:
    """Yield each Cmnd that doesn't say which arguments it is permitted with."""
    for grant in context.granted:
        if grant.cmnd.kind is CmndKind.FILE and grant.cmnd.arguments in (None, "*"):
            yield Hit(grant.span, grant)


def unclean_path(context: Context) -> Iterator[Hit]:
    """Yield each path with empty steps, `.` or `..` in it."""
    for grant in context.policy.grants:
        if grant.cmnd.kind in (CmndKind.FILE, CmndKind.DIRECTORY, CmndKind.GLOB) and re.search(
            _UNCLEAN, grant.cmnd.path
        ):
            yield _hit(grant)


def unanchored_expression(context: Context) -> Iterator[Hit]:
    """Yield each regular expression that begins with `^` and ends with `$`, and yet is open at an end."""
    for grant, expression in _expressions(context):
        if len(expression) <= REGEX_LENGTH and (_escaped_end(expression) or _open_branch(expression)):
            yield _hit(grant, expression)


def broken_expression(context: Context) -> Iterator[Hit]:
    """Yield each regular expression that sudo can't compile: it matches nothing."""
    for grant, expression in _expressions(context):
        try:
            compiled(expression)
        except PatternError as error:
            yield _hit(grant, f"{brief(expression)}`: {error}", end="")


def foreign_class(context: Context) -> Iterator[Hit]:
    r"""Yield each regular expression with a class such as `\d`, which POSIX doesn't know."""
    for grant, expression in _expressions(context):
        if re.search(_PERL, expression):
            yield _hit(grant, brief(expression))


def loose_dot(context: Context) -> Iterator[Hit]:
    """Yield each regular expression with a dot that looks as if it were meant to be one."""
    for grant, expression in _expressions(context):
        if len(expression) <= REGEX_LENGTH and re.search(_LOOSE_DOT, re.sub(r"\[[^]]*\]", "", expression)):
            yield _hit(grant, expression)


def denied_expression(context: Context) -> Iterator[Hit]:
    """Yield each denial whose path is a regular expression."""
    for grant in context.policy.grants:
        if grant.negated and grant.cmnd.kind is CmndKind.REGEX:
            yield _hit(grant)


def digest_of_all(context: Context) -> Iterator[Hit]:
    """Yield each grant of whatever has a digest."""
    for grant in context.granted:
        if grant.cmnd.kind is CmndKind.ALL and grant.cmnd.digests:
            yield Hit(grant.span, grant)


def listing(context: Context) -> Iterator[Hit]:
    """Yield each grant of `list`."""
    for grant in context.granted:
        if grant.cmnd.kind is CmndKind.LIST:
            yield Hit(grant.span, grant)


def _expressions(context: Context) -> Iterator[tuple[Grant, str]]:
    for grant in context.policy.grants:
        cmnd = grant.cmnd
        if cmnd.kind is CmndKind.REGEX:
            yield grant, cmnd.path
        if cmnd.arguments is not None and not cmnd.holes and is_regex(cmnd.arguments):
            yield grant, cmnd.arguments


def _escaped_end(expression: str) -> bool:
    """Whether the last `$` is a dollar sign."""
    before = expression[:-1]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _open_branch(expression: str) -> bool:
    """Whether a branch at the outermost level lacks `^` or `$`."""
    depth = start = at = 0
    branches = []
    while at < len(expression):
        sign = expression[at]
        if sign == "\\":
            at += 1
        elif sign == "[":
            close = expression.find("]", at + (3 if expression[at + 1 : at + 2] == "^" else 2))
            while close >= 0 and expression[close - 1] in ":.=" and "[" in expression[at + 1 : close]:
                close = expression.find("]", close + 1)
            at = close if close >= 0 else at
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
        elif sign == "|" and depth == 0:
            branches.append(expression[start:at])
            start = at + 1
        at += 1
    branches.append(expression[start:])
    return len(branches) > 1 and not all(
        branch.startswith("^") and branch.endswith("$") and not _escaped_end(branch) for branch in branches
    )


def _hit(grant: Grant, text: str | None = None, end: str = "`") -> Hit:
    sign = "!" if grant.negated else ""
    return Hit(grant.span, grant, detail=f"`{sign}{brief(grant.cmnd.text) if text is None else text}{end}")
