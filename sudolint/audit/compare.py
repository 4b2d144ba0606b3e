"""What one policy permits in some case that another one doesn't."""

from __future__ import annotations

from itertools import product

from sudolint.audit.cases import MOST, may_cover
from sudolint.audit.guards import PASSWORD, bound_commands, is_apart
from sudolint.audit.programs import ANY_COMMAND
from sudolint.audit.sides import Said, bare, meaning
from sudolint.policy.holders import Holder
from sudolint.policy.model import Cmnd, CmndKind
from sudolint.policy.permits import NO, Answer, Permits, only_path
from sudolint.records import NamedTuple

TYPE_CHECKING = False
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.audit.cases import Case, Cases, Family
    from sudolint.audit.guards import Guard
    from sudolint.audit.sides import Side
    from sudolint.policy.model import Grant

_EVERYTHING = Said(-1, Cmnd(CmndKind.ALL, "ALL"), positive=True)
_SUDOEDIT = Cmnd(CmndKind.SUDOEDIT, "sudoedit")
_LIST = Cmnd(CmndKind.FILE, "list", '""')
"""The pseudo command, as one that has a path."""

RIVALS = 30
"""How many grants are looked at that may have permitted the same with a guard to some of the same people."""


class Found(NamedTuple):
    """A difference, with all whom it concerns."""

    number: int
    """That of the grant."""
    holders: tuple[Holder, ...]
    case: Case
    family: Family
    permits: Permits
    answer: Answer


