"""Read a policy from files, whatever language it is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sudolint.errors import LimitError
from sudolint.findings import ErrorKind, PolicyError
from sudolint.policy.model import Policy
from sudolint.policy.sudoers import policy_of
from sudolint.source import Source, Span
from sudolint.syntax.sudoers.parser import parse

if TYPE_CHECKING:
    from sudolint.syntax.sudoers.nodes import Sudoers


def sudoers_policy(tree: Sudoers) -> Policy:
    """The policy of a tree; where it goes beyond all bounds, an error in it that says so."""
    try:
        return policy_of(tree)
    except LimitError as error:
        where = Span(tree.sources[0] if tree.sources else Source("", ""), 0, 0)
        return Policy((), (), (*tree.errors, PolicyError(ErrorKind.LIMIT, where, str(error))))


def policy_from_text(path: str, text: str) -> Policy:
    """The policy in a text of sudoers; what it includes is not read."""
    return sudoers_policy(parse(Source(path, text)))
