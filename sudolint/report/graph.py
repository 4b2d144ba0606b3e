"""Who becomes whom, and by what, as a small drawing in SVG."""

from __future__ import annotations

from html import escape

from sudolint.records import NamedTuple
from sudolint.report.shown import cut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sudolint.findings import Severity

_ROW = 36
_BOX = 28
_HOLDER = (0, 96)
_COMMAND = (120, 244)
_OUTCOME = (388, 124)
"""Where a column begins, and how wide it is."""
_SIGN = 7.9
"""How wide a character is at most."""


class Way(NamedTuple):
    """One command that leads somewhere. Texts are safe to print, but not escaped."""

    command: str
    anchor: str
    severity: Severity
    outcome: str


def graph(holder: str, ways: Sequence[Way]) -> Iterator[str]:
    """Lines of SVG: the holder, what she may run, what comes of it."""
    outcomes: dict[str, list[int]] = {}
    for row, way in enumerate(ways):
        outcomes.setdefault(way.outcome, []).append(row)
    heights = _heights([sum(rows) / len(rows) for rows in outcomes.values()])
    places = dict(zip(outcomes, heights, strict=True))
    middle = (len(ways) - 1) / 2
    height = (max(len(ways) - 1, *heights) + 1) * _ROW
    width = sum(_OUTCOME)
    title = f"{holder}: {', '.join(outcomes)}"
    yield f'<svg viewBox="0 0 {width} {height:g}" role="img" aria-label="{escape(title)}">'
    worst: dict[str, Severity] = {}
    for row, way in enumerate(ways):
        worst[way.outcome] = max(way.severity, worst.get(way.outcome, way.severity))
        yield _edge(way.severity, sum(_HOLDER), middle, _COMMAND[0], row)
        yield _edge(way.severity, sum(_COMMAND), row, _OUTCOME[0], places[way.outcome])
    yield _node("who", _HOLDER, middle, holder)
    for row, way in enumerate(ways):
        yield f'<a href="#{way.anchor}">{_node(str(way.severity), _COMMAND, row, way.command)}</a>'
    for outcome, place in places.items():
        yield _node(f"outcome {worst[outcome]}", _OUTCOME, place, outcome)
    yield "</svg>"


def _heights(wanted: Sequence[float]) -> list[float]:
    """The rows that are wanted, or the next ones where those are taken, in their order from the top."""
    heights = [0.0] * len(wanted)
    lowest = -1.0
    for index in sorted(range(len(wanted)), key=lambda index: wanted[index]):
        lowest = heights[index] = max(wanted[index], lowest + 1)
    return heights


def _edge(severity: Severity, left: float, above: float, right: float, below: float) -> str:
    begin, end = _middle(above), _middle(below)
    bend = (left + right) / 2
    tip = right - 7
    return (
        f'<path class="edge {severity}" d="M{left:g} {begin:g}C{bend:g} {begin:g} {bend:g} {end:g}'
        f' {tip:g} {end:g}"/><path class="tip {severity}" d="M{right:g} {end:g}l-8 -4v8z"/>'
    )


def _node(kind: str, column: tuple[int, int], row: float, text: str) -> str:
    left, width = column
    label = cut(text, int((width - 12) / _SIGN))
    return (
        f'<g class="node {kind}"><title>{escape(text)}</title>'
        f'<rect x="{left + 0.75:g}" y="{_middle(row) - _BOX / 2:g}" width="{width - 1.5:g}"'
        f' height="{_BOX}" rx="6"/>'
        f'<text x="{left + width / 2:g}" y="{_middle(row) + 5:g}">{escape(label)}</text></g>'
    )


def _middle(row: float) -> float:
    return (row + 0.5) * _ROW
