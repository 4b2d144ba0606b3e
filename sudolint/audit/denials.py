"""Commands that were to be denied: `docker exec`, in whatever way a program can be brought to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sudolint.audit.programs import wrapped
from sudolint.findings import Effect, Finding, Severity
from sudolint.language.expression import ANYTHING, BOUNDARY, WORD, Star, cat, literal, optional
from sudolint.policy.model import CmndKind
from sudolint.policy.permits import NO, Answer, Permits, Wanted
from sudolint.programs.compile import forms
from sudolint.programs.model import Shape
from sudolint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sudolint.checks.context import Holding
    from sudolint.findings import Rule
    from sudolint.language.expression import Expression
    from sudolint.packs import Packs
    from sudolint.policy.model import Grant
    from sudolint.policy.surroundings import Surroundings
    from sudolint.programs.model import Program

_WILD = "*?[\\"
_SPECIAL = "\\^$.[]|()*+?{}"


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
        name = name.rpartition("/")[2]
        self._packs = packs
        program = packs.program(name)
        self._names = program.names if program else (name,)
        examples: list[tuple[str, ...]] = []
        if program is None:
            self._forms: list[tuple[Expression, ...]] = [(_unknown(words),)]
        else:
            shapes, examples = _shapes(program, words)
            self._forms = list(forms(program, shapes, places))
        itself = Wanted(self._names, self._forms)
        self._examples = [example for example in (tuple(words), *examples) if itself.has(example)]
        self._wanted: dict[str, Wanted] = {}

    def reached_by(self, holding: Holding) -> Answer:
        """Whether the holder reaches it by this grant."""
        cmnd = holding.grant.cmnd
        if cmnd.kind in (CmndKind.SUDOEDIT, CmndKind.LIST):
            return NO
        if cmnd.kind is not CmndKind.FILE:
            return Permits(holding.grant, holding.holder).find(self._by(None))
        name = cmnd.path.rpartition("/")[2]
        if name in self._names or name.rstrip("0123456789.-") in self._names:
            return Permits(holding.grant, holding.holder).find(self._by(None))
        wrapper = self._packs.program(name)
        if wrapper is not None and wrapper.wrappers:
            return Permits(holding.grant, holding.holder).find(self._by(wrapper))
        return NO

    def _by(self, wrapper: Program | None) -> Wanted:
        key = wrapper.name if wrapper else ""
        if key not in self._wanted:
            self._wanted[key] = wrapped(wrapper, self._names, self._forms, self._examples)
        return self._wanted[key]


def reached(denied: list[Denied], holdings: Iterable[Holding]) -> Iterator[Reached]:
    """Each grant by which one of the denied commands is reached, or isn't known to be out of reach."""
    for holding in holdings:
        for one in denied:
            answer = one.reached_by(holding)
            if answer != NO:
                yield Reached(one.text, holding, answer)


def denied_commands(
    intentions: Iterable[Intention], holdings: Sequence[Holding], packs: Packs, around: Surroundings
) -> Iterator[Finding]:
    """Each grant by which somebody reaches what she is meant not to."""
    for intention in intentions:
        denied = [Denied(text, packs, around.places.patterns) for text in intention.commands if text.split()]
        concerned = [(one, _concerns(intention, one.holder.user, around)) for one in holdings]
        doubts = {id(one): doubt for one, doubt in concerned if doubt is not None}
        for one in reached(denied, tuple([one for one, doubt in concerned if doubt is not None])):
            detail = f"`{one.denied}`" + (f" ({intention.reason})" if intention.reason else "")
            yield _finding(packs.rules["denied-command"].rule, one, detail, doubts[id(one.holding)])


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
    denials: Iterable[Grant], holdings: Sequence[Holding], packs: Packs, around: Surroundings
) -> Iterator[Finding]:
    """Each denial of a policy that does not keep from what it names: found where the denial stands."""
    seen: set[str] = set()
    for denial in denials:
        words = _words(denial)
        if words is None or words in seen:
            continue
        seen.add(words)
        bound = tuple([one for one in holdings if denial in one.holder.denials])
        found = next(reached([Denied(words, packs, around.places.patterns)], bound), None)
        if found is not None and found.answer.witness is not None:
            rule = packs.rules["bypassed-denial"].rule
            yield _finding(rule, found, f"`!{denial.cmnd.text}`", "")._replace(span=denial.span)


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


def _shapes(program: Program, words: list[str]) -> tuple[list[Shape], list[tuple[str, ...]]]:
    """The shapes by which a program does what the words say, or opens its daemon; with examples."""
    shapes: list[Shape] = []
    examples: list[tuple[str, ...]] = []
    for denial in program.denials:
        if denial.words == " ".join(words):
            shapes += denial.shapes
            examples += denial.examples
    shapes = shapes or [_shape(program, words)]
    if shapes[0].commands:
        for escape in program.escapes:
            if escape.rule.effect is Effect.DAEMON and escape.rule.severity is Severity.CRITICAL:
                shapes += escape.shapes
                examples += escape.examples
    return shapes, examples


def _shape(program: Program, words: list[str]) -> Shape:
    """The longest row of words that names a command, the rest being operands."""
    for length in range(len(words), 0, -1):
        command = program.spelled.get(tuple(words[:length]))
        if command is not None:
            return Shape((command.name,), operands=tuple(map(_escaped, words[length:])))
    return Shape((), operands=tuple(map(_escaped, words)))


def _escaped(word: str) -> str:
    return "".join("\\" + sign if sign in _SPECIAL else sign for sign in word)


def _unknown(words: list[str]) -> Expression:
    """The arguments of a program that nothing is known of: these words first, options left out."""
    option = cat(BOUNDARY, literal("-"), WORD)
    items = [item for word in words for item in (Star(option), BOUNDARY, literal(word))]
    return cat(*items, optional(cat(BOUNDARY, ANYTHING)))
