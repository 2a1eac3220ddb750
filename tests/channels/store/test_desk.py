"""The desk in SQL: open tickets, their order, waits that ended, who was left alone, what waits too long."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from channels.core import inputs as i
from channels.core.staff_inputs import Closed, GivenBack, Overflowed, TicketClaimed, Transferred
from channels.store.desk import TicketRow
from channels.store.presence import GONE
from contracts.effects import HandoverRequest
from contracts.staff_tables import ticket
from tests.channels.store.conftest import Store


async def waiting(store: Store, text: str = "Bonjour") -> str:
    there = await store.begin()
    await store.say(there, text)
    await store.ask_person(there)
    store.clock.forward(1)
    return there


async def row_of(store: Store, conversation: str) -> TicketRow:
    [row] = [row for row in (await store.desk.read()).tickets if row.conversation == conversation]
    return row


async def test_the_desk_shows_open_tickets_oldest_first(store: Store) -> None:
    first, second = await waiting(store, "Un"), await waiting(store, "Deux")
    rows = (await store.desk.read()).tickets
    assert [(r.conversation, r.state, r.agent_id, r.queue, r.last_text, r.ahead) for r in rows] == [
        (first, "waiting", None, "general", "Un", 0),
        (second, "waiting", None, "general", "Deux", 1),
    ]
    assert rows[0].opened_at == rows[0].waiting_since == store.clock.now - timedelta(seconds=2)
    assert not rows[0].answered


async def test_a_claimed_ticket_says_whose_it_is_and_ends_with_the_matter(store: Store) -> None:
    alex = await store.hire("alex")
    there = await waiting(store)
    await store.claim(there, alex)
    await store.say(there, "Encore", "m-2")
    row = await row_of(store, there)
    assert (row.state, row.agent_id, row.last_text, row.answered) == ("claimed", alex.id, "Encore", True)
    await store.conversations.receive(there, Closed(agent=alex.agent, wrap_up="answered", known=True))
    assert (await store.desk.read()).tickets == ()
    [closed] = await store.desk.tickets_of(there)
    assert (closed.state, closed.ending, closed.wrap_up) == ("closed", "closed", "answered")


async def test_of_two_agents_one_gets_the_ticket(store: Store) -> None:
    agents = [(await store.hire(name)).agent for name in ("alex", "sam", "kim")]
    there = await waiting(store)
    claims = [TicketClaimed(ticket=(await row_of(store, there)).id, agent=agent) for agent in agents]
    outcomes = await asyncio.gather(*(store.conversations.receive(there, claim) for claim in claims))
    codes = sorted(outcome.refusal.code if outcome.refusal else "" for outcome in outcomes)
    assert codes == ["", "taken", "taken"]
    winner = next(a for a, outcome in zip(agents, outcomes, strict=True) if outcome.refusal is None)
    assert (await row_of(store, there)).agent_id == winner.id


async def test_whoever_may_be_in_danger_comes_first(store: Store) -> None:
    patient = await waiting(store)
    endangered = await store.begin()
    await store.say(endangered)
    effect = HandoverRequest(reason="crisis", service="tax_card", fields={"plate": "AB 1234"})
    await store.answer(endangered, effects=[effect])
    rows = (await store.desk.read()).tickets
    assert [row.conversation for row in rows] == [endangered, patient]
    assert (rows[0].queue, rows[0].first_queue, rows[0].fields) == ("taxes", "taxes", {"plate": "AB 1234"})


async def test_people_at_the_desk_are_those_with_a_role_there(store: Store) -> None:
    alex, vera = await store.hire("alex", capacity=2), await store.hire("vera", "supervisor")
    await store.hire("olga", "owner")
    await store.presences.say(alex.id, "busy", "paperwork")
    agents = (await store.desk.read()).agents
    assert [(row.member.id, row.state, row.reason, row.seen_at) for row in agents] == [
        (alex.id, "busy", "paperwork", store.clock.now),
        (vera.id, "away", None, None),
    ]
    assert agents[0].member.skills.capacity == 2


async def test_waits_are_those_that_an_agent_ended_in_the_queue_where_they_began(store: Store) -> None:
    alex = await store.hire("alex")
    left, taken, moved = [await waiting(store) for _ in range(3)]
    await store.conversations.receive(left, i.QueueLeft())
    await store.claim(taken, alex)
    store.clock.forward(60)
    await store.conversations.receive(moved, Overflowed(ticket=(await row_of(store, moved)).id, queue="other"))
    assert (await row_of(store, moved)).first_queue == "general"
    await store.claim(moved, alex)
    await store.conversations.receive(moved, GivenBack(agent=alex.agent))
    waits = await store.desk.waits(store.clock.now - timedelta(days=1))
    assert sorted(waits) == [("general", 1, 2.0), ("general", 2, 61.0)]
    assert await store.desk.waits(store.clock.now + timedelta(seconds=1)) == []


async def test_tickets_of_agents_who_are_gone_are_left_alone(store: Store) -> None:
    alex, sam, kim = [await store.hire(name) for name in ("alex", "sam", "kim")]
    conversations = {agent.id: await waiting(store) for agent in (alex, sam, kim)}
    for agent in (alex, sam, kim):
        await store.claim(conversations[agent.id], agent)
    await store.presences.come(alex.id)
    store.clock.forward(GONE.total_seconds())
    await store.presences.come(sam.id)
    left = await store.desk.left_alone(store.clock.now - GONE)
    assert {(one.agent_id, one.conversation) for one in left} == {
        (alex.id, conversations[alex.id]),
        (kim.id, conversations[kim.id]),
    }, "kim was never there"


async def test_what_waits_too_long_goes_on_once(store: Store) -> None:
    rules = {"general": ("other", 10), "other": ("general", 5)}
    there = await waiting(store)
    assert await store.desk.overdue(rules, store.clock.now) == []
    store.clock.forward(10)
    [late] = await store.desk.overdue(rules, store.clock.now)
    assert (late.conversation, late.queue) == (there, "other")
    assert await store.desk.overdue({}, store.clock.now) == []
    await store.conversations.receive(there, Overflowed(ticket=late.id, queue=late.queue))
    row = await row_of(store, there)
    assert (row.queue, row.state, row.moves, row.waiting_since) == ("other", "waiting", 1, store.clock.now)
    store.clock.forward(100)
    assert await store.desk.overdue(rules, store.clock.now) == [], "never back to where it has been"


async def test_a_ticket_passed_to_a_queue_has_its_place_there(store: Store) -> None:
    alex = await store.hire("alex")
    there = await waiting(store)
    await store.claim(there, alex)
    await store.conversations.receive(there, Transferred(agent=alex.agent, to_queue="taxes", note="fir d'Steieren"))
    row = await row_of(store, there)
    assert (row.queue, row.first_queue, row.state, row.agent_id, row.answered) == (
        "taxes",
        "general",
        "waiting",
        None,
        True,
    )
    assert (await store.desk.ticket(row.id)).visited == ["queue:general", f"agent:{alex.id}", "queue:taxes"]
    assert await store.desk.ticket("nothing") is None


async def test_the_database_itself_allows_one_open_ticket(store: Store) -> None:
    there = await waiting(store)
    row = await row_of(store, there)
    with pytest.raises(IntegrityError):
        async with store.database.write() as connection:
            second = {"id": "second", "conversation_id": there, "reason": "asked", "language": "fr", "fields": {}}
            places = {"queue": "general", "visited": [], "moves": 0, "last_text": "", "ahead": 0}
            opened = {"state": "waiting", "opened_at": store.clock.now, "waiting_since": store.clock.now}
            await connection.execute(ticket.insert().values(second | places | opened))
    assert [one.id for one in (await store.desk.read()).tickets] == [row.id]
