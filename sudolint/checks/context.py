"""What a check is given, and what it yields."""

from __future__ import annotations

from sudolint.language.search import TOO_MANY
from sudolint.policy.decide import Decider, Verdict
from sudolint.policy.distributions import built_in
from sudolint.policy.holders import Holders
from sudolint.policy.in_force import InForce, value_of
from sudolint.policy.model import Kind, Witness
from sudolint.policy.situation import Request
from sudolint.records import NamedTuple
from sudolint.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeVar

    from sudolint.policy.accounts import Accounts
    from sudolint.policy.decide import Decision
    from sudolint.policy.holders import Holder
    from sudolint.policy.model import Grant, Member, Policy
    from sudolint.policy.obeyed import Obeyed
    from sudolint.policy.surroundings import Surroundings

    T = TypeVar("T")


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

    def hit(self, argv: Sequence[str], detail: str = "", doubt: str = "") -> Hit:
        """That the holder may run this command line, or why that isn't known."""
        holder = self.holder
        witness = Witness(holder.user, holder.host, holder.runas_user, tuple(argv))
        shown = None if doubt == TOO_MANY else witness
        return Hit(self.grant.span, self.grant, shown, doubt or holder.unknown, detail)


class Context:
    """A policy with what is known around it, and what several checks want to know of it."""

    __slots__ = ("_decisions", "_granted", "_in_force", "_shared", "around", "holdings", "obeyed", "policy")

    def __init__(
        self,
        policy: Policy,
        holdings: tuple[Holding, ...],
        around: Surroundings,
        obeyed: Callable[[str], Sequence[Obeyed]] = lambda name: (),
    ) -> None:
        self.policy = policy
        self.holdings = holdings
        self.around = around
        self.obeyed = obeyed
        """The variables that a program of this name obeys."""
        self._granted: list[Grant] | None = None
        self._in_force: InForce | None = None
        self._shared: dict[object, object] = {}
        self._decisions: dict[Request, Decision] = {}

    def shared(self, compute: Callable[[Context], T]) -> T:
        """What a function makes of the policy, worked out once for all checks that want it."""
        if compute not in self._shared:
            self._shared[compute] = compute(self)
        return self._shared[compute]  # type: ignore[return-value]

    @property
    def granted(self) -> list[Grant]:
        """The grants that files give to others than root."""
        if self._granted is None:
            self._granted = [
                grant
                for grant in self.policy.grants
                if not (grant.negated or grant.builtin or _for_root(grant.users))
            ]
        return self._granted

    @property
    def in_force(self) -> InForce:
        """The Defaults that are in force."""
        if self._in_force is None:
            self._in_force = InForce(self.policy.settings, self.around.target)
        return self._in_force

    def value(self, name: str) -> str | None:
        """What a parameter is for all who aren't named anywhere: `on`, `off` or a text; None: not known."""
        setting = self.in_force.generally(name)
        if setting is not None:
            return value_of(setting)
        return built_in(name, self.around.target, self.around.distro)

    @property
    def start(self) -> Span | None:
        """Where something is found that a policy lacks; None where there is no whole policy."""
        policy = self.policy
        if not policy.sources or not (policy.grants or policy.settings):
            return None
        source = policy.sources[0]
        if "sudoers.d/" in source.path:
            return None
        return Span(source, 0, max(0, source.text.find("\n")))

    def doubt(self, holding: Holding, argv: Sequence[str]) -> str | None:
        """Why it isn't known whether the policy lets the holder run this command line by this very grant.

        Empty: it does; None: it doesn't.
        """
        holder = holding.holder
        request = Request(holder.user, tuple(argv), holder.host, holder.runas_user)
        if request not in self._decisions:
            self._decisions[request] = self.shared(_decider).decide(request)
        decision = self._decisions[request]
        if decision.verdict is Verdict.UNDECIDED:
            concerned = decision.reason == TOO_MANY or holding.grant in decision.may_allow
            return decision.reason if concerned else None
        return "" if decision.verdict is Verdict.ALLOW and decision.grant is holding.grant else None

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


def _decider(context: Context) -> Decider:
    policy = context.policy
    return Decider(policy, context.around.accounts, _EFFORT + _EFFORT_EACH * len(policy.grants))


_EFFORT, _EFFORT_EACH = 1_000_000, 50
"""How many entries are looked at in all for what checks ask: in any case, and for each entry."""


def _for_root(users: tuple[Member, ...]) -> bool:
    return all((one.kind, one.name) in ((Kind.NAME, "root"), (Kind.ID, "0")) for one in users)
