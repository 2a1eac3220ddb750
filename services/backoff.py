"""How long to wait before the next attempt: exponential, with jitter, never shorter than the administration asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.connectors.operation import RetryPolicy

LONGEST_RETRY_AFTER_SECONDS = 3600.0
"""A ``Retry-After`` beyond this is cut: a citizen is waiting."""


@dataclass(frozen=True)
class Backoff:
    """The pauses of a `RetryPolicy`: ``base`` after the first failure, twice as long after each further one."""

    draw: Callable[[], float]
    """Gives a number in [0, 1)."""

    def wait(self, policy: RetryPolicy, failures: int, after: float | None) -> float:
        """Return the seconds to wait after failure number ``failures`` (1 is the first).

        Half of the time is fixed and half is drawn ("equal jitter"), so that jobs which failed together do not come
        back together. ``after``, what the administration asked for, is a lower bound, cut at
        `LONGEST_RETRY_AFTER_SECONDS`; the drawn part is added to it.
        """
        full = min(policy.most, policy.base * 2.0 ** min(failures - 1, 32))
        drawn = full / 2 * self.draw()
        asked = min(after or 0.0, LONGEST_RETRY_AFTER_SECONDS)
        return max(full / 2, asked) + drawn
