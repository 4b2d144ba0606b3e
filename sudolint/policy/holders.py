"""Who holds a grant: one user, host and target for each way in which the rest of the policy differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sudolint.policy.model import Kind
from sudolint.policy.situation import Match, Request, Situation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.policy.accounts import Accounts
    from sudolint.policy.model import Grant, Member, Policy

CANDIDATES = 200
"""How many members of a list are looked at."""


class Holder(NamedTuple):
    """Someone who can use a grant, with the negated grants after it that bear on her."""

    user: str
    host: str
    runas_user: str
    denials: tuple[Grant, ...]
    doubtful: tuple[Grant, ...]
    """Negated grants of which it isn't known whether they bear on her."""
    fast_glob: bool
    password: bool
    unknown: str
    """Why it isn't known that she holds the grant; empty where it is."""

    @property
    def becomes_root(self) -> bool:
        """Whether commands run as root."""
        return self.runas_user in ("root", "#0")


class Holders:
    """Finds the holders of a policy's grants."""

    def __init__(self, policy: Policy, accounts: Accounts) -> None:
        self._policy = policy
        self._accounts = accounts
        self._situations: dict[tuple[str, str, str], Situation] = {}
        self._denials = [(at, grant) for at, grant in enumerate(policy.grants) if grant.negated]

    def of(self, at: int) -> Iterator[Holder]:
        """The holders of the grant at this place in the policy, one of each kind."""
        grant = self._policy.grants[at]
        seen: set[tuple[object, ...]] = set()
        for user in _candidates(grant.users, "ALL"):
            if user in ("root", "#0"):
                continue
            for host in _candidates(grant.hosts, "localhost"):
                holder = self._holder(at, grant, user, host)
                if holder is None:
                    continue
                kind = (holder.runas_user, *[id(denial) for denial in (*holder.denials, *holder.doubtful)])
                if kind not in seen:
                    seen.add(kind)
                    yield holder
                break

    def _holder(self, at: int, grant: Grant, user: str, host: str) -> Holder | None:
        for runas_user in self._targets(grant, user):
            situation = self._situation(user, host, runas_user)
            applies = situation.applies(grant)
            if not applies & Match.ALLOW:
                continue
            denials: list[Grant] = []
            doubtful: list[Grant] = []
            for place, denial in self._denials:
                if place > at and (bears := situation.applies(denial)) & Match.ALLOW:
                    (denials if bears == Match.ALLOW else doubtful).append(denial)
            return Holder(
                user,
                host,
                runas_user,
                tuple(denials),
                tuple(doubtful),
                situation.flags.fast_glob,
                situation.asks(grant),
                "" if applies == Match.ALLOW else "; ".join(situation.reasons),
            )
        return None

    def _targets(self, grant: Grant, user: str) -> Iterator[str]:
        """Whom the grant lets one become, root first."""
        yield "root"
        if grant.runas.users is None:
            yield self._situation(user, "localhost", "root").flags.runas_default
        for member in (grant.runas.users or ())[:CANDIDATES]:
            if member.kind is Kind.MYSELF:
                yield user
            elif not member.negated and member.kind is not Kind.ALL:
                yield member.text

    def _situation(self, user: str, host: str, runas_user: str) -> Situation:
        key = (user, host, runas_user)
        if key not in self._situations:
            request = Request(user, host=host, runas_user=runas_user)
            self._situations[key] = Situation(self._policy, request, self._accounts)
        return self._situations[key]


def _candidates(members: Sequence[Member], anyone: str) -> Iterator[str]:
    for member in members[:CANDIDATES]:
        if not member.negated:
            yield anyone if member.kind is Kind.ALL else member.text
