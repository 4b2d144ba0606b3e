"""How an evaluation ends without a value."""

from __future__ import annotations

from sudolint.source import ErrorKind, PolicyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.source import Span


class EvaluationError(Exception):
    """Something that Nix refuses, at a place."""

    kind = ErrorKind.VALUE

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.message = message
        self.span = span

    @property
    def located(self) -> PolicyError:
        """The same as an error of the policy."""
        return PolicyError(self.kind, self.span.origin, self.message)


class ThrownError(EvaluationError):
    """`throw` or a failed `assert`, which `tryEval` catches."""


class AbortedError(EvaluationError):
    """`abort`, infinite recursion: the end of all evaluation."""


class ExhaustedError(AbortedError):
    """A bound on work or depth was reached."""

    kind = ErrorKind.LIMIT


class OpaqueError(Exception):
    """An operation can't do without a value that is not known."""
