"""Commands that were to be denied: `docker exec`, in whatever way a program can be brought to it."""

from __future__ import annotations

from sudolint.audit.programs import TOLD, wrapped
from sudolint.audit.verbs import shapes, unknown
from sudolint.errors import LimitError
from sudolint.findings import Finding
from sudolint.policy.model import Cmnd, CmndKind
from sudolint.policy.permits import NO, Answer, Permits
from sudolint.policy.question import Question
from sudolint.programs.compile import forms
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sudolint.checks.context import Holding
    from sudolint.findings import Rule
    from sudolint.language.expression import Expression
    from sudolint.packs import Packs
    from sudolint.policy.model import Grant
    from sudolint.policy.surroundings import Surroundings
    from sudolint.programs.model import Program

_COST = 500
"""What it costs to work out how a denied command may be reached, beside the searches for it."""

_WILD = "*?[\\"

_PSEUDO = {
    "sudoedit": Cmnd(CmndKind.SUDOEDIT, "sudoedit"),
    "list": Cmnd(CmndKind.FILE, "list", '""'),
}
"""Commands that aren't programs, as Cmnds that have a path."""


class Intention(NamedTuple):
    """That some commands are not to be reached."""

    commands: tuple[str, ...]
    """In words: `docker exec`."""
    users: tuple[str, ...] = ()
    """Whom it concerns; empty: everyone."""
    reason: str = ""


class Reached(NamedTuple):
    """A grant by which something denied is reached, or may be."""

    denied: str
    holding: Holding
    answer: Answer


class Denied:
    """One denial, compiled: a program and the argument lists by which it does what was denied."""

    def __init__(self, text: str, packs: Packs, places: Mapping[str, str]) -> None:
        """Take the command in words, as one would write it: `docker network create`."""
        self.text = text
        name, *words = text.split()
        self._pseudo = _PSEUDO.get(name)
        self._kind = CmndKind(name) if self._pseudo else None
        self._words = words
        name = name.rpartition("/")[2]
        self._packs = packs
        self._places = places
        self._program = packs.program(name)
        self._names = self._program.names if self._program else (name,)
        self._forms: list[tuple[Expression, ...]] = []
        self._examples: list[tuple[str, ...]] = []
        self._questions: dict[tuple[str, bool], Question] = {}

    def reached_by(self, holding: Holding, permits: Permits | None = None) -> Answer:
        """Whether the holder reaches it by this grant."""
        grant, holder = holding
        cmnd = grant.cmnd
        if cmnd.kind in (CmndKind.SUDOEDIT, CmndKind.LIST) or (self._pseudo and cmnd.kind is CmndKind.ALL):
            if self._pseudo is None or cmnd.kind not in (self._kind, CmndKind.ALL):
                return NO
            pseudo = cmnd if cmnd.kind is CmndKind.SUDOEDIT else self._pseudo
            return Permits(grant._replace(cmnd=pseudo), holder).find(self._by(None))
        wrapper = None
        if cmnd.kind is CmndKind.FILE:
            name = cmnd.path.rpartition("/")[2]
            if name not in self._names and name.rstrip("0123456789.-") not in self._names:
                wrapper = self._packs.program(name)
                if wrapper is None or not wrapper.wrappers:
                    return NO
        effort = holder.effort
        try:
            if effort:
                effort.spend(0 if self._forms else _COST)
        except LimitError as error:
            return Answer(None, str(error))
        permits = permits or Permits(grant, holder)
        answer = permits.find(self._by(wrapper))
        if answer == NO and self._program is None and permits.find(self._by(wrapper, loosely=True)) != NO:
            return Answer(None, f"it is not known which options of `{self._names[0]}` take a value")
        return answer

    def _by(self, wrapper: Program | None, *, loosely: bool = False) -> Question:
        key = (wrapper.name if wrapper else "", loosely)
        if key not in self._questions:
            if not self._forms:
                self._compile()
            wanted = [(unknown(self._words, loosely=True),)] if loosely else self._forms
            self._questions[key] = wrapped(wrapper, self._names, wanted, self._examples)
        return self._questions[key]

    def _compile(self) -> None:
        examples: list[tuple[str, ...]] = []
        if self._program is None:
            self._forms = [(unknown(self._words),)]
        else:
            wanted, examples = shapes(self._program, self._words)
            self._forms = list(forms(self._program, wanted, self._places))
        itself = Question(self._names, self._forms)
        self._examples = [one for one in (tuple(self._words), *examples) if itself.has(one)]


