"""Who holds what a finding is about, besides the one in its proof."""

from __future__ import annotations

from sudolint.policy.model import texts
from sudolint.report.shown import shown
from sudolint.report.wording import about

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sudolint.findings import Finding

_NAMED = 10
"""How many are named."""


def others(finding: Finding, most: int) -> list[str]:
    """The first other users and groups of the grants that a finding is about; safe to print."""
    return ["anyone else" if name == "ALL" else shown(name) for name in list(_others(finding))[:most]]


def likewise(finding: Finding) -> str:
    """Them in words; empty where there are none."""
    found = _others(finding)
    more = len(found) - _NAMED + 1
    names = others(finding, _NAMED - 1 if more > 1 else _NAMED)
    if more > 1:
        names.append(f"{more} more")
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _others(finding: Finding) -> dict[str, None]:
    names: dict[str, None] = {}
    if finding.witness is None:
        return names
    lists = {id(grant.users): grant.users for grant in about(finding)}
    for users in lists.values():
        named = zip(users, texts(users), strict=True)
        names |= dict.fromkeys([text for member, text in named if not member.negated])
    names.pop(finding.witness.user, None)
    return names
