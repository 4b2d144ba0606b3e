"""The parser: runs tables made from a Lark grammar over tokens and builds a tree at once.

Lark makes the tables (`generate.py`); this loop is what reads policies with them, faster than Lark's
own and with the error recovery of yacc(1): a production with the terminal ERROR stands for any text
that can't be parsed, up to a token that fits after it.
"""

from __future__ import annotations

from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import ModuleType
    from typing import Any, TypeAlias

Token: TypeAlias = "tuple[Any, ...]"  # noqa: S105 - a type
"""Terminal, value, start and end offset; a lexer may add to it."""

Action: TypeAlias = "Callable[[list[Any]], Any]"
"""Makes a node of the values of a rule's right side."""

OnError: TypeAlias = "Callable[[Token, list[str]], None]"
"""Is told of a token that doesn't fit and of the terminals that would have."""

OnRejected: TypeAlias = "Callable[[Token, Rejected], None]"
"""Is told of the last token that was read and of what an action raised."""

END = "$END"
ERROR = "ERROR"


class Rejected(Exception):  # noqa: N818 - not an error of the program
    """Raised by an action: its rule doesn't hold after all, and the text around it is in error."""


class Rule(NamedTuple):
    """A production, as the parser needs it to reduce by."""

    length: int
    """Of the right side."""
    action: Action | None
    """None: the only child."""
    after: After
    """The state below the right side → what follows the left side."""
    recovers: bool
    """Whether ERROR is on the right side."""

    @property
    def is_unit(self) -> bool:
        """Whether it only gives another name to a single symbol."""
        return self.length == 1 and not self.recovers


class After(dict[int, tuple[int, tuple[Action, ...]]]):
    """The state after a left side, and the actions of the single-symbol rules that surely follow.

    For each state below; worked out when first taken.
    """

    __slots__ = ("gotos", "ready")

    def __init__(self, gotos: dict[int, int], ready: list[Rule | None]) -> None:
        self.gotos = gotos
        self.ready = ready

    def __missing__(self, below: int) -> tuple[int, tuple[Action, ...]]:
        found = self[below] = _follow(self.ready, self.gotos[below], below)
        return found


def _follow(ready: list[Rule | None], state: int, below: int) -> tuple[int, tuple[Action, ...]]:
    """Where single-symbol rules that don't depend on the next token lead, and their actions."""
    actions: tuple[Action, ...] = ()
    while (rule := ready[state]) is not None and rule.is_unit:
        if rule.action:
            actions += (rule.action,)
        state, more = rule.after[below]
        actions += more
    return state, actions


class Shift(NamedTuple):
    """What becomes of a token that fits, with what surely follows from it."""

    before: tuple[tuple[Action, int], ...]
    """Rules without a right side that come first: their actions, the states after them."""
    actions: tuple[Action, ...]
    """Those of the single-symbol rules that the token stands for."""
    state: int


class Units(dict[int, tuple[int, tuple[Action, ...]]]):
    """What becomes of a state at a terminal by single-symbol rules, one after the other.

    For each state below, the state that follows and the actions on the value; worked out when first taken.
    """

    __slots__ = ("state", "tables", "terminal")

    def __init__(self, tables: Tables, state: int, terminal: str) -> None:
        self.tables = tables
        self.state = state
        self.terminal = terminal

    def __missing__(self, below: int) -> tuple[int, tuple[Action, ...]]:
        state = self.state
        actions: list[Action] = []
        while (rule := _reduction(self.tables, state, self.terminal)) is not None and rule.is_unit:
            if rule.action:
                actions.append(rule.action)
            state, more = rule.after[below]
            actions.extend(more)
        found = self[below] = state, tuple(actions)
        return found


Step: TypeAlias = int | Shift | Units | Rule | None
"""What to do at a terminal; a number is the state after a plain shift, None: it doesn't fit."""


class Tables(NamedTuple):
    """Parse tables, with the actions of a builder in place of their names."""

    rules: list[Rule]
    shifts: list[dict[str, int]]
    reductions: list[dict[str, int]]
    defaults: list[int]
    steps: list[dict[str, Step]]
    """For each state, terminal → what to do."""
    ready: list[Rule | None]
    """For each state, the rule to reduce by whatever comes next, before it is read."""


class _Steps(dict[str, Step]):
    """The steps of a state; each is worked out when first taken, for a small policy takes few."""

    __slots__ = ("state", "tables")

    def __init__(self, state: int, tables: Tables) -> None:
        self.state = state
        self.tables = tables

    def __missing__(self, terminal: str) -> Step:
        step = self[terminal] = _step(self.tables, self.state, terminal)
        return step


def _step(tables: Tables, state: int, terminal: str) -> Step:
    """What to do in a state at a terminal."""
    first: Rule | None = None
    before: list[tuple[Action, int]] = []
    while (target := tables.shifts[state].get(terminal)) is None:
        rule = _reduction(tables, state, terminal)
        first = first or rule
        if rule is None or rule.length or rule.action is None:
            return Units(tables, state, terminal) if first and first.is_unit else first
        state = rule.after.gotos[state]
        before.append((rule.action, state))
    target, actions = _follow(tables.ready, target, state)
    if before or actions or terminal == END:
        return Shift(tuple(before), actions, target)
    return target


def _reduction(tables: Tables, state: int, terminal: str) -> Rule | None:
    """The rule to reduce by in a state at a terminal."""
    if terminal in tables.shifts[state]:
        return None
    number = tables.reductions[state].get(terminal, tables.defaults[state])
    return tables.rules[number] if number >= 0 else None


