"""Looks every few seconds for what a lost wake-up or a killed process left behind; several gateways may do so."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from channels.runner.jobs import JobClerk
from channels.runner.turns import TurnRunner
from channels.store.conversations import UnknownConversationError
from channels.store.identities import Identities
from channels.store.jobs import Jobs
from channels.store.turns import Turns

log = structlog.get_logger()


class Sweep:
    """Takes turns, unsent jobs and unreported jobs up again, lets logins expire, and has the desk looked after.

    Leases and what stands in the log keep two gateways from doing the same.
    """

    def __init__(
        self,
        turns: Turns,
        jobs: Jobs,
        identities: Identities,
        runner: TurnRunner,
        clerk: JobClerk,
        expire: Callable[[str], Awaitable[object]],
        tend: Callable[[], Awaitable[None]],
        pause: float,
    ) -> None:
        """``expire`` lets the login of a conversation expire; ``tend`` looks after the agents' desk.

        ``pause`` is the time between two looks in seconds.
        """
        self._turns = turns
        self._jobs = jobs
        self._identities = identities
        self._runner = runner
        self._clerk = clerk
        self._expire = expire
        self._tend = tend
        self._pause = pause

    async def run(self) -> None:
        """Sweep until cancelled; a database that does not answer is asked again."""
        is_away = False
        while True:
            try:
                await self.look()
            except (SQLAlchemyError, OSError, TimeoutError):
                if not is_away:
                    log.exception("database.away")
                is_away = True
            else:
                if is_away:
                    log.info("database.back")
                is_away = False
            await asyncio.sleep(self._pause)

    async def look(self) -> None:
        """Look once."""
        for conversation_id in await self._turns.due():
            self._runner.wake(conversation_id)
        for job_id in await self._jobs.unsent():
            self._clerk.send(job_id)
        for job_id in await self._jobs.unreported():
            self._clerk.report(job_id)
        for conversation_id in await self._identities.expired():
            # The citizen may have had it erased since it was found.
            with contextlib.suppress(UnknownConversationError):
                await self._expire(conversation_id)
        await self._tend()
