"""The desk: open tickets, places in the queue, whose conversation may be seen."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.exc import IntegrityError

from channels.core import inputs as i
from channels.store.desk import PREVIEW, shorten
from contracts.effects import HandoverRequest
from contracts.staff_tables import ticket
from tests.channels.store.conftest import Store


async def waiting(store: Store, text: str = "Bonjour") -> str:
    there = await store.begin()
    await store.say(there, text)
    await store.ask_person(there)
    store.clock.forward(1)
    return there


async def test_the_desk_shows_open_tickets_oldest_first(store: Store) -> None:
    alex = await store.hire("alex")
    first, second = await waiting(store, "Un"), await waiting(store, "Deux")
    views = await store.desk.tickets(alex.id)
    assert [(v.conversation, v.state, v.agent, v.mine, v.last_text) for v in views] == [
        (first, "waiting", None, False, "Un"),
        (second, "waiting", None, False, "Deux"),
    ]
    assert views[0].opened_at == "2026-11-23T08:15:30.250Z"


async def test_a_claimed_ticket_is_mine_or_a_colleagues(store: Store) -> None:
    alex, sam = await store.hire("alex"), await store.hire("sam")
    there = await waiting(store)
    [view] = await store.desk.tickets(alex.id)
    await store.conversations.receive(there, i.TicketClaimed(ticket=view.ticket, agent=alex.agent))
    await store.say(there, "Encore", "m-2")
    [mine], [theirs] = await store.desk.tickets(alex.id), await store.desk.tickets(sam.id)
    assert (mine.state, mine.agent, mine.mine, mine.last_text) == ("claimed", "Alex", True, "Encore")
    assert (theirs.agent, theirs.mine) == ("Alex", False)
    await store.conversations.receive(there, i.Closed(agent=alex.agent))
    assert await store.desk.tickets(alex.id) == []


async def test_of_two_agents_one_gets_the_ticket(store: Store) -> None:
    agents = [(await store.hire(name)).agent for name in ("alex", "sam", "kim")]
    there = await waiting(store)
    [view] = await store.desk.tickets("")
    claims = [i.TicketClaimed(ticket=view.ticket, agent=agent) for agent in agents]
    outcomes = await asyncio.gather(*(store.conversations.receive(there, claim) for claim in claims))
    codes = sorted(outcome.refusal.code if outcome.refusal else "" for outcome in outcomes)
    assert codes == ["", "taken", "taken"]
    [after] = await store.desk.tickets("")
    winner = next(a for a, outcome in zip(agents, outcomes, strict=True) if outcome.refusal is None)
    assert after.agent == winner.name


async def test_a_ticket_carries_what_the_form_had_collected(store: Store) -> None:
    there = await store.begin()
    await store.say(there)
    effect = HandoverRequest(reason="repeated_failure", service="resident_parking", fields={"plate": "AB 1234"})
    await store.answer(there, effects=[effect])
    [view] = await store.desk.tickets("")
    assert (view.reason, view.service, view.fields) == ("repeated_failure", "resident_parking", {"plate": "AB 1234"})


async def test_whoever_may_be_in_danger_comes_first(store: Store) -> None:
    patient = await waiting(store)
    endangered = await store.begin()
    await store.say(endangered)
    await store.answer(endangered, effects=[HandoverRequest(reason="crisis")])
    assert [view.conversation for view in await store.desk.tickets("")] == [endangered, patient]
    assert [await store.desk.place(there) for there in (endangered, patient)] == [1, 2]


async def test_places_in_the_queue(store: Store) -> None:
    first, second, third = [await waiting(store) for _ in range(3)]
    idle = await store.begin()
    assert [await store.desk.place(c) for c in (first, second, third, idle)] == [1, 2, 3, None]
    await store.conversations.receive(first, i.QueueLeft())
    assert [await store.desk.place(c) for c in (first, second, third)] == [None, 1, 2]


async def test_staff_may_see_what_was_handed_over(store: Store) -> None:
    handed, private = await waiting(store), await store.begin()
    await store.conversations.receive(handed, i.QueueLeft())
    assert await store.desk.was_handed_over(handed)
    assert not await store.desk.was_handed_over(private)


async def test_the_conversation_of_a_ticket(store: Store) -> None:
    there = await waiting(store)
    [view] = await store.desk.tickets("")
    assert await store.desk.conversation_of(view.ticket) == there
    assert await store.desk.conversation_of("nothing") is None


async def test_the_database_itself_allows_one_open_ticket(store: Store) -> None:
    there = await waiting(store)
    [view] = await store.desk.tickets("")
    with pytest.raises(IntegrityError):
        async with store.database.write() as connection:
            row = {"id": "second", "conversation_id": there, "reason": "asked", "language": "fr", "fields": {}}
            opened = {"state": "waiting", "opened_at": store.clock.now}
            await connection.execute(ticket.insert().values(row | opened))
    assert [v.ticket for v in await store.desk.tickets("")] == [view.ticket]


def test_the_beginning_of_a_text() -> None:
    assert shorten("one\n\n two") == "one two"
    long = shorten("a" * 500)
    assert len(long) == PREVIEW
    assert long.endswith("…")
