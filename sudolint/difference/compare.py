"""What one policy permits in some case that another one doesn't."""

from __future__ import annotations

from itertools import islice, product

from sudolint.audit.programs import ANY_COMMAND
from sudolint.difference.cases import MOST, may_meet
from sudolint.difference.guards import PASSWORD, bound_commands
from sudolint.difference.sides import Said, bare, meaning
from sudolint.language.search import TOO_MANY
from sudolint.policy.bound import is_apart
from sudolint.policy.holders import Holder
from sudolint.policy.matching import UndecidableError, may_cover_path, only_path
from sudolint.policy.model import Cmnd, CmndKind
from sudolint.policy.permits import NO, Answer, Permits
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sudolint.difference.cases import Case, Cases, Family
    from sudolint.difference.guards import Guard
    from sudolint.difference.sides import Side
    from sudolint.language.search import Effort
    from sudolint.policy.model import Grant

_EVERYTHING = Said(-1, Cmnd(CmndKind.ALL, "ALL"), positive=True)
_SUDOEDIT = Cmnd(CmndKind.SUDOEDIT, "sudoedit")
_LIST = Cmnd(CmndKind.FILE, "list", '""')
"""The pseudo command, as one that has a path."""

_KNOWN = tuple(
    [
        folder + name
        for name in ("sh", "bash", "env", "cat", "id", "useradd", "systemctl")
        for folder in ("/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/", "/usr/local/bin/")
    ]
)
"""Commands that stand for many."""

RIVALS = 8
"""How many grants are looked at that stood after another one, and don't any more."""

_QUESTION, _MEMBERS = 10, 16
"""What it costs to ask something of a case, and so many members of its lists one more."""

HOLDERS = 20_000
"""How many holders are listed; of each further difference only the first one is."""


class Found(NamedTuple):
    """A difference, with all whom it concerns."""

    number: int
    """That of the grant."""
    holders: tuple[Holder, ...]
    others: int
    """How many more it concerns, who are not listed: there are too many."""
    case: Case
    family: Family
    permits: Permits
    answer: Answer


class _Question(NamedTuple):
    """A grant less what the other side permits."""

    number: int
    cmnd: Cmnd
    guard: Guard | None
    permits: Permits
    theirs: tuple[Said, ...]


