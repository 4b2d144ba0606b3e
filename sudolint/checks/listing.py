"""Names and texts of a policy in few words, for details of findings: many findings may name the same."""

from __future__ import annotations

from sudolint.source import octets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_NAMED = 20
"""How many names are listed."""
_LONGEST = 1100
"""How many characters a text has at most."""
_MORE = octets("…")


def listed(names: Sequence[str]) -> str:
    """Names with commas in between; of many the first ones, and how many more there are."""
    more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
    return ", ".join([*map(brief, names[:_NAMED]), *more])


def brief(text: str) -> str:
    """A text, cut where it is long; bytes-as-characters."""
    return text if len(text) <= _LONGEST else text[:_LONGEST] + _MORE
