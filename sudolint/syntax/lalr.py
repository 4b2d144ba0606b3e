"""The parser: runs tables made from a Lark grammar over tokens and builds a tree at once.

Lark makes the tables (`generate.py`); this loop is what reads policies with them, faster than Lark's
own and with the error recovery of yacc(1): a production with the terminal ERROR stands for any text
that can't be parsed, up to a token that fits after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from types import ModuleType

Token: TypeAlias = tuple[str, Any, int, int]
"""Terminal, value, start and end offset."""

Action: TypeAlias = Callable[[list[Any]], Any]
"""Makes a node of the values of a rule's right side."""

OnError: TypeAlias = Callable[[Token, list[str]], None]
"""Is told of a token that doesn't fit and of the terminals that would have."""

END = "$END"
ERROR = "ERROR"


class Tables(NamedTuple):
    """Parse tables, with the actions of a builder in place of their names."""

    start: int
    end: int
    rules: list[tuple[str, int, Action | None, bool]]
    """Left side, length of the right side, action (None: the only child), whether ERROR is in it."""
    shifts: list[dict[str, int]]
    reductions: list[dict[str, int]]
    defaults: list[int]
    gotos: list[dict[str, int]]


def bind(tables: ModuleType, builder: object) -> Tables:
    """Give each rule of generated tables the builder's method of its name.

    Rules whose name starts with an underscore make lists, which the rule above takes in as its own.
    """
    rules: list[tuple[str, int, Action | None, bool]] = []
    for origin, length, name, splice, recovers in tables.RULES:
        action: Action | None = None
        if origin.startswith("_"):
            action = _flatten(splice)
        elif name:
            action = getattr(builder, name)
            if splice:
                action = _spliced(action, splice)
        rules.append((origin, length, action, recovers))
    return Tables(
        tables.START,
        tables.END,
        rules,
        tables.SHIFTS,
        tables.REDUCTIONS,
        tables.DEFAULTS,
        tables.GOTOS,
    )


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


def parse(tables: Tables, tokens: Iterable[Token], on_error: OnError) -> Any:
    """The value of the start symbol; None where an error could not be recovered from.

    `tokens` must end with a token END.
    """
    _, end, rules, shifts, reductions, defaults, gotos = tables
    states = [tables.start]
    values: list[Any] = []
    recovering = 0  # as in yacc: until so many tokens were shifted no further error is reported
    for token in tokens:
        terminal = token[0]
        while True:
            state = states[-1]
            target = shifts[state].get(terminal)
            if target is not None:
                states.append(target)
                values.append(token)
                if recovering:
                    recovering -= 1
                break
            rule = reductions[state].get(terminal, defaults[state])
            if rule >= 0:
                origin, length, action, recovers = rules[rule]
                if length:
                    children = values[-length:]
                    del states[-length:], values[-length:]
                else:
                    children = []
                values.append(action(children) if action else children[0])
                if recovers:
                    recovering = 0
                state = gotos[states[-1]][origin]
                states.append(state)
                if state == end and terminal == END:
                    return values[0]
                continue
            if not recovering:
                on_error(token, expected(tables, states))
            elif recovering == 3:
                if terminal == END:
                    return None
                break
            recovering = 3
            while ERROR not in shifts[states[-1]]:
                states.pop()
                if not states:
                    return None
                values.pop()
            states.append(shifts[states[-1]][ERROR])
            values.append((ERROR, None, token[2], token[2]))
    return None


def expected(tables: Tables, states: Sequence[int]) -> list[str]:
    """The terminals that could stand next, in the order of the grammar's tables."""
    state = states[-1]
    candidates = dict.fromkeys([*tables.shifts[state], *tables.reductions[state]])
    if tables.defaults[state] >= 0:
        candidates |= dict.fromkeys(terminal for row in tables.shifts for terminal in row)
    return [t for t in candidates if t != ERROR and _accepts(tables, list(states), t)]


def _accepts(tables: Tables, states: list[int], terminal: str) -> bool:
    """Whether the parser would shift the terminal, after reductions."""
    while True:
        state = states[-1]
        if terminal in tables.shifts[state]:
            return True
        rule = tables.reductions[state].get(terminal, tables.defaults[state])
        if rule < 0:
            return False
        origin, length, _, _ = tables.rules[rule]
        del states[len(states) - length :]
        states.append(tables.gotos[states[-1]][origin])
        if states[-1] == tables.end:
            return terminal == END
