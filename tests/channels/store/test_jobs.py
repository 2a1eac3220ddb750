"""Jobs: sent once, sent again when lost, reported once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select, update

from contracts.effects import ServiceRequest
from contracts.events import JobChanged
from contracts.jobs import JobResult
from contracts.tables import job, turn
from tests.channels.store.conftest import Store

FILE = ServiceRequest(service="passport", operation="commune.passport", fields={})


async def filed(store: Store) -> tuple[str, str]:
    there = await store.begin()
    await store.say(there)
    await store.answer(there, effects=[FILE])
    async with store.database.read() as connection:
        found = await connection.scalar(select(job.c.id).where(job.c.conversation_id == there))
    assert found is not None
    return there, found


async def work(store: Store, job_id: str, **values: object) -> None:
    """What a worker writes."""
    async with store.database.write() as connection:
        await connection.execute(update(job).where(job.c.id == job_id).values(values))


async def test_a_new_job_is_unsent_until_it_is_sent(store: Store) -> None:
    _, filed_job = await filed(store)
    assert await store.jobs.unsent() == [filed_job]
    assert await store.jobs.mark_sent(filed_job)
    assert await store.jobs.unsent() == []
    assert not await store.jobs.mark_sent(filed_job), "somebody sent it already"


async def test_of_many_senders_one_sends(store: Store) -> None:
    _, filed_job = await filed(store)
    assert sum(await asyncio.gather(*(store.jobs.mark_sent(filed_job) for _ in range(6)))) == 1


async def test_a_job_that_did_not_go_out_is_sent_again_at_once(store: Store) -> None:
    _, filed_job = await filed(store)
    await store.jobs.mark_sent(filed_job)
    await store.jobs.mark_unsent(filed_job)
    assert await store.jobs.unsent() == [filed_job]


@pytest.mark.parametrize(
    ("state", "lease", "after", "unsent"),
    [
        ("queued", None, 29, False),
        ("queued", None, 31, True),
        ("queued", 40, 31, False),
        ("running", 40, 31, False),
        ("running", 20, 31, True),
        ("succeeded", None, 31, False),
        ("cancelled", None, 31, False),
    ],
)
async def test_when_a_sent_job_is_sent_again(
    store: Store, state: str, lease: float | None, after: float, unsent: bool
) -> None:
    _, filed_job = await filed(store)
    await store.jobs.mark_sent(filed_job)
    until = None if lease is None else store.clock.now + timedelta(seconds=lease)
    await work(store, filed_job, state=state, lease_until=until)
    store.clock.forward(after)
    assert await store.jobs.unsent() == ([filed_job] if unsent else [])
    assert await store.jobs.mark_sent(filed_job) is unsent


async def test_an_end_is_reported_once_with_its_result(store: Store) -> None:
    there, filed_job = await filed(store)
    result = JobResult(state="succeeded", reference="RC-1")
    await work(store, filed_job, state="succeeded", result=msgspec.to_builtins(result))
    assert await store.jobs.unreported() == [filed_job]
    await asyncio.gather(*(store.jobs.report(filed_job) for _ in range(5)))
    assert await store.jobs.unreported() == []
    told = [e.data for e in await store.conversations.events_after(there, 0) if isinstance(e.data, JobChanged)]
    assert [(t.state, t.reference) for t in told] == [("queued", None), ("succeeded", "RC-1")]
    async with store.database.read() as connection:
        waiting = (await connection.execute(select(turn.c.input).where(turn.c.state == "waiting"))).scalars().all()
    data = {"service": "passport", "reference": "RC-1", "code": None}
    assert waiting == [{"type": "system", "intent": "system_job_succeeded", "data": data}]


async def test_a_job_put_back_for_another_attempt_is_no_news(store: Store) -> None:
    there, filed_job = await filed(store)
    for state in ("running", "queued", "running"):
        await work(store, filed_job, state=state)
        await store.jobs.report(filed_job)
    told = [e.data.state for e in await store.conversations.events_after(there, 0) if isinstance(e.data, JobChanged)]
    assert told == ["queued", "running"]
    await work(store, filed_job, state="queued")
    assert await store.jobs.unreported() == []


async def test_an_unknown_job_is_left_alone(store: Store) -> None:
    assert await store.jobs.report("nothing") is None
