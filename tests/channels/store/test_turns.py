"""The outbox of turns: one in flight, leases that run out, turns put back."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from channels.core import inputs as i
from channels.core.state import JobStanding
from channels.store.database import Database
from contracts.jobs import JobResult
from contracts.tables import turn
from contracts.turns import JobReport, SystemInput, TextInput, TurnReply
from tests.channels.store.conftest import Clock, Store


async def test_turns_are_taken_oldest_first_and_one_at_a_time(store: Store) -> None:
    there = await store.begin()
    await store.say(there, "one", "m-1")
    await store.say(there, "two", "m-2")
    taken = await store.turns.take(there)
    assert taken is not None
    assert (taken.input, taken.language, taken.attempt) == (TextInput(text="one"), "fr", 1)
    assert not taken.system
    assert await store.turns.take(there) is None
    assert await store.turns.in_flight(there)


async def test_the_turn_of_a_message_is_leased_as_it_is_stored(store: Store) -> None:
    there = await store.begin()
    said = await store.say(there, "one", "m-1", starts=True)
    taken = await store.turns.started(said)
    assert taken is not None
    assert (taken.input, taken.language, taken.attempt) == (TextInput(text="one"), "fr", 1)
    assert (taken.conversation, taken.created_at, taken.trace) == (there, store.clock(), said.trace)
    assert await store.turns.in_flight(there)
    assert await store.turns.take(there) is None, "it is ours"
    assert await store.turns.extend(taken)
    behind = await store.say(there, "two", "m-2", starts=True)
    assert await store.turns.started(behind) is None, "one at a time"
    answered = i.TurnAnswered(reply=TurnReply(turn=taken.id, parts=[]))
    ended = await store.conversations.receive(there, answered, starts=True)
    following = await store.turns.started(ended)
    assert following is not None
    assert (following.input, following.attempt) == (TextInput(text="two"), 1)
    store.clock.forward(11)
    again = await store.turns.take(there)
    assert again is not None, "a lease that was taken so runs out as any other"
    assert (again.id, again.attempt) == (following.id, 2)


async def test_whoever_is_not_free_leaves_the_turn_in_the_outbox(store: Store) -> None:
    there = await store.begin()
    assert await store.turns.started(await store.say(there)) is None
    assert await store.turns.due() == [there]


async def test_of_two_gateways_one_gets_the_turn(store: Store, database_url: str) -> None:
    there = await store.begin()
    await store.say(there)
    second = Store(Database(database_url), store.clock)
    try:
        taken = await asyncio.gather(*(s.turns.take(there) for s in (store, second) * 5))
    finally:
        await second.database.close()
    assert len([t for t in taken if t is not None]) == 1


async def test_the_turn_of_a_killed_gateway_is_taken_when_its_lease_ends(store: Store) -> None:
    there = await store.begin()
    await store.say(there)
    first = await store.turns.take(there)
    store.clock.forward(9)
    assert await store.turns.due() == []
    assert await store.turns.take(there) is None
    store.clock.forward(2)
    assert await store.turns.due() == [there]
    second = await store.turns.take(there)
    assert first is not None
    assert second is not None
    assert (second.id, second.input) == (first.id, first.input)
    assert second.attempt == 2
    assert not await store.turns.extend(first), "the first gateway has lost the turn"
    assert not await store.turns.release(first)


async def test_an_extended_lease_lasts_longer(store: Store) -> None:
    there = await store.begin()
    await store.say(there)
    taken = await store.turns.take(there)
    assert taken is not None
    store.clock.forward(9)
    assert await store.turns.extend(taken)
    store.clock.forward(9)
    assert await store.turns.take(there) is None


async def test_a_released_turn_is_free_at_once(store: Store) -> None:
    there = await store.begin()
    await store.say(there)
    taken = await store.turns.take(there)
    assert taken is not None
    assert await store.turns.release(taken)
    again = await store.turns.take(there)
    assert again is not None
    assert again.attempt == 2


async def test_due_names_conversations_with_something_to_start(store: Store) -> None:
    idle, waiting, done, busy = [await store.begin() for _ in range(4)]
    await store.say(waiting)
    await store.say(done)
    await store.answer(done)
    await store.say(busy, message_id="m-1")
    await store.turns.take(busy)
    await store.say(busy, message_id="m-2")
    assert await store.turns.due() == [waiting]
    assert not await store.turns.in_flight(idle)


async def test_a_report_that_failed_comes_back_later_and_lets_others_go_first(store: Store) -> None:
    there = await store.begin()
    job = JobStanding(id="j", service="passport", state="succeeded", fields={}, result=JobResult(state="succeeded"))
    moved = i.JobMoved(job=job, reported="queued")
    await store.conversations.receive(there, moved)
    await store.say(there)
    report = await store.turns.take(there)
    assert report is not None
    assert report.system
    assert report.input == SystemInput(
        intent="system_job_succeeded", data=msgspec.to_builtins(JobReport(service="passport"))
    )
    await store.conversations.receive(there, i.TurnFailed(turn=report.id, final=False))
    message = await store.turns.take(there)
    assert message is not None
    assert message.input == TextInput(text="Bonjour")
    await store.conversations.receive(there, i.TurnFailed(turn=message.id, final=False))
    assert await store.turns.due() == []
    store.clock.forward(61)
    assert await store.turns.due() == [there]
    again = await store.turns.take(there)
    assert again is not None
    assert (again.id, again.input) == (report.id, report.input)


async def test_the_database_itself_allows_one_running_turn(store: Store) -> None:
    there = await store.begin()
    await store.say(there, "one", "m-1")
    await store.say(there, "two", "m-2")
    with pytest.raises(IntegrityError):
        async with store.database.write() as connection:
            await connection.execute(update(turn).values(state="running"))


async def test_the_clock_of_the_test_moves_only_by_hand() -> None:
    clock = Clock()
    before = clock()
    clock.forward(1)
    assert (clock() - before).total_seconds() == 1
