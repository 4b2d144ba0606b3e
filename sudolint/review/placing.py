"""Where to speak of something: on a line that was added, else on one that the diff shows."""

from __future__ import annotations

from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sudolint.review.model import Change
    from sudolint.source import Span


class Place(NamedTuple):
    """A line of the new version."""

    span: Span
    is_added: bool
    is_shown: bool
    """Whether the diff shows it, added or not."""

    @property
    def line(self) -> int:
        """Its number."""
        return self.span.begin.line

    @property
    def path(self) -> str:
        """The file's."""
        return self.span.source.path


class Placing:
    """Knows the lines that a diff shows."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self._lines = {change.path: change.lines for change in changes}

    def place(self, span: Span) -> Place:
        """The line where something stands."""
        line = span.begin.line
        lines = self._lines.get(span.source.path)
        is_added = lines is not None and line in lines.added
        return Place(span, is_added, is_added or (lines is not None and line in lines.kept))

    def best(self, spans: Sequence[Span]) -> Place:
        """The best of several places, the first one of those as good."""
        places = [self.place(span) for span in spans]
        return max(places, key=lambda place: (place.is_added, place.is_shown))
