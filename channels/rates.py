"""Counts how often something happened lately, per key, in memory."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

SIGN_IN_WINDOW = 600.0
"""Seconds over which attempts to sign in are counted."""
TIDY_EVERY = 1000
"""Counted events between two clean-ups of keys that have been quiet."""


class Rate:
    """At most ``most`` events in any ``window`` seconds."""

    def __init__(self, most: int, window: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` gives seconds from any start."""
        self._most = most
        self._window = window
        self._clock = clock
        self._times: dict[str, deque[float]] = {}
        self._counted = 0

    def is_free(self, key: str) -> bool:
        """Tell whether one more event would still be within the rate."""
        return len(self._recent(key)) < self._most

    def count(self, key: str) -> None:
        """Count one event."""
        self._times.setdefault(key, deque()).append(self._clock())
        self._counted += 1
        if self._counted % TIDY_EVERY == 0:
            for quiet in [name for name in self._times if not self._recent(name)]:
                self._times.pop(quiet, None)

    def take(self, key: str) -> bool:
        """Count one event if it is within the rate, and tell whether it was."""
        free = self.is_free(key)
        if free:
            self.count(key)
        return free

    def forget(self, key: str) -> None:
        """Begin at zero again."""
        self._times.pop(key, None)

    def _recent(self, key: str) -> deque[float]:
        times = self._times.get(key, deque())
        oldest = self._clock() - self._window
        while times and times[0] <= oldest:
            times.popleft()
        return times


class SignInRates:
    """How often someone may try to sign in: by name and address together, by address, and by name."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """The name alone is counted loosely, so that nobody can keep a colleague out from elsewhere."""
        self._pair = Rate(5, SIGN_IN_WINDOW, clock=clock)
        self._address = Rate(30, SIGN_IN_WINDOW, clock=clock)
        self._name = Rate(100, SIGN_IN_WINDOW, clock=clock)

    def is_free(self, name: str, address: str) -> bool:
        """Tell whether one more attempt is allowed."""
        pair = self._pair.is_free(f"{address} {name}")
        return pair and self._address.is_free(address) and self._name.is_free(name)

    def count(self, name: str, address: str) -> None:
        """Count one attempt."""
        self._pair.count(f"{address} {name}")
        self._address.count(address)
        self._name.count(name)

    def forgive(self, name: str, address: str) -> None:
        """Forget the attempts before a right password."""
        self._pair.forget(f"{address} {name}")
