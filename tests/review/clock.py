"""A clock on which waiting takes no time."""

from __future__ import annotations

from sudolint.review.client import Clock


class FakeTime:
    """Seconds since some day, that pass when somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 1_700_000_000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.seconds, self.sleep)