def bind(tables: ModuleType, builder: object) -> Tables:
    """Give each rule of generated tables the builder's method of its name.

    Rules whose name starts with an underscore make lists, which the rule above takes in as its own.
    """
    ready: list[Rule | None] = []
    after: dict[str, After] = {}
    for state, gotos in enumerate(tables.GOTOS):
        for origin, target in gotos.items():
            after.setdefault(origin, After({}, ready)).gotos[state] = target
    rules: list[Rule] = []
    for origin, length, name, splice, recovers in tables.RULES:
        action: Action | None = None
        if origin.startswith("_"):
            action = _flatten(splice)
        elif name:
            action = getattr(builder, name)
            if splice:
                action = _spliced(action, splice)
        rules.append(Rule(length, action, after[origin], recovers))
    for shifts, reductions, number in zip(tables.SHIFTS, tables.REDUCTIONS, tables.DEFAULTS, strict=True):
        ready.append(None if shifts or reductions or number < 0 else rules[number])
    bound = Tables(rules, tables.SHIFTS, tables.REDUCTIONS, tables.DEFAULTS, [], ready)
    bound.steps.extend(_Steps(state, bound) for state in range(len(ready)))
    return bound


def _flatten(splice: Sequence[int]) -> Action:
    """An action that makes one list of its values, with the lists at the places `splice` opened."""
    if not splice:
        return list
    if splice == (0,):  # a left-recursive list grows in place

        def extend(values: list[Any]) -> list[Any]:
            grown: list[Any] = values[0]
            grown.extend(values[1:])
            return grown

        return extend

    def flatten(values: list[Any]) -> list[Any]:
        flat: list[Any] = []
        for index, value in enumerate(values):
            if index in splice:
                flat.extend(value)
            else:
                flat.append(value)
        return flat

    return flatten


def _spliced(action: Action, splice: Sequence[int]) -> Action:
    """The action called with the lists at the places `splice` opened."""
    flatten = _flatten(splice)
    return lambda values: action(flatten(values))


def parse(
    tables: Tables, tokens: Iterable[Token], on_error: OnError, on_rejected: OnRejected | None = None
) -> Any:
    """The value of the start symbol; None where an error could not be recovered from.

    `tokens` must end with a token END. As with bison, a token is asked for only once all is done that
    doesn't depend on it.
    """
    _, shifts, _, _, steps, ready = tables
    states = [0]
    values: list[Any] = []
    state = 0
    recovering = 0  # as in yacc: until so many tokens were shifted no further error is reported
    fitting: dict[tuple[int, ...], list[str]] = {}
    for token in tokens:
        terminal = token[0]
        shifted = False
        while not shifted:
            try:
                while not shifted:
                    step = steps[state][terminal]
                    if isinstance(step, int):
                        shifted = True
                        state = step
                        values.append(token)
                        states.append(state)
                        rule = ready[state]
                    elif isinstance(step, Shift):
                        shifted = True
                        before, actions, state = step
                        for action, state_after in before:
                            values.append(action([]))
                            states.append(state_after)
                        value: Any = token
                        for action in actions:
                            value = action([value])
                        values.append(value)
                        states.append(state)
                        rule = ready[state]
                    elif isinstance(step, Units):
                        state, actions = step[states[-2]]
                        for action in actions:
                            values[-1] = action([values[-1]])
                        states[-1] = state
                        continue
                    elif step is None:
                        break
                    else:
                        rule = step
                    while rule is not None:
                        length, maker, after, recovers = rule
                        if length:
                            children = values[-length:]
                            del values[-length:], states[-length:]
                        else:
                            children = []
                        if recovers:
                            recovering = 0
                        value = maker(children) if maker else children[0]
                        state, actions = after[states[-1]]
                        for action in actions:
                            value = action([value])
                        values.append(value)
                        states.append(state)
                        rule = ready[state]
                if shifted:
                    recovering = recovering and recovering - 1
                    break
                if not recovering:
                    stack = tuple(states)
                    if stack not in fitting:
                        fitting[stack] = expected(tables, stack)
                    on_error(token, fitting[stack])
                elif recovering == 3:
                    if terminal == END:
                        return None
                    break
            except Rejected as rejected:
                if on_rejected:
                    on_rejected(token, rejected)
            recovering = 3
            while ERROR not in shifts[states[-1]]:
                states.pop()
                if not states:
                    return None
                values.pop()
            state = shifts[states[-1]][ERROR]
            states.append(state)
            values.append((ERROR, None, token[2], token[2]))
    return values[0]


def expected(tables: Tables, states: Sequence[int]) -> list[str]:
    """The terminals that could stand next, in the order of the grammar's tables."""
    state = states[-1]
    candidates = dict.fromkeys([*tables.shifts[state], *tables.reductions[state]])
    if tables.defaults[state] >= 0:
        candidates |= dict.fromkeys(terminal for row in tables.shifts for terminal in row)
    return [t for t in candidates if t != ERROR and _accepts(tables, list(states), t)]


def _accepts(tables: Tables, states: list[int], terminal: str) -> bool:
    """Whether the parser would shift the terminal, after reductions."""
    while terminal not in tables.shifts[states[-1]]:
        number = tables.reductions[states[-1]].get(terminal, tables.defaults[states[-1]])
        if number < 0:
            return False
        rule = tables.rules[number]
        del states[len(states) - rule.length :]
        states.append(rule.after.gotos[states[-1]])
    return True
