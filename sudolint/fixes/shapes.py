"""The fix for a grant of a program that gives away too much: the closest one in which nothing is found."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from sudolint.fixes.edits import Edit
from sudolint.fixes.suggestions import suggestions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.audit import Auditor
    from sudolint.findings import Finding
    from sudolint.fixes.edits import Patient
    from sudolint.packs import Packs
    from sudolint.policy.model import Cmnd
    from sudolint.source import Span


def narrowed(finding: Finding, patient: Patient) -> Iterator[Edit]:
    """Make the wildcards of a grant narrow: what else to grant is for people to say."""
    grant = finding.grant
    if grant is None or grant.negated or grant.builtin or grant.cmnd.holes:
        return
    place = grant.span.origin
    command = _closest(grant.cmnd, patient.packs, patient.auditor)
    text = None if command is None else _written(command, place)
    if text is not None:
        yield Edit(place, text)


_MOST = 3
"""How many suggestions are looked at."""


@lru_cache(maxsize=1000)
def _closest(cmnd: Cmnd, packs: Packs, auditor: Auditor) -> str | None:
    """What to grant instead that isn't for people to choose."""
    for one in islice(suggestions(cmnd, packs, auditor), _MOST):
        if not one.known and not (one.is_regex and auditor.around.target.program == "sudo-rs"):
            return one.command
    return None


def _written(command: str, place: Span) -> str | None:
    """The command as it is written there; None where that is put together from elsewhere."""
    if not place.source.path.endswith(".nix"):
        return command
    if "${" in place.text or '"' in place.text or "''" in place.text:
        return None
    if place.source.text[place.start - 1] == '"':
        return re.sub(r'["\\]|\$(?=\{)', r"\\\g<0>", command)
    return None if "''" in command or "${" in command else command
