"""What a check is given, and what it yields."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sudolint.policy.decide import Verdict, decide
from sudolint.policy.holders import Holders
from sudolint.policy.model import Witness
from sudolint.policy.situation import Request

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.policy.accounts import Accounts
    from sudolint.policy.holders import Holder
    from sudolint.policy.model import Grant, Policy
    from sudolint.policy.surroundings import Surroundings
    from sudolint.source import Span


class Hit(NamedTuple):
    """A place where a rule applies."""

    span: Span
    grant: Grant | None = None
    witness: Witness | None = None
    undecided: str = ""
    detail: str = ""
    """What is so here, where the rule's title doesn't say it already."""


class Holding(NamedTuple):
    """A grant and someone who holds it."""

    grant: Grant
    holder: Holder

    def hit(self, argv: Sequence[str], detail: str = "") -> Hit:
        """That the holder may run this command line."""
        holder = self.holder
        witness = Witness(holder.user, holder.host, holder.runas_user, tuple(argv))
        return Hit(self.grant.span, self.grant, witness, holder.unknown, detail)


class Context(NamedTuple):
    """A policy with what is known around it."""

    policy: Policy
    holdings: tuple[Holding, ...]
    around: Surroundings

    def allows(self, holding: Holding, argv: Sequence[str]) -> bool:
        """Whether the policy lets the holder run this very command line by this very grant."""
        holder = holding.holder
        request = Request(holder.user, tuple(argv), holder.host, holder.runas_user)
        decision = decide(self.policy, request, self.around.accounts)
        return decision.verdict is Verdict.ALLOW and decision.grant is holding.grant

    def roots(self) -> Iterator[Holding]:
        """The holdings that lead to root."""
        return (holding for holding in self.holdings if holding.holder.becomes_root)


def holdings_of(policy: Policy, accounts: Accounts, *, every_target: bool = False) -> tuple[Holding, ...]:
    """Each grant with whoever holds it, one of a kind, or one for each target that she may become."""
    holders = Holders(policy, accounts)
    return tuple(
        Holding(grant, holder)
        for at, grant in enumerate(policy.grants)
        if not grant.negated
        for holder in holders.of(at, every_target=every_target)
    )
