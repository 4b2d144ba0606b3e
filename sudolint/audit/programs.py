"""What is known of programs, asked of grants: is a known escape among what they permit."""

from __future__ import annotations

from sudolint.findings import Finding, Severity
from sudolint.language.automaton import Automaton
from sudolint.language.expression import cat, one_of
from sudolint.language.search import TOO_MANY, witness
from sudolint.policy.matching import not_known, possible_arguments
from sudolint.policy.model import CmndKind
from sudolint.policy.permits import NO, Answer, Permits
from sudolint.policy.permitted import ANY_ARGUMENTS
from sudolint.policy.question import Question
from sudolint.programs.compile import before_command, forms, leading_to
from sudolint.programs.model import DIRECTORY
from sudolint.programs.reach import Reach
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sudolint.checks.context import Holding
    from sudolint.findings import Rule
    from sudolint.language.expression import Expression
    from sudolint.packs import Packs
    from sudolint.policy.model import Cmnd, Grant
    from sudolint.policy.places import Places
    from sudolint.programs.model import Denial, Escape, Program

TELLING = ("bash", "sh", "dash", "env", "python3", "perl", "useradd", "chroot", "docker")
"""Programs by which a pattern of paths is shown to make root, the plainest first."""

_NAMED = (CmndKind.FILE, CmndKind.SUDOEDIT, CmndKind.UNKNOWN)
"""Cmnds that name a program: the name may be known where the folder isn't."""

ANY_COMMAND = Question((), [(ANY_ARGUMENTS,)])


TOLD = 50_000
"""How many findings are told in full; of each further grant only the worst one is."""


class _Found(NamedTuple):
    """What is so of a grant, whoever holds it."""

    rule: Rule
    needs: tuple[str, ...]
    answer: Answer
    executes: bool = False
    """Whether it takes that the program runs another one."""


class _Group(NamedTuple):
    """Grants of one Cmnd that are alike."""

    first: Holding
    permits: Permits
    grants: dict[int, Grant]
    """By their identity."""


