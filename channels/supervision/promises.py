"""What the queues are called and promise, read from the plan of the desk once when first needed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from contracts.desk.loader import load_desk
from contracts.languages import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Promises:
    """By id of the queue, in the order of the plan."""

    within: dict[str, int]
    """Seconds within which somebody answers."""
    names: dict[str, dict[Language, str]]


class PromisesOfPlan:
    """The plan of a folder."""

    def __init__(self, bot_dir: Path) -> None:
        """Nothing is read yet."""
        self._bot_dir = bot_dir
        self._read: Promises | None = None
        self._lock = asyncio.Lock()

    async def read(self) -> Promises:
        """Return what the plan says; takes some seconds the first time. Raises `CatalogueError` for a bad plan."""
        async with self._lock:
            if self._read is None:
                queues = (await asyncio.to_thread(load_desk, self._bot_dir)).plan.queues
                self._read = Promises(
                    within={queue.id: queue.answer_within for queue in queues},
                    names={queue.id: queue.name for queue in queues},
                )
            return self._read
