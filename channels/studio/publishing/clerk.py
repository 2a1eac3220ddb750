"""Sends trials to the workers that train, again where a message was lost; SQL says which are still to be done."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import structlog

from channels.runner.jobs import JobSender, JobUnsentError

log = structlog.get_logger()

RESEND_AFTER = 30.0
"""Seconds after which a trial that no worker has begun is sent again; a worker drops what it knows already."""


class TrialClerk:
    """Sends trials, one after another."""

    def __init__(self, sender: JobSender) -> None:
        """``sender`` brings a trial's id to the workers."""
        self._sender = sender
        self._sent: dict[str, float] = {}
        """When each was sent, by the loop's clock."""
        self._sending = asyncio.Lock()

    async def send(self, trial: str) -> None:
        """Send a trial; one that does not go out is left to the next look."""
        async with self._sending:
            self._sent[trial] = asyncio.get_running_loop().time()
            try:
                await asyncio.to_thread(self._sender.send, trial)
            except JobUnsentError as error:
                log.warning("trial.unsent", trial=trial, reason=str(error))
                del self._sent[trial]
            else:
                log.info("trial.sent", trial=trial)

    async def look(self, wanted: Iterable[str]) -> None:
        """Send those of the trials that wait which were not sent, or so long ago that they may be lost."""
        waiting = list(wanted)
        now = asyncio.get_running_loop().time()
        self._sent = {trial: at for trial, at in self._sent.items() if trial in waiting and at + RESEND_AFTER > now}
        for trial in waiting:
            if trial not in self._sent:
                await self.send(trial)
