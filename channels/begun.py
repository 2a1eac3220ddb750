"""Finishes what a sender began, even when the sender is gone meanwhile: beside the hub, for all of its doors."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from channels.store.conversations import Outcome

log = structlog.get_logger()


class Begun:
    """What is being stored at the moment."""

    def __init__(self) -> None:
        """Nothing has begun."""
        self._works: set[asyncio.Task[Outcome]] = set()

    async def finish(self, doing: Coroutine[Any, Any, Outcome]) -> Outcome:
        """Carry out to its end, whoever still waits for it."""
        work = asyncio.create_task(doing)
        self._works.add(work)
        work.add_done_callback(self._works.discard)
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            work.add_done_callback(_tell_failure)
            raise

    async def stop(self) -> None:
        """Wait until everything that has begun is finished."""
        await asyncio.gather(*self._works, return_exceptions=True)


def _tell_failure(work: asyncio.Task[Outcome]) -> None:
    """Write down that something failed whose sender is gone; the sender will send it again."""
    if not work.cancelled() and (error := work.exception()) is not None:
        log.warning("hub.failed_without_sender", error=type(error).__name__)
