"""Sends jobs to the workers' queue and reports to conversations where their jobs stand.

Celery is the wake-up, SQL the truth: a job whose message is lost is sent again by the sweep.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import structlog
from celery import Celery
from kombu.exceptions import OperationalError
from redis import RedisError

from channels.store.jobs import Jobs
from contracts.names import QUEUE_JOBS, TASK_RUN_JOB

log = structlog.get_logger()

SEND_SECONDS = 2
"""How long Redis may take; a job never waits longer for it."""


class JobUnsentError(Exception):
    """The job did not reach the queue."""


class JobSender(Protocol):
    """Whoever brings a job's id to the workers."""

    def send(self, job_id: str) -> None:
        """Send; may block for some seconds. Raises `JobUnsentError`."""


class CelerySender:
    """Sends the task by its name: the hub knows no code of the workers."""

    def __init__(self, redis_url: str, task: str = TASK_RUN_JOB, queue: str = QUEUE_JOBS) -> None:
        """Connects when first needed. ``task``: name of a task whose argument is an id; ``queue``: where it waits."""
        self._task = task
        self._queue = queue
        self._app = Celery("moien", broker=redis_url, set_as_current=False)
        self._app.conf.update(
            task_serializer="json",
            accept_content=["json"],
            task_ignore_result=True,
            broker_connection_timeout=SEND_SECONDS,
            broker_transport_options={
                "socket_timeout": SEND_SECONDS,
                "socket_connect_timeout": SEND_SECONDS,
                "retry_on_timeout": False,
                "max_retries": 0,
            },
        )

    def send(self, job_id: str) -> None:
        """Send the job's id to the queue; raises `JobUnsentError`."""
        try:
            self._app.send_task(self._task, args=[job_id], queue=self._queue, retry=False, ignore_result=True)
        except (OperationalError, RedisError, OSError) as error:
            raise JobUnsentError(type(error).__name__) from error

    def close(self) -> None:
        """Close all connections."""
        self._app.close()


class JobClerk:
    """Sends and reports jobs, one after another."""

    def __init__(self, jobs: Jobs, sender: JobSender, report: Callable[[str], Awaitable[object]]) -> None:
        """``report`` lets the conversation of a job know where it stands."""
        self._jobs = jobs
        self._sender = sender
        self._report = report
        # Celery blocks: a thread of its own keeps it away from everything else.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="celery")
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, job_id: str) -> None:
        """Send a job soon."""
        self._begin(self._send(job_id), job_id)

    def report(self, job_id: str) -> None:
        """Report a job soon."""
        self._begin(self._tell(job_id), job_id)

    async def stop(self) -> None:
        """Leave the rest to the next sweep of whoever is there."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.to_thread(self._thread.shutdown)

    async def _send(self, job_id: str) -> None:
        if not await self._jobs.mark_sent(job_id):
            return
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._sender.send, job_id)
        except JobUnsentError as error:
            log.warning("job.unsent", job=job_id, reason=str(error))
            await self._jobs.mark_unsent(job_id)
        else:
            log.info("job.sent", job=job_id)

    async def _tell(self, job_id: str) -> None:
        await self._report(job_id)

    def _begin(self, work: Awaitable[None], job_id: str) -> None:
        async def guarded() -> None:
            try:
                await work
            except Exception:
                # The row says what is left to do; the sweep comes back to it.
                log.exception("job.broke_off", job=job_id)

        task = asyncio.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
