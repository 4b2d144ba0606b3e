"""The policy of a Nix file: evaluated under all assumptions that matter, rendered, and read as sudo would."""

from __future__ import annotations

import sys

from sudolint.errors import UsageError
from sudolint.policy.model import Gap, Policy
from sudolint.policy.nixos.combination import Combination
from sudolint.policy.nixos.conditions import Conditions
from sudolint.policy.nixos.configuration import System
from sudolint.policy.nixos.discovery import machines
from sudolint.policy.nixos.doas import DOAS, doas_text
from sudolint.policy.nixos.evaluator import STEPS, Budget, Evaluator, Holes
from sudolint.policy.nixos.facts import facts_of
from sudolint.policy.nixos.failures import EvaluationError, ExhaustedError, OpaqueError, ThrownError
from sudolint.policy.nixos.files import Files, MissingError, tree_of
from sudolint.policy.nixos.given import given_values
from sudolint.policy.nixos.grants import Naming, grant_on, policy_of_text, setting_on
from sudolint.policy.nixos.library.names import names
from sudolint.policy.nixos.sudo import SUDO, sudoers_text
from sudolint.policy.nixos.text import NOWHERE, String, constant
from sudolint.policy.nixos.users import USERS
from sudolint.policy.nixos.values import Thunk
from sudolint.records import NamedTuple
from sudolint.source import ErrorKind, PolicyError, Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sudolint.policy.load import NixOptions
    from sudolint.policy.model import Fact, Grant
    from sudolint.policy.nixos.conditions import Decision
    from sudolint.policy.nixos.discovery import Machine
    from sudolint.syntax.nix.nodes import Expr

STACK = 12_000
"""How deep Python functions may call one another during an evaluation."""

EVALUATIONS = 100
"""The most sets of assumptions that a file is evaluated under."""

TEXT = 100_000
"""How much text is made of a file before no more assumptions are gone through."""

FURTHER = 20
"""For how many machines of a file besides the first one there is more time."""

RETRIES = 8
"""How many options at their defaults are taken to be set elsewhere, where a policy fails without."""

PRESETS: dict[str, object] = {"security": {**SUDO, "doas": DOAS}, "users": USERS}
"""NixOS's own options, as far as they make a policy."""


class _Outcome(NamedTuple):
    """What NixOS would write under one set of assumptions."""

    machine: str
    text: String
    """Of sudoers."""
    doas: tuple[Grant, ...]
    facts: tuple[Fact, ...]
    decisions: tuple[Decision, ...]
    errors: tuple[EvaluationError, ...]
    gaps: dict[str, Span]


def policy(path: str, text: str | None, options: NixOptions) -> Policy:
    """The policy of a Nix file; `text` is what stands in it, where that is known already.

    What is there only under some of the conditions that the files don't decide says so.
    """
    return _Reading(path, text, options).policy()


def rendered(
    path: str, text: str | None, options: NixOptions, assume: bool
) -> tuple[str, tuple[PolicyError, ...]]:
    """The sudoers file that NixOS would write, and what is wrong; `assume` settles conditions.

    Raises UsageError where the file describes several machines and none is named.
    """
    return _Reading(path, text, options).rendered(assume)


