"""What the queues are called and promise, as service owners wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from contracts.desk.model import Queue
from contracts.languages import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Promises:
    """By id of the queue, in the order of the plan."""

    within: dict[str, int]
    """Seconds within which somebody answers."""
    names: dict[str, dict[Language, str]]


def read_promises(queues: Iterable[Queue]) -> Promises:
    """Return what queues are called and promise."""
    listed = list(queues)
    return Promises(
        within={queue.id: queue.answer_within for queue in listed}, names={queue.id: queue.name for queue in listed}
    )
