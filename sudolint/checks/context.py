"""What a check is given, and what it yields."""

from __future__ import annotations

from sudolint.policy.decide import Verdict, decide
from sudolint.policy.distributions import built_in
from sudolint.policy.holders import Holders
from sudolint.policy.in_force import InForce, value_of
from sudolint.policy.matching import beginning, lower
from sudolint.policy.model import CmndKind, Kind, Witness
from sudolint.policy.situation import Request
from sudolint.records import NamedTuple
from sudolint.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeVar

    from sudolint.policy.accounts import Accounts
    from sudolint.policy.holders import Holder
    from sudolint.policy.model import Cmnd, Grant, Member, Policy
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

    def hit(self, argv: Sequence[str], detail: str = "") -> Hit:
        """That the holder may run this command line."""
        holder = self.holder
        witness = Witness(holder.user, holder.host, holder.runas_user, tuple(argv))
        return Hit(self.grant.span, self.grant, witness, holder.unknown, detail)


class Context:
    """A policy with what is known around it, and what several checks want to know of it."""

    __slots__ = ("_granted", "_in_force", "_shared", "around", "holdings", "obeyed", "policy")

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

    def allows(self, holding: Holding, argv: Sequence[str]) -> bool:
        """Whether the policy lets the holder run this very command line by this very grant."""
        holder = holding.holder
        request = Request(holder.user, tuple(argv), holder.host, holder.runas_user)
        near = self.policy._replace(grants=self._from(holding.grant, holder.user, argv))
        decision = decide(near, request, self.around.accounts)
        return decision.verdict is Verdict.ALLOW and decision.grant is holding.grant

    def _from(self, grant: Grant, user: str, argv: Sequence[str]) -> tuple[Grant, ...]:
        """A grant and those after it that may decide about a command line of a user, in their order."""
        index, numbers = self.shared(_index)
        own = numbers[id(grant)]
        commands = (argv[0], " ".join(argv), "")
        keys = dict.fromkeys([(name, command) for name in (lower(user), "") for command in commands])
        found = sorted({number for key in keys for number in index.get(key, ()) if number >= own})
        return tuple([self.policy.grants[number] for number in found])

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


def _index(context: Context) -> tuple[dict[tuple[str, str], list[int]], dict[int, int]]:
    """The numbers of grants, by the names of their users with their path or command line; and by identity.

    Names and commands are empty where they may be several or aren't plain.
    """
    index: dict[tuple[str, str], list[int]] = {}
    numbers: dict[int, int] = {}
    for number, grant in enumerate(context.policy.grants):
        numbers[id(grant)] = number
        plain = all(user.kind is Kind.NAME for user in grant.users)
        for name in dict.fromkeys([lower(user.name) for user in grant.users] if plain else [""]):
            index.setdefault((name, _command(grant.cmnd)), []).append(number)
    return index, numbers


def _command(cmnd: Cmnd) -> str:
    if cmnd.kind is not CmndKind.FILE:
        return ""
    arguments = cmnd.arguments
    fixed = arguments and not cmnd.holes and beginning(arguments) == arguments
    return f"{cmnd.path} {arguments}" if fixed else cmnd.path


def _for_root(users: tuple[Member, ...]) -> bool:
    return all((one.kind, one.name) in ((Kind.NAME, "root"), (Kind.ID, "0")) for one in users)