class Comparison:
    """Compares a side with another one, grant by grant."""

    def __init__(self, side: Side, other: Side, cases: Cases) -> None:
        self._side = side
        self._other = other
        self._cases = cases
        self._alike = side.basis == other.basis
        self._bound = [cmnd for one in (side, other) for cmnd in bound_commands(one)]
        self._answers: dict[object, Answer] = {}

    def beyond(self) -> Iterator[Found]:
        """What this side permits and the other doesn't."""
        for number, grant in enumerate(self._side.grants):
            if not grant.negated and not self._kept(number):
                yield from self._differences(number, None)

    def without(self, guard: Guard) -> Iterator[Found]:
        """What both sides permit, but only the other one with a guard."""
        side, other = self._side, self._other
        if not guard.matters(side, other):
            return
        alike = self._alike and side.settings_of(guard.parameters) == other.settings_of(guard.parameters)
        for number, grant in enumerate(side.grants):
            if not grant.negated and guard.may_be_missing(side, number):
                twin = other.twin(grant, guard.meaning) if alike else None
                rivals = self._rivals(number, guard, -1 if twin is None else twin)
                if twin is None or rivals:
                    yield from self._differences(number, guard, rivals if len(rivals) <= RIVALS else [])

    def _kept(self, number: int) -> bool:
        """Whether the other side has the same grant, and denies no more of it."""
        if not self._alike:
            return False
        twin = self._other.twin(self._side.grants[number], meaning)
        return twin is not None and self._other.later_denials(twin) <= self._side.later_denials(number)

    def _differences(self, number: int, guard: Guard | None, rivals: Sequence[Grant] = ()) -> Iterator[Found]:
        """The differences of a grant, one for each kind of people whom it is for."""
        grant = self._side.grants[number]
        cmnds = _parts(grant.cmnd, self._bound if guard is PASSWORD else ())
        for family in self._cases.of(grant, self._side.default_target, rivals):
            for cmnd, case in product(cmnds, family.cases):
                permits = self._compared(number, cmnd, case, guard)
                if permits is None:
                    continue
                answer = self._answer(permits, cmnd, case, guard)
                if answer != NO:
                    yield Found(number, self._holders(number, family, case), case, family, permits, answer)
                    break
            else:
                if len(family.cases) >= MOST and guard is None:
                    case = family.cases[0]
                    holders = self._holders(number, family, case)
                    answer = Answer(None, "there are too many exceptions to go through")
                    yield Found(number, holders, case, family, Permits(grant, holders[0]), answer)

    def _rivals(self, number: int, guard: Guard, twin: int) -> list[Grant]:
        """Grants of the other side after one there that may permit the same, and that this side lost."""
        side, other = self._side, self._other
        path = only_path(side.grants[number].cmnd)
        later = {guard.meaning(side.grants[at]) for at in side.permitting(path) if at > number}
        return [
            grant
            for at in other.permitting(path)
            if at > twin and guard.meaning(grant := other.grants[at]) not in later
        ]

    def _compared(self, number: int, cmnd: Cmnd, case: Case, guard: Guard | None) -> Permits | None:
        """A grant less what the other side permits; None: plainly nothing is left."""
        side, other, path = self._side, self._other, only_path(cmnd)
        if not side.applies(number, case):
            return None
        if guard is None:
            theirs = other.said(case, path)
            denials = side.later(number, side.said(case, path))
            globs = [one.situation(case).flags.fast_glob for one in (side, other)]
            if globs[0] == globs[1] and _is_covered(bare(cmnd), denials, theirs):
                return None
        else:
            holds = guard.holds
            if holds(side, number, case, cmnd):
                return None
            theirs = other.said(
                case, path, lambda at: other.grants[at].negated or not holds(other, at, case, cmnd)
            )
            if all(said.positive for said in theirs):
                return None
            bound = self._bound if guard is PASSWORD else ()
            apart = [Said(-1, one, positive=True) for one in bound if is_apart(one, cmnd)]
            theirs = (_EVERYTHING, *theirs, *apart)
            mine = side.said(
                case, path, lambda at: not (side.grants[at].negated or holds(side, at, case, cmnd))
            )
            denials = side.later(number, mine)
        grant = side.grants[number]._replace(cmnd=cmnd)
        holder = self._holder(number, case, denials)
        return Permits(grant, holder, other.layers(case, path, theirs))

    def _answer(self, permits: Permits, cmnd: Cmnd, case: Case, guard: Guard | None) -> Answer:
        """A command line that is permitted; not certain where the other side may permit it, too."""
        if permits.key not in self._answers:
            self._answers[permits.key] = permits.find(ANY_COMMAND)
        answer = self._answers[permits.key]
        if answer.witness is None or guard is not None:
            return answer
        path = only_path(cmnd)
        doubt = self._other.doubt(case, self._other.said(case, path), answer.witness.argv)
        return answer._replace(undecided=doubt) if doubt else answer

    def _holders(self, number: int, family: Family, case: Case) -> tuple[Holder, ...]:
        """All whom what is so in a case concerns."""
        first = family.cases[0]
        users = family.users if case.user.name == first.user.name else (case.user.shown,)
        targets = family.targets if case.target.name == first.target.name else (case.target.shown,)
        holder = self._holder(number, case, ())
        return tuple(
            [holder._replace(user=user, runas_user=target) for user, target in product(users, targets)]
        )

    def _holder(self, number: int, case: Case, denials: tuple[Grant, ...]) -> Holder:
        grant = self._side.grants[number]
        situation = self._side.situation(case)
        return Holder(
            case.user.shown,
            case.host,
            case.target.shown,
            denials,
            (),
            situation.flags.fast_glob,
            situation.asks(grant),
            f"it is not known whether {grant.condition}" if grant.condition else "",
        )


def _parts(cmnd: Cmnd, bound: Sequence[Cmnd]) -> list[Cmnd]:
    """A command as it is compared: apart from it what Defaults are bound to, and pseudo commands."""
    if cmnd.kind is CmndKind.LIST:
        return [_LIST]
    parts = [
        one._replace(arguments=one.arguments or cmnd.arguments)
        for one in bound
        if is_apart(one, cmnd) and may_cover(cmnd, one.path) and None in (cmnd.arguments, one.arguments)
    ]
    parts.insert(0, cmnd)
    if cmnd.kind is CmndKind.ALL and not cmnd.digests:
        parts += [_SUDOEDIT, _LIST]
    return parts


def _is_covered(cmnd: Cmnd, denials: Sequence[Grant], theirs: Sequence[Said]) -> bool:
    """Whether one of the others' grants is the same, and no more of it is denied."""
    denied = {grant.cmnd for grant in denials}
    for said in reversed(theirs):
        if said.positive and said.cmnd == cmnd:
            return True
        if not said.positive and said.cmnd not in denied:
            return False
    return False
