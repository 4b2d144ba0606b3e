"""What an audit says: located errors and findings."""

from __future__ import annotations

from enum import Enum, IntEnum
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


class Severity(IntEnum):
    """How bad a finding is."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def named(cls, name: str) -> Severity:
        """The severity of this name. Raises KeyError."""
        return cls[name.upper()]


class Effect(Enum):
    """What a finding lets its holder do."""

    ROOT = "root"
    FILE_WRITE = "file-write"
    FILE_READ = "file-read"
    DAEMON = "daemon"
    DENIED = "denied"
    DESTROY = "destroy"
    LEAK = "leak"
    AUTH = "auth"
    HYGIENE = "hygiene"
