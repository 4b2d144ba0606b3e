"""Changes of texts, and what a fix is told of the policy that it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sudolint.records import NamedTuple

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

    def touches(self, other: Edit) -> bool:
        """Whether the two had better not be made at once: they overlap, or one begins where one ends."""
        one, two = self.span, other.span
        return one.source is two.source and one.start <= two.end and two.start <= one.end


class Fix(NamedTuple):
    """The edits by which one or more findings go away."""

    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]

    def touches(self, other: Fix) -> bool:
        """Whether the two can't both be made."""
        return any(one.touches(two) for one in self.edits for two in other.edits)


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
