"""Checks for the sudo that the policy is meant for."""

from __future__ import annotations

from sudolint.checks.context import Hit
from sudolint.policy.targets import deviations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sudolint.checks.context import Context


def refused_by_target(context: Context) -> Iterator[Hit]:
    """Yield what the target refuses."""
    for deviation in deviations(context.policy, context.around.target):
        if deviation.refused:
            yield Hit(deviation.span, deviation.grant, detail=deviation.what)


def read_otherwise_by_target(context: Context) -> Iterator[Hit]:
    """Yield what means something else to the target."""
    for deviation in deviations(context.policy, context.around.target):
        if not deviation.refused:
            yield Hit(deviation.span, deviation.grant, detail=deviation.what)
