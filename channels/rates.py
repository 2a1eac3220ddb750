"""Counts how often something happened lately, per key, in the memory of this process."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

TIDY_EVERY = 1000
"""Counted events between two clean-ups of keys that have been quiet."""
MOST_KEYS = 100_000
"""Keys that are remembered; beyond them the oldest are forgotten, whoever floods us with new ones."""


class Rate:
    """At most ``most`` events in any ``window`` seconds."""

    def __init__(self, most: int, window: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` gives seconds from any start."""
        self._most = most
        self._window = window
        self._clock = clock
        self._times: dict[str, deque[float]] = {}
        self._counted = 0

    def wait(self, key: str, times: int = 1) -> float:
        """Return the seconds until so many more events are within the rate; 0 where they are."""
        recent = self._recent(key)
        excess = len(recent) + times - self._most
        if excess <= 0:
            return 0.0
        return recent[min(excess, len(recent)) - 1] + self._window - self._clock() if recent else self._window

    def count(self, key: str, times: int = 1) -> None:
        """Count events, within the rate or not."""
        now = self._clock()
        self._times.setdefault(key, deque()).extend(now for _ in range(times))
        self._counted += 1
        if self._counted % TIDY_EVERY == 0:
            for quiet in [name for name in self._times if not self._recent(name)]:
                self._times.pop(quiet, None)
            while len(self._times) > MOST_KEYS:
                del self._times[next(iter(self._times))]

    def take(self, key: str) -> bool:
        """Count one event if it is within the rate, and tell whether it was."""
        free = self.wait(key) == 0
        if free:
            self.count(key)
        return free

    def give_back(self, key: str) -> None:
        """Take the newest event back."""
        if times := self._times.get(key):
            times.pop()

    def forget(self, key: str) -> None:
        """Begin at zero again."""
        self._times.pop(key, None)

    def _recent(self, key: str) -> deque[float]:
        times = self._times.get(key, deque())
        oldest = self._clock() - self._window
        while times and times[0] <= oldest:
            times.popleft()
        return times
