"""How long to wait before the next attempt: exponential, with jitter, never shorter than the administration asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.settings import LONGEST_RETRY_AFTER_SECONDS, MAX_WAIT_SECONDS


@dataclass(frozen=True)
class Backoff:
    """``base`` seconds after the first attempt, twice as long after each further one, at most `MAX_WAIT_SECONDS`."""

    base: float
    draw: Callable[[], float]
    """Gives a number in [0, 1)."""

    def wait(self, attempt: int, after: float | None) -> float:
        """Return the seconds to wait after attempt number ``attempt`` (1 is the first).

        Half of the time is fixed and half is drawn ("equal jitter"), so that jobs which failed together do not come
        back together. ``after``, what the administration asked for, is a lower bound, cut at
        `LONGEST_RETRY_AFTER_SECONDS`; the drawn part is added to it.
        """
        full = min(MAX_WAIT_SECONDS, self.base * 2.0 ** min(attempt - 1, 32))
        drawn = full / 2 * self.draw()
        asked = min(after or 0.0, LONGEST_RETRY_AFTER_SECONDS)
        return max(full / 2, asked) + drawn
