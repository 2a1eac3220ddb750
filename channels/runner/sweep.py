"""Looks every few seconds for what a lost wake-up or a killed process left behind; several gateways may do so."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from channels.runner.jobs import JobClerk
from channels.runner.turns import TurnRunner
from channels.store.jobs import Jobs
from channels.store.turns import Turns

log = structlog.get_logger()


class Sweep:
    """Takes turns, unsent jobs and unreported jobs up again. Leases keep two gateways from doing the same."""

    def __init__(self, turns: Turns, jobs: Jobs, runner: TurnRunner, clerk: JobClerk, pause: float) -> None:
        """``pause`` is the time between two looks in seconds."""
        self._turns = turns
        self._jobs = jobs
        self._runner = runner
        self._clerk = clerk
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