class Programs:
    """Asks grants about programs; keeps compiled what is asked again, and what was answered."""

    def __init__(self, packs: Packs, places: Places) -> None:
        self._packs = packs
        self._places = places
        self._compiled: dict[tuple[str, ...], Question] = {}
        self._found: dict[tuple[object, ...], list[_Found]] = {}

    def of_holdings(self, holdings: Iterable[Holding]) -> Iterator[Finding]:
        """What is known of the programs that are granted; once for grants of a Cmnd that an alias shares.

        Short grants are looked at first: long ones may leave no effort for others.
        """
        groups: dict[tuple[object, ...], _Group] = {}
        for holding in holdings:
            grant, holder = holding
            permits = Permits(grant, holder)
            alike = (grant.span, holder.becomes_root, holder.confined, grant.options.chdir, permits.key)
            groups.setdefault(alike, _Group(holding, permits, {})).grants[id(grant)] = grant
        found: dict[int, list[Finding]] = {}
        told = 0
        for group in sorted(groups.values(), key=lambda group: group.permits.size):
            every = self.of_grant(group.first, group.permits)
            found[id(group)] = list(every) if told < TOLD else _worst(every)
            told += len(found[id(group)])
        for group in groups.values():
            besides = tuple([grant for grant in group.grants.values() if grant is not group.first.grant])
            for finding in found[id(group)]:
                yield finding._replace(besides=besides) if besides else finding

    def of_grant(self, holding: Holding, permits: Permits) -> Iterator[Finding]:
        """What is known of the program that is granted; `permits` may be less than the grant permits."""
        key = (holding.grant.options.chdir, *permits.key)
        found = self._found.get(key)
        if found is None:
            found = list(self._of_grant(holding.grant, permits))
            if not permits.tired:
                self._found[key] = found
        for one in found:
            yield _finding(one, holding)

    def _of_grant(self, grant: Grant, permits: Permits) -> Iterator[_Found]:
        cmnd = grant.cmnd
        if cmnd.kind in _NAMED:
            program = self._packs.program(cmnd.path.rpartition("/")[2])
            if program is None:
                yield from self._of_unknown(cmnd, permits)
                return
            yield from self._ask(program, grant, permits)
            if program.wrappers:
                for inner in self._wrapped(cmnd):
                    yield from self._ask(inner, grant, permits, program)
        elif cmnd.kind in (CmndKind.GLOB, CmndKind.DIRECTORY, CmndKind.REGEX):
            yield from self._of_paths(permits)

    def _of_unknown(self, cmnd: Cmnd, permits: Permits) -> Iterator[_Found]:
        """That a program which nothing is known of has free arguments, or that it isn't known itself."""
        if cmnd.kind is CmndKind.UNKNOWN and cmnd.path.endswith(cmnd.holes):
            yield _Found(self._packs.rule("unknown-command"), (), Answer(None, not_known(cmnd)))
        elif self._places.covers(cmnd.path):
            return  # it is whatever the caller puts there
        elif cmnd.arguments is None or any(sign in cmnd.arguments for sign in "*?[^"):
            answer = permits.find(ANY_COMMAND)
            if answer != NO:
                yield _Found(self._packs.rule("unknown-program"), (), answer)

    def _of_paths(self, permits: Permits) -> Iterator[_Found]:
        """That a pattern or directory takes in a program that makes root, or at least any program."""
        rule = self._packs.rule("wildcard-command")
        for name in TELLING:
            program = self._packs.program(name)
            for escape in program.escapes if program else ():
                if program is not None and escape.rule.severity is Severity.CRITICAL:
                    answer = permits.find(self._question(program, escape, None))
                    if answer != NO:
                        yield _Found(rule, (), answer)
                        return
        answer = permits.find(ANY_COMMAND)
        if answer != NO:
            yield _Found(rule._replace(severity=Severity.HIGH), (), answer)

    def _wrapped(self, cmnd: Cmnd) -> Iterator[Program]:
        """The programs that a Cmnd names among the arguments."""
        for word in dict.fromkeys((cmnd.arguments or "").split()):
            program = self._packs.program(word.rpartition("/")[2])
            if program is not None:
                yield program

    def _ask(
        self, program: Program, grant: Grant, permits: Permits, wrapper: Program | None = None
    ) -> Iterator[_Found]:
        """What is known of a program that is permitted, or that another one that is may run."""
        told = False
        for one in self._answered(program, grant, permits, wrapper):
            tired = permits.tired and one.answer.undecided != ""
            if one.answer != NO and not (tired and told):  # that no more is looked for is said once
                yield one
            told = told or tired
            if told and permits.given_up:
                return

    def _answered(
        self, program: Program, grant: Grant, permits: Permits, wrapper: Program | None
    ) -> Iterator[_Found]:
        reach = Reach(program, possible_arguments(grant.cmnd), wrapped=wrapper is not None)
        directory = grant.options.chdir
        missing = None if self._places.leaves(directory) else DIRECTORY
        for escape in reach.escapes():
            if missing not in escape.needs:
                question = self._question(program, escape, wrapper, directory)
                executes = escape.executes or wrapper is not None
                yield _Found(escape.rule, escape.needs, permits.find(question), executes)
        for denial in reach.denials():
            if permits.tired:
                yield _Found(denial.rule, (), Answer(None, TOO_MANY))
            elif self._means_others(program, denial, permits, reach):
                answer = permits.find(self._question(program, denial, wrapper))
                yield _Found(denial.rule, (), answer, wrapper is not None)

    def _question(
        self,
        program: Program,
        asked: Escape | Denial,
        wrapper: Program | None,
        directory: str | None = None,
    ) -> Question:
        """The question; `directory` is where sudo runs the command, None: where the caller stands."""
        places = self._places.run_in(directory)
        key = (asked.rule.id, wrapper.name if wrapper else "", places.directory)
        if key not in self._compiled:
            examples = asked.examples
            if places.directory:  # some of them begin in the directory of the caller
                fitting = Question(program.names, forms(program, asked.shapes, places.patterns))
                examples = tuple([example for example in examples if fitting.has(example)])
            wanted = forms(program, asked.shapes, places.patterns)
            self._compiled[key] = wrapped(wrapper, program.names, wanted, examples)
        return self._compiled[key]

    def _means_others(self, program: Program, denial: Denial, permits: Permits, reach: Reach) -> bool:
        """Whether a grant reaches other commands than a verb; one that doesn't means the verb itself."""
        itself = {name for shape in denial.shapes if not shape.requires for name in shape.commands}
        spelled = [words for name in itself for words in program.commands[name].spellings]
        groups = {words[:length] for words in spelled for length in range(1, len(words))}
        others = [
            command
            for command in program.commands.values()
            if command.name not in itself and not groups.intersection(command.spellings)
        ]
        near = [command for command in others if reach.may_lead_to((command.name,))]
        if not near:
            return False
        if any(
            permits.accepts((*words, *more)) for one in near for words in one.spellings for more in ((), "a")
        ):
            return True
        key = (denial.rule.id, "others")
        if key not in self._compiled:
            wanted = leading_to(program, [command.name for command in others])
            self._compiled[key] = Question(program.names, wanted)
        return permits.reaches(self._compiled[key])


def _worst(findings: Iterable[Finding]) -> list[Finding]:
    """The worst of a grant's findings, which tells of the others."""
    every = list(findings)
    if len(every) <= 1:
        return every
    worst = max(every, key=lambda one: (not one.undecided, one.severity))
    return [worst._replace(detail=f"{len(every) - 1} more are not listed: there are too many")]


def _finding(found: _Found, holding: Holding) -> Finding:
    rule, holder, grant = found.rule, holding.holder, holding.grant
    severity, detail = rule.severity, ""
    if not holder.becomes_root:  # another account, with whatever it may do
        severity = Severity.MEDIUM if severity >= Severity.HIGH else min(severity, Severity.LOW)
    if holder.confined and found.executes:
        severity, detail = min(severity, Severity.LOW), "NOEXEC or INTERCEPT stops it"
    answer = found.answer.for_holder(holder)
    return Finding(rule, severity, grant.span, grant, answer.witness, answer.undecided, found.needs, detail)


def wrapped(
    wrapper: Program | None,
    names: Sequence[str],
    wanted: Iterable[tuple[Expression, ...]],
    examples: Sequence[Sequence[str]],
) -> Question:
    """What is wanted of a program, by a program that runs it where there is one."""
    if wrapper is None:
        return Question(names, wanted, examples)
    before = before_command(wrapper)
    words = _lead(wrapper, Automaton(before))
    command = cat(before, one_of(names))
    return Question(
        wrapper.names,
        (tuple([cat(command, part) for part in form]) for form in wanted),
        [(*words, names[0], *example) for example in examples],
    )


def _lead(wrapper: Program, before: Automaton) -> Sequence[str]:
    """What stands between a wrapper and the command that it runs, as in one of its examples."""
    for escape in wrapper.escapes:
        for example in escape.examples:
            for length in range(len(example)):
                if before.accepts("\0".join(["", *example[:length], ""])):
                    return example[:length]
    return (witness([before]) or "").split("\0")[1:-1]
