"""Changes of texts, and what a fix is told of the policy that it is for."""

from __future__ import annotations

from bisect import bisect, insort

from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sudolint.audit import Auditor
    from sudolint.findings import Finding
    from sudolint.packs import Packs
    from sudolint.policy.model import Policy
    from sudolint.policy.surroundings import Surroundings
    from sudolint.source import Source, Span


class Edit(NamedTuple):
    """A stretch of a file, and what is to stand there instead."""

    span: Span
    text: str


class Fix(NamedTuple):
    """The edits by which one or more findings go away."""

    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]


class Taken:
    """The stretches that chosen edits are for: an edit beside one of them, or in it, has to wait."""

    def __init__(self) -> None:
        self._places: dict[Source, list[tuple[int, int]]] = {}

    def take(self, edits: Sequence[Edit]) -> bool:
        """Take the stretches of some edits, unless one of them is taken; whether they were free."""
        if any(self._touched(edit.span) for edit in edits):
            return False
        for source, start, end in [edit.span for edit in edits]:
            insort(self._places.setdefault(source, []), (start, end))
        return True

    def _touched(self, span: Span) -> bool:
        places = self._places.get(span.source, [])
        at = bisect(places, (span.start, span.end))
        after = at < len(places) and places[at][0] <= span.end
        return after or (at > 0 and places[at - 1][1] >= span.start)


class Patient(NamedTuple):
    """A policy that is to be mended, with what helps to do so."""

    policy: Policy
    packs: Packs
    auditor: Auditor
    findings: Sequence[Finding]
    around: Surroundings

    @property
    def whole(self) -> bool:
        """Whether nothing that isn't read can bear on it: it is no drop-in, nor a module among others."""
        if self.policy.inclusions and len(self.policy.sources) == 1:
            return False
        path = self.policy.sources[0].path if self.policy.sources else ""
        return not (path.endswith(".nix") or "sudoers.d/" in path)


def edited(source: Source, edits: Iterable[Edit]) -> str:
    """The text of a file with its edits made; they don't touch one another."""
    pieces: list[str] = []
    at = 0
    for span, text in sorted(edits, key=lambda edit: edit.span[1:]):
        pieces += (source.text[at : span.start], text)
        at = span.end
    return "".join([*pieces, source.text[at:]])
