"""Estimates how long a citizen will wait, from how long others waited; says nothing where too little is known."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from contracts.waiting import Minutes

FEWEST = 8
"""Tickets like this one from which on there is an estimate."""
LOOK_BACK = timedelta(days=28)
_BUCKETS = (0, 1, 2, 3, 5, 10)
"""How many came before, from the smallest of each group: 0, 1, 2, 3 to 4, 5 to 9, 10 and more."""

Likeness = tuple[str, int]
"""What makes waits comparable: the queue in which the ticket was opened, and how many came before then, in groups."""


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait that ended because somebody took the ticket."""

    queue: str
    """In which it was opened."""
    ahead: int
    """How many came before when it was opened."""
    seconds: float


def likeness(queue: str, ahead: int) -> Likeness:
    """Return what a wait is compared by."""
    return queue, bisect_right(_BUCKETS, max(0, ahead)) - 1


class Waits:
    """The waits of the last weeks."""

    def __init__(self, waits: Iterable[Wait] = ()) -> None:
        """Sort them by what makes them comparable."""
        groups: defaultdict[Likeness, list[float]] = defaultdict(list)
        for wait in waits:
            groups[likeness(wait.queue, wait.ahead)].append(wait.seconds)
        self._groups: Mapping[Likeness, list[float]] = {like: sorted(found) for like, found in groups.items()}

    def estimate(self, queue: str, ahead: int, waited: float) -> Minutes | None:
        """Return how long it is likely to take from now on, for who has waited ``waited`` seconds already.

        None with too few waits like this one, and where it has taken longer than nearly all of them: then nobody knows.
        """
        alike = self._groups.get(likeness(queue, ahead), [])
        if len(alike) < FEWEST:
            return None
        least, most = (_quantile(alike, part) - waited for part in (0.5, 0.8))
        if most <= 0:
            return None
        return Minutes(least=max(0, math.ceil(least / 60)), most=math.ceil(most / 60))


def _quantile(ordered: list[float], part: float) -> float:
    """Return the smallest value that at least this part of all does not exceed."""
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]
