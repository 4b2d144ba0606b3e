"""What an audit says: located errors and findings."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sudolint.source import Span


class ErrorKind(Enum):
    """What sort of error was found in a policy's text."""

    SYNTAX = "syntax"
    VALUE = "value"
    INCLUDE = "include"
    IMPORT = "import"
    READ = "read"
    LIMIT = "limit"


class PolicyError(NamedTuple):
    """An error in a policy's text; the rest of the text is still audited."""

    kind: ErrorKind
    span: Span
    message: str
