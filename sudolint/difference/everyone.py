"""Who holds a grant: everyone, as far as exceptions tell some from others."""

from __future__ import annotations

import time

from sudolint.checks.context import Holding
from sudolint.difference.cases import MOST, Cases
from sudolint.difference.sides import Side
from sudolint.policy.holders import Holder, effort_for
from sudolint.policy.matching import only_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.difference.cases import Case
    from sudolint.language.search import Effort
    from sudolint.policy.accounts import Accounts
    from sudolint.policy.model import Grant, Policy


def every_holding(policy: Policy, accounts: Accounts, now: int | None = None) -> Iterator[Holding]:
    """Each grant with one holder for each way in which later entries deny something of it, from now on.

    Unlike `holdings_of`, this leaves nobody out: hosts, targets and groups that only exceptions name, and the
    time when a denial is over.
    """
    side = Side(policy, accounts, {})
    cases = Cases((side.plain, side.plain), int(time.time()) if now is None else now)
    effort = effort_for(policy)
    for number, grant in enumerate(policy.grants):
        if grant.negated or grant.builtin:
            continue
        path = only_path(grant.cmnd)
        seen: set[object] = set()
        for family in cases.of(side.grants[number], side.default_target):
            too_many = len(family.cases) >= MOST
            for case in family.cases:
                if side.applies(number, case):
                    denials = side.denials(number, case, path)
                    key = frozenset([denial.cmnd for denial in denials]), too_many
                    if key not in seen:
                        seen.add(key)
                        yield Holding(grant, _holder(side, grant, case, denials, effort, too_many))


def _holder(
    side: Side, grant: Grant, case: Case, denials: tuple[Grant, ...], effort: Effort, too_many: bool
) -> Holder:
    situation = side.situation(case)
    return Holder(
        case.user.shown,
        case.host,
        case.target.shown,
        () if too_many else denials,
        denials if too_many else (),
        situation.flags.fast_glob,
        situation.asks(grant),
        f"it is not known whether {grant.condition}" if grant.condition else "",
        confined=situation.confines(grant),
        effort=effort,
    )