def reached(denied: list[Denied], holdings: Iterable[Holding]) -> Iterator[Reached]:
    """Each grant by which one of the denied commands is reached, or isn't known to be out of reach.

    Where there is no effort left, it is said of one of them only.
    """
    for holding in holdings:
        permits = Permits(holding.grant, holding.holder)
        told = False
        for one in denied:
            answer = one.reached_by(holding, permits)
            tired = bool(answer.undecided) and permits.tired
            if answer != NO and not (tired and told):
                yield Reached(one.text, holding, answer)
            told = told or tired
            if tired and permits.given_up:
                break


def denied_commands(
    intentions: Iterable[Intention], holdings: Sequence[Holding], packs: Packs, around: Surroundings
) -> Iterator[Finding]:
    """Each grant by which somebody reaches what she is meant not to."""
    told = 0
    for intention in dict.fromkeys(intentions):
        denied = [Denied(text, packs, around.places.patterns) for text in intention.commands if text.split()]
        concerned = [(one, _concerns(intention, one.holder.user, around)) for one in holdings]
        doubts = {id(one): doubt for one, doubt in concerned if doubt is not None}
        for one in reached(denied, tuple([one for one, doubt in concerned if doubt is not None])):
            detail = f"`{one.denied}`" + (f" ({intention.reason})" if intention.reason else "")
            told += 1
            if told > TOLD:
                detail += "; by which other grants is not listed: there are too many"
            yield _finding(packs.rule("denied-command"), one, detail, doubts[id(one.holding)])
            if told > TOLD:
                break


def _concerns(intention: Intention, user: str, around: Surroundings) -> str | None:
    """Why it isn't known that a denial concerns whoever holds a grant; None: it doesn't."""
    if not intention.users or user in intention.users or user == "ALL":
        return ""
    if not user.startswith("%"):
        return None
    if any((name, user[1:]) in around.accounts.memberships for name in intention.users):
        return ""
    if around.accounts.groups is None:
        return f"it is not known who is in `{user}`"
    group = around.accounts.group(user[1:])
    return "" if group and group.members.intersection(intention.users) else None


def bypassed_denials(
    denials: Sequence[Grant], holdings: Sequence[Holding], packs: Packs, around: Surroundings
) -> Iterator[Finding]:
    """Each denial of a policy that does not keep from what it names: found where the denial stands."""
    first: dict[str, int] = {}
    questions: dict[int, Denied] = {}
    for denial in denials:
        words = _words(denial)
        if words is not None and first.setdefault(words, id(denial)) == id(denial):
            questions[id(denial)] = Denied(words, packs, around.places.patterns)
    found: dict[int, Reached] = {}
    for holding in holdings if questions else ():
        permits = Permits(holding.grant, holding.holder)
        for denial in holding.holder.denials:
            one = questions.get(id(denial))
            if one is not None:
                answer = one.reached_by(holding, permits)
                if answer != NO:
                    known = found.setdefault(id(denial), Reached(one.text, holding, answer))
                    if known.answer.witness is None and answer.witness is not None:
                        found[id(denial)] = Reached(one.text, holding, answer)
                if answer.witness is not None:
                    del questions[id(denial)]
    rule = packs.rule("bypassed-denial")
    for denial in denials:
        if id(denial) in found:
            yield _finding(rule, found[id(denial)], f"`!{denial.cmnd.text}`", "")._replace(span=denial.span)


def _words(denial: Grant) -> str | None:
    """What a denial means, in words: its wildcards left out; None where that is not clear."""
    cmnd = denial.cmnd
    if cmnd.kind is not CmndKind.FILE or (cmnd.arguments or "").startswith("^"):
        return None
    words = [word.strip("*") for word in (cmnd.arguments or "").split(" ")]
    words = [word for word in words if word and word != '""']
    if any(sign in word for word in words for sign in _WILD):
        return None
    return " ".join([cmnd.path, *words])


def _finding(rule: Rule, one: Reached, detail: str, doubt: str) -> Finding:
    grant = one.holding.grant
    undecided = one.answer.undecided or doubt
    return Finding(rule, rule.severity, grant.span, grant, one.answer.witness, undecided, (), detail)
