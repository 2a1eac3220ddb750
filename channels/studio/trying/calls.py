"""Calls of administrations that the bot asks for while a draft is tried: a worker prepares them, the page waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from channels.answers import CallError
from channels.core.jobs import SPOKEN_STATES
from channels.runner.jobs import JobSender, JobUnsentError
from channels.store.database import Database
from channels.store.members import Member
from channels.store.rehearsed_calls import StoredCall, add_call, read_call
from contracts.effects import ServiceRequest
from contracts.jobs import JobResult
from contracts.names import SystemIntent
from contracts.trying import CallEnded, CallView, Supposed
from contracts.turns import JobReport

log = structlog.get_logger()

LONGEST_WAIT = 10.0
LOOK_EVERY = 0.25
"""Seconds between two looks at a call that somebody waits for."""
INVENTED_REFERENCE = "TEST-0001"
"""Reference of an application that nobody filed."""


class Calls:
    """The calls that people of this gateway try."""

    def __init__(
        self, database: Database, sender: JobSender, now: Callable[[], datetime], longest_wait: float = LONGEST_WAIT
    ) -> None:
        """``sender`` brings a call's id to the workers; ``now`` gives aware UTC times."""
        self._database = database
        self._sender = sender
        self._now = now
        self._longest_wait = longest_wait

    async def begin(self, call_id: str, request: ServiceRequest, member: Member) -> None:
        """Queue a call; the same id twice is one call."""
        async with self._database.write() as connection:
            await add_call(connection, call_id, request, member, self._now())
        await self._send(call_id)

    async def wait(self, call_id: str, member: Member) -> CallView:
        """Return what came of a call, or after a while that it is still on its way; raises `CallError`."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._longest_wait
        while True:
            call = await self.read(call_id, member)
            if call.state == "done" or loop.time() >= until:
                break
            await asyncio.sleep(LOOK_EVERY)
        if call.state != "done":
            # Its message may be lost with Redis; a worker that knows the call leaves it alone.
            await self._send(call_id)
        return CallView(id=call.id, state=call.state, outcome=call.outcome)

    async def read(self, call_id: str, member: Member) -> StoredCall:
        """Return a call; raises `CallError`."""
        async with self._database.read() as connection:
            call = await read_call(connection, call_id, member)
        if call is None:
            raise CallError("unknown_call", "you try no call with this id (any more); take one from a turn's answer")
        return call

    async def _send(self, call_id: str) -> None:
        try:
            await asyncio.to_thread(self._sender.send, call_id)
        except JobUnsentError as error:
            log.warning("rehearsed_call.unsent", call=call_id, reason=str(error))


def read_result(call: StoredCall, supposed: Supposed | None) -> JobResult:
    """Return how a call ended, or is supposed to have ended where nobody was asked; raises `CallError`."""
    if call.state != "done":
        raise CallError("wrong_state", "$.input.call: the call is on its way; wait for what comes of it")
    found = call.outcome.result if call.outcome is not None else None
    if found is not None:
        return found
    if supposed is None:
        detail = "$.input.supposed: no administration was asked; say how the call is supposed to have ended"
        raise CallError("bad_frame", detail)
    return JobResult(state=supposed, reference=INVENTED_REFERENCE if supposed == "succeeded" else None)


def report(ended: CallEnded, call: StoredCall, result: JobResult) -> tuple[SystemIntent, JobReport]:
    """Return what the bot is told of a call that ended."""
    told = JobReport(
        service=ended.service,
        kind=call.kind,
        field=ended.field,
        reference=result.reference or (call.fields.get("reference") if call.kind == "undo" else None),
        code=result.code,
        values=result.values,
        options=result.options,
        has_document=result.document is not None,
    )
    is_undone = call.kind == "undo" and result.state == "succeeded"
    return ("system_job_cancelled" if is_undone else SPOKEN_STATES[result.state]), told