class _Reading:
    """A Nix file, and what its evaluations share."""

    def __init__(self, path: str, text: str | None, options: NixOptions) -> None:
        named_folders = [one.partition("=") for one in options.paths]
        folders = [after or before for before, _, after in named_folders]
        self._files = Files(options.root or tree_of(path), folders, options.texts)
        self._options = options
        self._names = names({before: after for before, _, after in named_folders if after})
        self._budget = Budget()
        self._holes = Holes()
        self._tree: Expr | None = None
        self._missing: list[PolicyError] = []
        try:
            self._source = self._files.enter(path, text)
            self._tree = self._files.tree(self._source)
        except MissingError as error:
            self._source = Source(path, "")
            self._missing = [PolicyError(ErrorKind.READ, self._start, str(error))]
        self._naming = Naming(self._holes, self._start)

    @property
    def _start(self) -> Span:
        return Span(self._source, 0, 0)

    # ---- One evaluation

    def _evaluator(self, assume: bool, given: Sequence[bool]) -> Evaluator:
        ev = Evaluator(self._names, self._files, Conditions(assume, given), self._budget, self._holes)
        ev.known = given_values(ev, self._options.known)
        return ev

    def _machines(self, ev: Evaluator, wanted: str | None = None) -> list[Machine]:
        if self._tree is None:
            return []
        return machines(ev, Thunk(self._tree, ev.scope(self._source)), wanted)

    def _evaluated(self, machine: str, assume: bool, given: Sequence[bool]) -> _Outcome:
        """What comes of one machine under some assumptions."""
        ev = self._evaluator(assume, given)
        text = constant("")
        doas: list[Grant] = []
        facts: list[Fact] = []

        def evaluate() -> None:
            nonlocal text
            for one in self._machines(ev, machine):
                if one.name == machine:
                    seen = [self._files.entry]
                    root = System(ev, one.modules, special=one.special, presets=PRESETS, seen=seen).root
                    text = sudoers_text(root)
                    doas.extend(self._doas_grants(doas_text(root)))
                    facts.extend(facts_of(root))
                    return

        self._guarded(ev, evaluate)
        decisions, errors, gaps = tuple(ev.conditions.made), tuple(ev.errors), ev.gaps
        return _Outcome(machine, text, tuple(doas), tuple(facts), decisions, errors, gaps)

    def _doas_grants(self, text: String) -> list[Grant]:
        if not text.text:
            return []
        from sudolint.policy.nixos.doas_conf import doas_grants

        return [self._naming.grant(grant) for grant in doas_grants(text, self._source.path)]

    def _guarded(self, ev: Evaluator, evaluate: Callable[[], None]) -> None:
        """Evaluate something; what goes wrong is noted."""
        stack = sys.getrecursionlimit()
        sys.setrecursionlimit(max(stack, STACK))
        try:
            evaluate()
        except EvaluationError as error:
            ev.errors[error] = None
        except OpaqueError:
            ev.gaps["this file"] = self._start
        except RecursionError:
            ev.errors[ExhaustedError("this recurses too deep", self._start)] = None
        finally:
            sys.setrecursionlimit(stack)

    # ---- All of them

    def _machine_names(self) -> dict[str, bool]:
        """The machines, and whether their names are those of hosts."""
        ev = self._evaluator(True, ())
        found: dict[str, bool] = {}
        self._guarded(ev, lambda: found.update({one.name: one.is_host for one in self._machines(ev)}))
        if self._options.host is not None:
            if self._options.host not in found:
                raise UsageError(f"no machine `{self._options.host}` in {self._source.path}")
            return {self._options.host: True}
        return found or {"": False}

    def _explored(self, machine: str, most: int) -> tuple[list[_Outcome], bool]:
        """What comes of a machine with each open condition going either way, and whether that is all."""
        found: list[_Outcome] = []
        seen: set[tuple[str, bool]] = set()
        waiting: list[list[bool]] = [[]]
        while waiting and len(found) < most and (not found or self._may_go_on(found)):
            given = waiting.pop(0)
            outcome = self._evaluated(machine, True, given)
            found.append(outcome)
            answers = [decision.answer for decision in outcome.decisions]
            for number, decision in enumerate(outcome.decisions[len(given) :], len(given)):
                key = (decision.text, decision.elsewhere)
                if key not in seen:
                    seen.add(key)
                    waiting.append([*answers[:number], not answers[number]])
        return found, not waiting

    def _may_go_on(self, found: list[_Outcome]) -> bool:
        """Whether there is time for another evaluation."""
        return self._budget.left > STEPS // 2 and sum([len(one.text.text) for one in found]) < TEXT

    def policy(self) -> Policy:
        """The policy under all assumptions."""
        outcomes: list[_Outcome] = []
        complete = True
        machine_names = self._machine_names()
        self._budget.left += STEPS // 10 * min(len(machine_names) - 1, FURTHER)
        for name in machine_names:
            explored, whole = self._explored(name, EVALUATIONS // len(machine_names) + 1)
            complete = complete and whole
            outcomes += explored
        return self._combined(outcomes, {name for name, host in machine_names.items() if host}, complete)

    def _combined(self, outcomes: list[_Outcome], hosts: set[str], complete: bool) -> Policy:
        answers = [outcome.decisions for outcome in outcomes]
        combination = Combination([outcome.machine for outcome in outcomes], answers)
        parsed: dict[str, tuple[Policy, dict[str, Span]]] = {}
        for outcome in outcomes:
            if outcome.text.text not in parsed:
                parsed[outcome.text.text] = policy_of_text(outcome.text, self._source.path, self._naming)
        read = [parsed[outcome.text.text] for outcome in outcomes]
        grants = combination.merged([policy.grants for policy, _ in read])
        settings = combination.merged([policy.settings for policy, _ in read])
        doas = combination.merged([outcome.doas for outcome in outcomes])
        facts = combination.merged([outcome.facts for outcome in outcomes])
        gaps: dict[str, Span] = {}
        for found in (*[outcome.gaps for outcome in outcomes], *[inner for _, inner in read]):
            gaps |= found
        notes = [
            Gap(f"what `{gap}` adds is not known", self._naming.place(place)) for gap, place in gaps.items()
        ]
        if not self._files.mention(
            "sudo", "doas"
        ):  # no error of the policy, but nobody knows what would come
            exhausted = [error for one in outcomes for error in one.errors if error.kind is ErrorKind.LIMIT]
            notes += [Gap(error.message, self._naming.place(error.span)) for error in exhausted[:1]]
        if not complete:
            notes.append(Gap("it depends on more conditions than were gone through", self._start))
        errors = [*self._missing, *self._files.errors, *self._errors(outcomes)]
        errors += [error for policy, _ in read for error in policy.errors]
        return Policy(
            tuple([grant_on(grant, hosts) for grant in grants]),
            tuple([setting_on(setting, hosts) for setting in settings]),
            _without_repetition(errors),
            gaps=tuple(notes),
            doas=tuple([grant_on(grant, hosts) for grant in doas]),
            facts=tuple([fact._replace(condition=condition) for fact, condition, _ in facts]),
            sources=self._files.sources,
            aliases=tuple(dict.fromkeys([alias for policy, _ in read for alias in policy.aliases])),
            references=tuple(dict.fromkeys([one for policy, _ in read for one in policy.references])),
        )

    def _errors(self, outcomes: Sequence[_Outcome]) -> list[PolicyError]:
        """What Nix would refuse: not what hangs on an option that another module may set."""
        if not self._files.mention("sudo", "doas"):
            return []
        found: list[PolicyError] = []
        everywhere = [{error.located for error in outcome.errors} for outcome in outcomes]
        for outcome in outcomes:
            for error in outcome.errors:
                located = error.located
                others = [
                    other for other, errors in zip(outcomes, everywhere, strict=True) if located not in errors
                ]
                thrown = isinstance(error, ThrownError) and bool(others)
                if not thrown and not any(_only_elsewhere(outcome, other) for other in others):
                    found.append(located)
        return [
            error._replace(span=self._start) if error.span.source is NOWHERE.source else error
            for error in found
            if error.span.source not in self._files.broken
        ]

    def rendered(self, assume: bool) -> tuple[str, tuple[PolicyError, ...]]:
        """The text under one assumption for all conditions."""
        machine_names = self._machine_names()
        if len(machine_names) > 1:
            raise UsageError(f"several machines; name one with --host: {', '.join(machine_names)}")
        given: list[bool] = []
        machine = next(iter(machine_names))
        outcome = self._evaluated(machine, assume, given)
        for _ in range(RETRIES):
            answers = [decision.answer for decision in outcome.decisions]
            unset = [
                number
                for number, decision in enumerate(outcome.decisions)
                if decision.elsewhere and not decision.answer and number >= len(given)
            ]
            if not outcome.errors or not unset:
                break
            given = [*answers[: unset[-1]], True]
            outcome = self._evaluated(machine, assume, given)
        errors = [*self._missing, *self._files.errors, *self._errors([outcome])]
        text = self._naming.text(outcome.text.text).lstrip("\n")
        return text, _without_repetition(errors)


def _only_elsewhere(one: _Outcome, other: _Outcome) -> bool:
    """Whether two outcomes differ in nothing but what other modules may set."""
    answers = {(decision.text, decision.elsewhere): decision.answer for decision in other.decisions}
    differ = False
    for decision in one.decisions:
        answer = answers.get((decision.text, decision.elsewhere))
        if answer is not None and answer != decision.answer:
            if not decision.elsewhere:
                return False
            differ = True
    return differ


def _without_repetition(errors: Sequence[PolicyError]) -> tuple[PolicyError, ...]:
    """The errors, one for each place."""
    found: dict[Span, PolicyError] = {}
    for error in errors:
        found.setdefault(error.span, error)
    return tuple(found.values())
