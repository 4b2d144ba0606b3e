"""The errors of a file, collected while it is read."""

from __future__ import annotations

from sudolint.source import ErrorKind, PolicyError, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.source import Source


MAX_ERRORS = 100
"""How many are kept of one source."""


class Errors:
    """What is wrong with a source."""

    __slots__ = ("found", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: list[PolicyError] = []

    def report(self, start: int, end: int, message: str, kind: ErrorKind = ErrorKind.SYNTAX) -> None:
        """Add an error at a stretch of the text."""
        if len(self.found) < MAX_ERRORS:
            self.found.append(PolicyError(kind, Span(self.source, start, end), message))

    def where(self, offset: int) -> str:
        """A place in the text, for use in a message about another."""
        line, column = self.source.position(offset)
        return f"line {line}, column {column}"
