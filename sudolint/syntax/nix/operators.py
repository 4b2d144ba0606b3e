"""The order of operators: which operand belongs to which of them."""

from __future__ import annotations

from sudolint.records import NamedTuple
from sudolint.syntax.nix.nodes import Binary, HasAttr, Unary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sudolint.syntax.nix.errors import Errors
    from sudolint.syntax.nix.nodes import AttrPath, Expr


class Infix(NamedTuple):
    """How tightly an infix operator binds, and to which side it groups; None: it doesn't chain."""

    strength: int
    side: str | None


INFIX = {
    "CONCAT": Infix(10, "right"),
    "TIMES": Infix(9, "left"),
    "DIVIDE": Infix(9, "left"),
    "PLUS": Infix(8, "left"),
    "MINUS": Infix(8, "left"),
    "UPDATE": Infix(6, "right"),
    "LESS": Infix(5, None),
    "GREATER": Infix(5, None),
    "LESS_EQUAL": Infix(5, None),
    "GREATER_EQUAL": Infix(5, None),
    "EQUAL": Infix(4, None),
    "NOT_EQUAL": Infix(4, None),
    "AND": Infix(3, "left"),
    "OR_ELSE": Infix(2, "left"),
    "IMPLIES": Infix(1, "right"),
    "PIPE_INTO": Infix(0, "left"),
    "PIPE_FROM": Infix(0, "right"),
}
HAS_ATTR = 11
PREFIX = {"MINUS": 12, "NOT": 7}


class _Waiting(NamedTuple):
    """An operator that hasn't got its right operand yet."""

    sign: str
    strength: int
    side: str | None
    is_prefix: bool
    start: int


def arranged(items: Sequence[Any], errors: Errors) -> Expr:
    """The expression that a flat list of operands and operators makes.

    After the operator `?` comes an AttrPath. What doesn't chain is reported and grouped to the left.
    """
    operands: list[Expr] = []
    waiting: list[_Waiting] = []
    wants_operand = True
    rest = iter(items)
    for item in rest:
        if type(item) is not tuple:
            operands.append(item)
            wants_operand = False
            continue
        terminal, sign, start, end = item
        if wants_operand:
            waiting.append(_Waiting(sign, PREFIX[terminal], None, True, start))
        elif terminal == "QUESTION":
            _settle(operands, waiting, HAS_ATTR)
            path: AttrPath = next(rest)
            operands[-1] = HasAttr(operands[-1], path, operands[-1].start, path[-1].end)
        else:
            strength, side = INFIX[terminal]
            _settle(operands, waiting, strength)
            if waiting and waiting[-1].strength == strength:
                sides = {waiting[-1].side, side}
                if sides not in ({"left"}, {"right"}):
                    errors.report(start, end, f"`{waiting[-1].sign}` and `{sign}` in a row need parentheses")
                if sides != {"right"}:
                    _settle(operands, waiting, strength - 1)
            waiting.append(_Waiting(sign, strength, side, False, start))
            wants_operand = True
    _settle(operands, waiting, -1)
    return operands[0]


def _settle(operands: list[Expr], waiting: list[_Waiting], strength: int) -> None:
    """Give the operators that bind tighter than `strength` their operands."""
    while waiting and waiting[-1].strength > strength:
        operator = waiting.pop()
        right = operands[-1]
        if operator.is_prefix:
            operands[-1] = Unary(operator.sign, right, operator.start, right.end)
        else:
            operands.pop()
            left = operands[-1]
            operands[-1] = Binary(operator.sign, left, right, left.start, right.end)
