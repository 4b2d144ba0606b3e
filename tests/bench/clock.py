"""Measure what things cost: user and system time of this process or of a child, the least of several runs."""

from __future__ import annotations

import resource
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def of_call(work: Callable[[], object], runs: int = 3) -> float:
    """Seconds of processor time that a call takes here."""
    return min(_spent(resource.RUSAGE_SELF, work) for _ in range(runs))


def of_command(command: Sequence[str], runs: int = 5) -> float:
    """Seconds of processor time that a command takes."""

    def work() -> None:
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)

    return min(_spent(resource.RUSAGE_CHILDREN, work) for _ in range(runs))


def _spent(who: int, work: Callable[[], object]) -> float:
    before = resource.getrusage(who)
    work()
    after = resource.getrusage(who)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def row(what: str, seconds: float, *facts: str) -> None:
    """Print one line of a table."""
    print(f"{what:44} {seconds * 1000:9.1f} ms   {'   '.join(facts)}")
