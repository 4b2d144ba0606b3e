"""Truth values that the files don't decide: what is assumed of them, and what follows from that.

An evaluation asks for the truth of a condition where it has to go one way or the other, and then keeps to the
answer. Going the other way is another evaluation, with the answers so far given beforehand.
"""

from __future__ import annotations

from sudolint.policy.nixos.values import Either, Unknown, truth_text
from sudolint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sudolint.policy.nixos.values import Truth


class Decision(NamedTuple):
    """One answer that an evaluation was given."""

    text: str
    """The condition, as an expression."""
    answer: bool
    elsewhere: bool = False
    """Whether the question was if another module sets an option that has a default here."""

    @property
    def phrase(self) -> str:
        """The answer in words."""
        if self.elsewhere:
            return f"`{self.text}` is {'set elsewhere' if self.answer else 'left at its default'}"
        return f"`{self.text}` is {'true' if self.answer else 'false'}"


class Conditions:
    """What one evaluation assumes of unknown truth values."""

    def __init__(self, assume: bool, given: Sequence[bool] = ()) -> None:
        """`assume` says which way conditions go, once the answers `given` beforehand are used up."""
        self.made: list[Decision] = []
        self._assume = assume
        self._given = given
        self._known: dict[str, bool] = {}

    def decide(self, truth: Truth, *, elsewhere: bool = False) -> bool:
        """The truth of a condition; where it is open, an answer is given, and kept to."""
        known = self._value(truth)
        if known is not None:
            return known
        flipped = False
        while isinstance(truth, Either) and truth.operator == "not":
            truth, flipped = truth.operands[0], not flipped
        number = len(self.made)
        if number < len(self._given):
            self._assign(truth, self._given[number])
        else:
            self._assign(truth, (self._assume and not elsewhere) is not flipped)
        answer = bool(self._value(truth))
        if elsewhere and answer:
            self._known |= {f"{truth_text(truth)} == {empty}": False for empty in ("null", "[ ]")}
        self.made.append(Decision(truth_text(truth), answer, elsewhere))
        return answer is not flipped

    def _value(self, truth: Truth) -> bool | None:
        """What follows from the answers so far; None: nothing."""
        if isinstance(truth, bool):
            return truth
        if isinstance(truth, Unknown):
            return self._known.get(truth.text)
        values = [self._value(operand) for operand in truth.operands]
        if truth.operator == "not":
            return None if values[0] is None else not values[0]
        decisive = truth.operator == "or"
        if decisive in values:
            return decisive
        return None if None in values else not decisive

    def _assign(self, truth: Truth, answer: bool) -> None:
        """Assume what makes an open condition true or false."""
        if isinstance(truth, Unknown):
            self._known[truth.text] = answer
        elif isinstance(truth, Either):
            if truth.operator == "not":
                self._assign(truth.operands[0], not answer)
                return
            one_is_enough = answer is (truth.operator == "or")
            for operand in truth.operands:
                if self._value(operand) is None:
                    self._assign(operand, answer)
                    if one_is_enough:
                        return
