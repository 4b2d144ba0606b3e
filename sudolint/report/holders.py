"""Who holds what a finding is about, besides the one in its proof."""

from __future__ import annotations

from sudolint.report.shown import shown
from sudolint.report.wording import about

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.findings import Finding

_NAMED = 10
"""How many are named."""


def others(finding: Finding) -> list[str]:
    """The other users and groups of the grants that a finding is about; safe to print."""
    if finding.witness is None:
        return []
    members = [member for grant in about(finding) for member in grant.users if not member.negated]
    names = dict.fromkeys([member.text for member in members])
    names.pop(finding.witness.user, None)
    return ["anyone else" if name == "ALL" else shown(name) for name in names]


def likewise(finding: Finding) -> str:
    """Them in words; empty where there are none."""
    names = others(finding)
    if len(names) > _NAMED:
        names[_NAMED - 1 :] = [f"{len(names) - _NAMED + 1} more"]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