class Comparison:
    """Compares a side with another one, grant by grant."""

    def __init__(self, side: Side, other: Side, cases: Cases, effort: Effort) -> None:
        self._side = side
        self._other = other
        self._cases = cases
        self._alike = side.basis == other.basis
        self._bound = [cmnd for one in (side, other) for cmnd in bound_commands(one)]
        self._answers: dict[object, Answer] = {}
        self._effort = effort
        self._listed = 0

    def beyond(self) -> Iterator[Found]:
        """What this side permits and the other doesn't."""
        for number, grant in enumerate(self._side.grants):
            if not grant.negated and not self._kept(number):
                yield from self._differences(number, None)

    def without(self, guard: Guard, new: Collection[int], lost: Collection[int]) -> Iterator[Found]:
        """What both sides permit, but only the other one with a guard.

        `new` are the grants of which something is permitted by this side only, `lost` those of the other side
        of which something isn't: that is said already, and whoever has others beside them is not looked at.
        """
        side, other = self._side, self._other
        if not guard.matters(side, other):
            return
        alike = self._alike and side.settings_of(guard.parameters) == other.settings_of(guard.parameters)
        if alike and side.meanings(guard.meaning) == other.meanings(guard.meaning):
            return
        for number, grant in enumerate(side.grants):
            if not grant.negated and guard.may_be_missing(side, number):
                code = side.meanings(guard.meaning)[number]
                twin = other.twin(code, guard.meaning) if alike else None
                rivals: list[Grant] = []
                if number not in new:
                    rivals = self._rivals(number, guard, -1 if twin is None else twin, lost)
                yield from self._beside(number, guard, rivals, alone=twin is None)

    def _beside(self, number: int, guard: Guard, rivals: Sequence[Grant], *, alone: bool) -> Iterator[Found]:
        """The differences of a grant for whoever has it alone, and for whoever has one of its rivals, too."""
        told: set[object] = set()
        ways: list[Sequence[Grant]] = [()] if alone else []
        for some in (*ways, *[[rival] for rival in rivals[:RIVALS]]):
            for found in self._differences(number, guard, some):
                if found.family[:3] not in told:
                    told.add(found.family[:3])
                    yield found

    def _kept(self, number: int) -> bool:
        """Whether the other side has the same grant, and denies no more of it."""
        if not self._alike:
            return False
        twin = self._other.twin(self._side.meanings(meaning)[number], meaning)
        return twin is not None and self._other.later_denials(twin) <= self._side.later_denials(number)

    def _differences(self, number: int, guard: Guard | None, rivals: Sequence[Grant] = ()) -> Iterator[Found]:
        """The differences of a grant, one for each kind of people whom it is for."""
        grant = self._side.grants[number]
        cmnds = _parts(grant.cmnd, self._bound if guard is PASSWORD else ())
        members = len(grant.users) + len(grant.hosts) + len(grant.runas.users or ())
        for family in self._cases.of(grant, self._side.default_target, rivals):
            for cmnd, case in product(cmnds, family.cases):
                if self._effort.left <= 0:
                    holders, others = self._holders(number, family, case)
                    answer = Answer(None, TOO_MANY)
                    yield Found(number, holders, others, case, family, Permits(grant, holders[0]), answer)
                    return
                self._effort.left -= _QUESTION + members // _MEMBERS
                question = self._question(number, cmnd, case, guard)
                if question is not None and (answer := self._answer(question, case)) != NO:
                    holders, others = self._holders(number, family, case)
                    yield Found(number, holders, others, case, family, question.permits, answer)
                    break
            else:
                if len(family.cases) >= MOST and guard is None:
                    case = family.cases[0]
                    holders, others = self._holders(number, family, case)
                    answer = Answer(None, "there are too many exceptions to go through")
                    yield Found(number, holders, others, case, family, Permits(grant, holders[0]), answer)

    def _rivals(self, number: int, guard: Guard, twin: int, lost: Collection[int]) -> list[Grant]:
        """Grants of the other side after one there that may permit the same, and aren't after it here.

        For those who hold both, the later one decides whether what they permit is guarded.
        """
        side, other = self._side, self._other
        path = only_path(side.grants[number].cmnd)
        codes, others = side.meanings(guard.meaning), other.meanings(guard.meaning)
        later = {codes[at] for at in side.permitting(path) if at > number}
        return [
            other.grants[at]
            for at in other.permitting(path)
            if at > twin
            and others[at] not in later
            and at not in lost
            and may_meet(side.grants[number], other.grants[at])
        ]

    def _question(self, number: int, cmnd: Cmnd, case: Case, guard: Guard | None) -> _Question | None:
        """What a grant permits beyond the other side; None: plainly nothing."""
        side, other, path = self._side, self._other, only_path(cmnd)
        if not side.applies(number, case) or (guard and guard.holds(side, number, case, cmnd)):
            return None
        if guard is None:
            theirs = other.said(case, path)
            denials = side.denials(number, case, path)
        else:
            holds = guard.holds
            theirs = other.said(
                case, path, lambda at: other.grants[at].negated or not holds(other, at, case, cmnd)
            )
            if all(said.positive for said in theirs):
                return None
            denials = _later(side, number, self._mine(case, cmnd, guard))
            bound = self._bound if guard is PASSWORD else ()
            apart = [Said(-1, one, positive=True) for one in bound if is_apart(one, cmnd)]
            theirs = (_EVERYTHING, *theirs, *apart)
        globs = [one.situation(case).flags.fast_glob for one in (side, other)]
        if guard is None and globs[0] == globs[1] and _is_covered(bare(cmnd), denials, theirs):
            return None
        grant = side.grants[number]._replace(cmnd=cmnd)
        permits = Permits(grant, self._holder(number, case, denials), other.layers(case, path, theirs))
        return _Question(number, cmnd, guard, permits, theirs)

    def _mine(self, case: Case, cmnd: Cmnd, guard: Guard | None) -> tuple[Said, ...]:
        """What this side says of a case: that it permits something, and without a guard that is asked for."""
        side, path = self._side, only_path(cmnd)
        if guard is None:
            return side.said(case, path)
        holds = guard.holds
        return side.said(case, path, lambda at: not (side.grants[at].negated or holds(side, at, case, cmnd)))

    def _answer(self, question: _Question, case: Case) -> Answer:
        """A command line that is permitted; not certain where the other side may permit it, too."""
        key = question.permits.key
        if key not in self._answers:
            self._answers[key] = question.permits.find(ANY_COMMAND)
        answer = self._answers[key]
        if answer.witness is None:
            return answer
        if only_path(question.cmnd) is None and (example := self._example(question, case)):
            return answer._replace(witness=answer.witness._replace(argv=example))
        try:
            self._other.deciding(case, question.theirs, answer.witness.argv)
        except UndecidableError as doubt:
            return answer._replace(undecided=str(doubt))
        return answer

    def _example(self, question: _Question, case: Case) -> tuple[str, ...] | None:
        """A plain command that everyone knows, if there is one in a difference of many."""
        mine = self._mine(case, question.cmnd, question.guard)
        missed = [
            *(one.cmnd for one in mine if not one.positive),
            *(one.cmnd for one in question.theirs if one.positive),
        ]  # a path may be the same file by another name
        taken = {(only_path(cmnd) or "").rpartition("/")[2] for cmnd in missed}
        for path in _KNOWN:
            if path.rpartition("/")[2] in taken:
                continue
            try:
                first = self._side.deciding(case, mine, (path,))
                theirs = self._other.deciding(case, question.theirs, (path,))
            except UndecidableError:
                continue
            if first is not None and first.number == question.number and not (theirs and theirs.positive):
                return (path,)
        return None

    def _holders(self, number: int, family: Family, case: Case) -> tuple[tuple[Holder, ...], int]:
        """All whom what is so in a case concerns, and how many of them are left out."""
        first = family.cases[0]
        users = family.users if case.user.shown == first.user.shown else (case.user.shown,)
        targets = family.targets if case.target.shown == first.target.shown else (case.target.shown,)
        every = product(users, targets)
        count = len(users) * len(targets) if self._listed < HOLDERS else 1
        self._listed += count
        holder = self._holder(number, case, ())
        listed = [holder._replace(user=user, runas_user=target) for user, target in islice(every, count)]
        return tuple(listed), len(users) * len(targets) - count

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
            confined=situation.confines(grant),
            effort=self._effort,
        )


def _later(side: Side, number: int, said: Sequence[Said]) -> tuple[Grant, ...]:
    """The grants after one that take something from it: what they say is negative."""
    return tuple(
        [side.grants[at]._replace(cmnd=cmnd) for at, cmnd, positive in said if at > number and not positive]
    )


def _parts(cmnd: Cmnd, bound: Sequence[Cmnd]) -> list[Cmnd]:
    """A command as it is compared: apart from it what Defaults are bound to, and pseudo commands."""
    if cmnd.kind is CmndKind.LIST:
        return [_LIST]
    parts = [
        one._replace(arguments=one.arguments or cmnd.arguments)
        for one in bound
        if is_apart(one, cmnd)
        and may_cover_path(cmnd, one.path, fast_glob=True)
        and None in (cmnd.arguments, one.arguments)
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
