"""Jobs: sent once, sent again when lost, reported once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, update

from channels.core import inputs as i
from channels.core.inputs import Input
from channels.store.conversations import Outcome
from channels.store.jobs import UnknownJobError
from channels.store.loading import Log
from contracts.effects import ServiceRequest
from contracts.events import JobChanged
from contracts.jobs import JobResult
from contracts.tables import job
from contracts.turns import JobReport
from tests.channels.store.conftest import Store

FILE = ServiceRequest(
    service="passport", operation="commune.passport", fields={"name": "Weber"}, undo="commune.withdraw"
)
ENDED = msgspec.to_builtins(JobResult(state="succeeded", reference="RC-1"))


async def filed(store: Store, effect: ServiceRequest = FILE) -> tuple[str, str]:
    there = await store.begin()
    await store.say(there)
    await store.answer(there, effects=[effect])
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
    data = msgspec.to_builtins(JobReport(service="passport", reference="RC-1"))
    assert await store.asked(there) == [{"type": "system", "intent": "system_job_succeeded", "data": data}]


async def test_a_job_put_back_for_another_attempt_is_no_news(store: Store) -> None:
    there, filed_job = await filed(store)
    for state in ("running", "queued", "running"):
        await work(store, filed_job, state=state)
        await store.jobs.report(filed_job)
    told = [e.data.state for e in await store.conversations.events_after(there, 0) if isinstance(e.data, JobChanged)]
    assert told == ["queued", "running"]
    await work(store, filed_job, state="queued")
    assert await store.jobs.unreported() == []


async def cards(store: Store, there: str) -> list[tuple]:
    events = [e.data for e in await store.conversations.events_after(there, 0) if isinstance(e.data, JobChanged)]
    return [(e.job, e.state, e.delayed, e.cancellable, e.undoable) for e in events]


async def intents(store: Store, there: str) -> list[str]:
    return [asked["intent"] for asked in await store.asked(there)]


async def row_of(store: Store, job_id: str) -> Any:
    async with store.database.read() as connection:
        return (await connection.execute(select(job).where(job.c.id == job_id))).one()


async def cancel(store: Store, there: str, job_id: str, message_id: str | None = "cancel-1") -> Outcome:
    async def wanted(log: Log) -> Input:
        return i.JobCancelWanted(message_id=message_id, job=await log.job(job_id))

    return await store.conversations.receive(there, wanted, message_id=message_id)


async def undo(store: Store, there: str, job_id: str, message_id: str = "undo-1") -> Outcome:
    async def wanted(log: Log) -> Input:
        return i.JobUndoWanted(message_id=message_id, job=await log.job(job_id))

    return await store.conversations.receive(there, wanted, message_id=message_id)


async def test_a_delay_is_reported_once_and_not_for_every_attempt(store: Store) -> None:
    there, filed_job = await filed(store)
    await work(store, filed_job, state="running", attempts=1)
    await store.jobs.report(filed_job)
    for attempt in (2, 3):
        await work(store, filed_job, state="queued", delayed=True)
        assert await store.jobs.unreported() == ([filed_job] if attempt == 2 else [])
        await asyncio.gather(*(store.jobs.report(filed_job) for _ in range(3)))
        await work(store, filed_job, state="running", attempts=attempt)
        assert await store.jobs.unreported() == []
        await store.jobs.report(filed_job)
    assert await cards(store, there) == [
        (filed_job, "queued", False, True, False),
        (filed_job, "running", False, False, False),
        (filed_job, "queued", True, True, False),
    ]
    assert await intents(store, there) == ["system_job_delayed"]


async def test_that_something_is_ready_is_reported_once(store: Store) -> None:
    there, filed_job = await filed(store)
    await work(store, filed_job, state="succeeded", result=ENDED)
    await store.jobs.report(filed_job)
    await work(store, filed_job, ready_at=store.clock.now)
    assert await store.jobs.unreported() == [filed_job]
    await asyncio.gather(*(store.jobs.report(filed_job) for _ in range(3)))
    assert await store.jobs.unreported() == []
    assert await intents(store, there) == ["system_job_succeeded", "system_job_ready"]


async def test_a_job_that_waits_is_called_off_before_any_worker_has_it(store: Store) -> None:
    there, filed_job = await filed(store)
    outcome = await cancel(store, there, filed_job)
    again = await cancel(store, there, filed_job)
    assert outcome.seq == again.seq, "the same wish twice is one event"
    row = await row_of(store, filed_job)
    assert (row.state, row.reported_state, row.result["state"]) == ("cancelled", "cancelled", "cancelled")
    assert await store.jobs.unsent() == []
    assert await store.jobs.unreported() == []
    assert await intents(store, there) == ["system_job_cancelled"]


@pytest.mark.parametrize("values", [{"state": "running"}, {"unsure": True}, {"state": "succeeded", "result": ENDED}])
async def test_what_may_have_reached_the_administration_is_not_called_off(store: Store, values: dict) -> None:
    there, filed_job = await filed(store)
    await work(store, filed_job, **values)
    for message_id in ("cancel-1", None):
        refusal = (await cancel(store, there, filed_job, message_id)).refusal
        assert refusal is not None
        assert refusal.code == "too_late"
    assert (await row_of(store, filed_job)).state == values.get("state", "queued")


async def test_a_job_of_another_conversation_is_unknown(store: Store) -> None:
    _, filed_job = await filed(store)
    elsewhere = await store.begin()
    for wish in (cancel, undo):
        refusal = (await wish(store, elsewhere, filed_job)).refusal
        assert refusal is not None
        assert refusal.code == "unknown_job"
    assert (await row_of(store, filed_job)).state == "queued"


async def test_what_was_filed_is_taken_back_by_a_job_of_its_own(store: Store) -> None:
    there, filed_job = await filed(store)
    await work(store, filed_job, state="succeeded", result=ENDED, follow_due=store.clock.now)
    await store.jobs.report(filed_job)
    assert (await undo(store, there, filed_job)).refusal is None
    [taking_back] = await store.jobs.unsent()
    row = await row_of(store, taking_back)
    assert (row.kind, row.parent_id, row.operation, row.fields) == (
        "undo",
        filed_job,
        "commune.withdraw",
        {"reference": "RC-1"},
    )
    refusal = (await undo(store, there, filed_job, "undo-2")).refusal
    assert refusal is not None
    assert refusal.code == "too_late"
    await work(store, taking_back, state="succeeded", result=ENDED)
    await store.jobs.report(taking_back)
    assert (await cards(store, there))[-2:] == [
        (taking_back, "succeeded", False, False, False),
        (filed_job, "cancelled", False, False, False),
    ]
    parent = await row_of(store, filed_job)
    assert (parent.state, parent.follow_due) == ("cancelled", None)
    assert await store.jobs.unreported() == []
    assert await intents(store, there) == ["system_job_succeeded", "system_job_cancelled"]


async def test_what_could_not_be_taken_back_may_be_tried_again(store: Store) -> None:
    there, filed_job = await filed(store)
    await work(store, filed_job, state="succeeded", result=ENDED)
    await undo(store, there, filed_job)
    [taking_back] = await store.jobs.unsent()
    await work(store, taking_back, state="failed", result=msgspec.to_builtins(JobResult(state="failed")))
    await store.jobs.report(taking_back)
    assert (await cards(store, there))[-1] == (filed_job, "succeeded", False, False, True)
    assert (await undo(store, there, filed_job, "undo-2")).refusal is None


async def test_a_job_that_failed_becomes_a_ticket_and_is_tried_anew_by_the_staff(store: Store) -> None:
    there, filed_job = await filed(store)
    result = msgspec.to_builtins(JobResult(state="failed", detail="gave up"))
    gone = {"sent_at": store.clock.now, "lease_until": store.clock.now + timedelta(hours=1)}
    await work(store, filed_job, state="failed", result=result, attempts=9, failures=8, unsure=True, **gone)
    await store.jobs.report(filed_job)
    opened = await store.ticket(there)
    assert (opened.reason, opened.service, opened.fields) == ("dead_letter", "passport", {"name": "Weber"})
    assert (await store.jobs.retry(filed_job)).refusal is None
    row = await row_of(store, filed_job)
    assert (row.state, row.failures, row.result, row.attempts, row.unsure) == ("queued", 0, None, 9, True)
    assert await store.jobs.unsent() == [filed_job]
    assert (await cards(store, there))[-1] == (filed_job, "queued", False, False, False)
    refusal = (await store.jobs.retry(filed_job)).refusal
    assert refusal is not None
    assert refusal.code == "too_late"
    await work(store, filed_job, state="succeeded", result=ENDED)
    await store.jobs.report(filed_job)
    assert await intents(store, there) == ["system_job_failed", "system_job_succeeded"]


async def test_a_second_failure_opens_no_second_ticket(store: Store) -> None:
    _, filed_job = await filed(store)
    for _ in range(2):
        await work(store, filed_job, state="failed", result=msgspec.to_builtins(JobResult(state="failed")))
        await store.jobs.report(filed_job)
        await store.jobs.retry(filed_job)
    assert len((await store.desk.read()).tickets) == 1


async def test_the_staff_calls_any_job_off_that_waits(store: Store) -> None:
    choices = ServiceRequest(service="s", operation="commune.slots", fields={}, kind="look_up", field="slot")
    there, looked_up = await filed(store, choices)
    refusal = (await cancel(store, there, looked_up)).refusal
    assert refusal is not None, "the citizen calls no look-up off"
    assert (await store.jobs.cancel(looked_up)).refusal is None
    assert (await row_of(store, looked_up)).state == "cancelled"
    assert await intents(store, there) == ["system_job_failed"]


async def test_the_staff_is_told_of_a_job_that_does_not_exist(store: Store) -> None:
    for wish in (store.jobs.retry, store.jobs.cancel):
        with pytest.raises(UnknownJobError):
            await wish("nothing")


async def test_calling_off_and_a_worker_that_takes_the_job_exclude_each_other(store: Store) -> None:
    there, filed_job = await filed(store)

    async def lease() -> bool:
        async with store.database.write() as connection:
            free = update(job).where(job.c.id == filed_job, job.c.state.in_(("queued", "running")))
            return (await connection.execute(free.values(state="running", attempts=1))).rowcount == 1

    called_off, leased = await asyncio.gather(cancel(store, there, filed_job), lease())
    assert (called_off.refusal is None) != leased


async def test_an_unknown_job_is_left_alone(store: Store) -> None:
    assert await store.jobs.report("nothing") is None
