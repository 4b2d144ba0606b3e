"""Turn a Lark grammar into the tables that `lalr.parse` runs on.

Run `python -m sudolint.syntax.generate` after changing a grammar; a test keeps both in step. Only this
module imports Lark: building a table takes longer than reading a policy.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from pkgutil import get_data
from typing import Any

from lark import Lark
from lark.lexer import Lexer
from lark.parsers.lalr_analysis import Shift

GRAMMARS = ("nix", "sudoers")

HEADER = '''"""Parse tables made from grammars/{name}.lark by `python -m sudolint.syntax.generate`."""

# ruff: noqa
# fmt: off
'''


class _NoLexer(Lexer):
    """The lexer that Lark asks for and that is never used."""

    def __init__(self, *_: Any) -> None: ...

    def lex(self, *_: Any) -> Any:
        raise NotImplementedError


def grammar_tables(name: str) -> tuple[Any, ...]:
    """The tables of grammars/NAME.lark: (rules, shifts, reductions, defaults, gotos).

    Parsing starts in state 0 and ends with the shift of $END.

    rules       (origin, length, action, children to splice, whether ERROR is among them)
    shifts      for each state, terminal → next state
    reductions  for each state, terminal → rule
    defaults    for each state, the rule to reduce by at any other terminal, or -1
    gotos       for each state, nonterminal → next state
    """
    text = (get_data("sudolint.grammars", f"{name}.lark") or b"").decode()
    lark = Lark(text, parser="lalr", lexer=_NoLexer, start="start", maybe_placeholders=False)
    parse_table = lark.parser.parser._parse_table
    numbers: dict[Any, int] = {}
    rules: list[tuple[str, int, str, tuple[int, ...], bool]] = []
    for rule in lark.rules:
        numbers[rule] = len(rules)
        origin = str(rule.origin.name)
        splice = tuple(
            place
            for place, symbol in enumerate(rule.expansion)
            if not symbol.is_term and symbol.name.startswith("_")
        )
        passes_through = rule.options.expand1 and len(rule.expansion) == 1 and not rule.alias
        action = "" if passes_through else str(rule.alias or origin)
        # A rule of ERROR alone comes before any text was dropped: it must not end the recovery.
        recovers = len(rule.expansion) > 1 and any(symbol.name == "ERROR" for symbol in rule.expansion)
        rules.append((origin, len(rule.expansion), action, splice, recovers))
    order = _breadth_first(parse_table)
    shifts: list[dict[str, int]] = []
    reductions: list[dict[str, int]] = []
    defaults: list[int] = []
    gotos: list[dict[str, int]] = []
    for state in order:
        shift: dict[str, int] = {}
        reduce: dict[str, int] = {}
        goto: dict[str, int] = {}
        for symbol, (action, argument) in sorted(parse_table.states[state].items()):
            if action is not Shift:
                reduce[str(symbol)] = numbers[argument]
            elif _is_terminal(symbol):
                shift[str(symbol)] = order[argument]
            else:
                goto[str(symbol)] = order[argument]
        # As in Bison, the reduction that most terminals ask for stands for all others, but where an
        # error could be shifted: an error is then seen late, which is what sudo's recovery rests on.
        default = -1
        if reduce and "ERROR" not in shift:
            default = Counter(reduce.values()).most_common(1)[0][0]
            reduce = {symbol: rule for symbol, rule in reduce.items() if rule != default}
        shifts.append(shift)
        reductions.append(reduce)
        defaults.append(default)
        gotos.append(goto)
    end = order[parse_table.end_states["start"]]
    shifts[end]["$END"] = end
    return rules, shifts, reductions, defaults, gotos


def _is_terminal(symbol: str) -> bool:
    return symbol.isupper() or symbol == "$END"


def _breadth_first(parse_table: Any) -> dict[int, int]:
    """Number the states from the start state on: Lark's own numbers differ from run to run."""
    order = {parse_table.start_states["start"]: 0}
    queue = list(order)
    for state in queue:
        for _, (action, argument) in sorted(parse_table.states[state].items()):
            if action is Shift and argument not in order:
                order[argument] = len(order)
                queue.append(argument)
    return order


def module_text(name: str) -> str:
    """The Python module that holds the tables of a grammar."""
    parts = [HEADER.format(name=name)]
    titles = ("RULES", "SHIFTS", "REDUCTIONS", "DEFAULTS", "GOTOS")
    for title, row in zip(titles, grammar_tables(name), strict=True):
        parts.append(f"{title} = [\n" + "".join(f"    {item!r},\n" for item in row) + "]\n")
    return "\n".join(parts)


def main() -> None:
    """Write the tables of the grammars named, or of all."""
    for name in sys.argv[1:] or GRAMMARS:
        (Path(__file__).parent / name / "tables.py").write_text(module_text(name), "utf-8")


if __name__ == "__main__":
    main()
