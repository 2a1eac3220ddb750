"""One transaction per input, in both databases: nothing half done, nothing twice, gapless under contention."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from channels.core import inputs as i
from channels.core import staff_inputs as s
from channels.store.conversations import LONGEST_PAGE, UnknownConversationError, hash_token
from channels.store.database import Database
from channels.store.loading import Log
from contracts.effects import ServiceRequest
from contracts.events import Message, Note, Notice
from contracts.parts import Button, Citation, FieldPrompt, Part, SummaryRow
from contracts.tables import conversation, event, job, turn
from tests.channels.store.conftest import Clock, Store


async def test_a_conversation_begins_with_the_disclosure(store: Store) -> None:
    outcome, token = await store.conversations.open("lb", "demo")
    events = await store.conversations.events_after(outcome.conversation, 0)
    assert [(e.seq, e.data, e.at) for e in events] == [(1, Notice(code="ai_disclosure"), "2026-11-23T08:15:30.250Z")]
    standing = await store.conversations.standing_of_token(token)
    assert (standing.id, standing.language, standing.owner, standing.last_seq) == (outcome.conversation, "lb", "bot", 1)


async def test_the_token_itself_is_not_stored(store: Store) -> None:
    outcome, token = await store.conversations.open("lb", "demo")
    async with store.database.read() as connection:
        row = (await connection.execute(select(conversation).where(conversation.c.id == outcome.conversation))).one()
    assert token not in [str(value) for value in row]
    assert row.token_hash == hash_token(token)


@pytest.mark.parametrize("token", ["", "x" * 10_000, "\ud800", "' OR 1=1 --"])
async def test_a_wrong_token_is_unknown(store: Store, token: str) -> None:
    await store.begin()
    with pytest.raises(UnknownConversationError):
        await store.conversations.standing_of_token(token)


async def test_an_unknown_conversation(store: Store) -> None:
    with pytest.raises(UnknownConversationError):
        await store.say("nowhere")
    with pytest.raises(UnknownConversationError):
        await store.conversations.standing("nowhere")
    assert await store.conversations.events_after("nowhere", 0) == []


async def test_the_same_message_id_twice_is_one_event_and_one_turn(store: Store) -> None:
    there = await store.begin()
    first = await store.say(there)
    again = await store.say(there, text="something else")
    assert (first.seq, again.seq) == (2, 2)
    assert again.commands == ()
    assert len(await store.conversations.events_after(there, 0)) == 2
    async with store.database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(turn)) == 1


async def test_the_same_message_id_in_two_conversations_is_two_messages(store: Store) -> None:
    here, there = await store.begin(), await store.begin()
    assert (await store.say(here)).seq == (await store.say(there)).seq == 2


async def test_the_same_message_at_the_same_time(store: Store) -> None:
    there = await store.begin()
    outcomes = await asyncio.gather(*(store.say(there) for _ in range(8)))
    assert {outcome.seq for outcome in outcomes} == {2}
    assert len(await store.conversations.events_after(there, 0)) == 2


async def test_many_messages_at_the_same_time_leave_no_gap(store: Store) -> None:
    there = await store.begin()
    outcomes = await asyncio.gather(*(store.say(there, f"text {n}", f"m-{n}") for n in range(30)))
    assert sorted(outcome.seq or 0 for outcome in outcomes) == list(range(2, 32))
    events = await store.conversations.events_after(there, 0)
    assert [e.seq for e in events] == list(range(1, 32))
    by_seq = {outcome.seq: f"text {n}" for n, outcome in enumerate(outcomes)}
    assert all(isinstance(e.data, Message) and e.data.text == by_seq[e.seq] for e in events[1:])


async def test_two_gateways_on_one_database_leave_no_gap(store: Store, database_url: str) -> None:
    there = await store.begin()
    second = Store(Database(database_url), Clock())
    try:
        says = [(store if n % 2 else second).say(there, f"text {n}", f"m-{n}") for n in range(20)]
        outcomes = await asyncio.gather(*says)
    finally:
        await second.database.close()
    assert sorted(outcome.seq or 0 for outcome in outcomes) == list(range(2, 22))


async def test_what_is_refused_leaves_no_trace(store: Store) -> None:
    there = await store.begin()
    outcome = await store.say(there, text="")
    assert outcome.refusal is not None
    assert outcome.refusal.code == "empty_message"
    assert (await store.conversations.standing(there)).last_seq == 1
    assert (await store.say(there)).seq == 2, "the id of a refused message is free"


async def test_a_failure_in_the_middle_leaves_no_trace(store: Store) -> None:
    there = await store.begin()
    # Somebody else's event stands where the next one belongs: the insert fails after the state was written.
    async with store.database.write() as connection:
        await connection.execute(
            update(conversation).where(conversation.c.id == there).values(last_seq=0, language="de")
        )
    with pytest.raises(IntegrityError):
        await store.say(there)
    standing = await store.conversations.standing(there)
    assert (standing.last_seq, standing.language) == (0, "de")
    async with store.database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(turn)) == 0


async def test_a_turn_becomes_events_jobs_and_the_end_of_the_turn_at_once(store: Store) -> None:
    there = await store.begin()
    await store.say(there)
    part = Part(
        text="Voilà 🙂",
        citations=[Citation(title="T", link="https://guichet.public.lu/", checked="2026-11-01", language="fr")],
        buttons=[Button(title="Oui", intent="affirm", entities={"a": "b"})],
        field=FieldPrompt(service="s", name="n", type="text", label="l", step=1, steps=2),
        summary=[SummaryRow(field="n", label="l", value="v")],
    )
    effect = ServiceRequest(service="passport", operation="commune.passport", fields={"name": "Weber"})
    await store.answer(there, parts=[part], effects=[effect])
    said = (await store.conversations.events_after(there, 2))[0].data
    assert isinstance(said, Message)
    shown = (said.text, said.citations, said.buttons, said.field, said.summary)
    assert shown == (part.text, part.citations, part.buttons, part.field, part.summary)
    async with store.database.read() as connection:
        row = (await connection.execute(select(job))).one()
        assert await connection.scalar(select(turn.c.state)) == "done"
    assert (row.state, row.reported_state, row.fields, row.sent_at) == ("queued", "queued", {"name": "Weber"}, None)
    assert row.idempotency_key != row.id


async def test_a_button_is_found_where_the_citizen_saw_it(store: Store) -> None:
    there = await store.begin()
    await store.say(there)
    await store.answer(there, parts=[Part(text="?", buttons=[Button(title="Oui", intent="affirm")])])
    async with store.database.write() as connection:
        log = Log(connection, there, store.clock.now)
        assert (await log.button(3, 0)) == Button(title="Oui", intent="affirm")
        wrong = [(3, 1), (3, -1), (2, 0), (1, 0), (99, 0), (-1, 0), (2**70, 0)]
        assert [await log.button(seq, index) for seq, index in wrong] == [None] * len(wrong)
        assert [await log.is_answer(seq) for seq in (1, 2, 3, 4)] == [False, False, True, False]


async def test_the_newest_owner_event_is_found(store: Store) -> None:
    there = await store.begin()
    async with store.database.write() as connection:
        assert await Log(connection, there, store.clock.now).owner_seq() == 0
    await store.ask_person(there)
    await store.conversations.receive(there, i.QueueLeft())
    async with store.database.write() as connection:
        assert await Log(connection, there, store.clock.now).owner_seq() == 3


async def test_a_long_log_is_read_page_by_page(store: Store) -> None:
    there = await store.begin()
    member = await store.hire("alex")
    for n in range(LONGEST_PAGE + 5):
        await store.conversations.receive(there, s.AgentNoted(agent=member.agent, text=str(n)))
    first = await store.conversations.events_after(there, 0)
    rest = await store.conversations.events_after(there, first[-1].seq)
    assert (len(first), len(rest)) == (LONGEST_PAGE, 6)
    assert rest[-1].data == Note(agent="Alex", text=str(LONGEST_PAGE + 4))


async def test_a_cancelled_input_is_done_wholly_or_not_at_all(store: Store) -> None:
    there = await store.begin()
    for n in range(20):
        task = asyncio.create_task(store.say(there, message_id=f"m-{n}"))
        for _ in range(n):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    standing = await store.conversations.standing(there)
    async with store.database.read() as connection:
        events = await connection.scalar(select(func.count()).select_from(event))
        turns = await connection.scalar(select(func.count()).select_from(turn))
    assert standing.last_seq == events
    assert turns == events - 1
    assert (await store.say(there, message_id="after")).seq == events + 1
