"""Call-backs: one agent gets each, it is settled or tried again, and goes back where the agent is gone."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from channels.core import inputs as i
from channels.store.callbacks import CallbackRefusedError
from channels.store.desk import CallbackRow
from channels.store.presence import GONE
from contracts.staff_tables import audit
from tests.channels.store.conftest import Store


def anybody(_queue: str, _language: str, _service: str | None) -> bool:
    return True


async def asked(store: Store) -> CallbackRow:
    there = await store.begin()
    await store.say(there)
    await store.ask_person(there)
    wish = i.CallbackAsked(message_id="call-1", phone="+352621123456", when="morning", about="mäi Steierbeleeg")
    store.clock.forward(1)
    await store.conversations.receive(there, wish, message_id="call-1")
    return await newest(store)


async def newest(store: Store) -> CallbackRow:
    return (await store.desk.read()).callbacks[-1]


async def test_a_call_back_is_on_the_desk_and_the_ticket_is_not(store: Store) -> None:
    row = await asked(store)
    assert (row.phone, row.when, row.about, row.state) == ("+352621123456", "morning", "mäi Steierbeleeg", "waiting")
    assert (row.queue, row.language, row.attempts, row.asked_at) == ("general", "fr", 0, store.clock.now)
    assert (await store.desk.read()).tickets == ()


async def test_one_agent_gets_it_and_settles_it(store: Store) -> None:
    row = await asked(store)
    agents = [await store.hire(name) for name in ("alex", "sam")]
    claims = [store.callbacks.claim(row.id, agent, anybody) for agent in agents]
    refused = [error for error in await asyncio.gather(*claims, return_exceptions=True) if error is not None]
    assert [error.code for error in refused] == ["taken"]
    claimed_by = (await newest(store)).agent_id
    winner, loser = sorted(agents, key=lambda agent: agent.id != claimed_by)
    assert winner.id == claimed_by
    await store.callbacks.claim(row.id, winner, anybody)  # it is theirs already
    with pytest.raises(CallbackRefusedError) as theirs:
        await store.callbacks.end(row.id, loser, "done")
    assert theirs.value.code == "not_yours"
    await store.callbacks.end(row.id, winner, "done")
    assert (await store.desk.read()).callbacks == ()
    with pytest.raises(CallbackRefusedError) as settled:
        await store.callbacks.claim(row.id, loser, anybody)
    assert settled.value.code == "closed"
    async with store.database.read() as connection:
        entries = list(await connection.execute(select(audit.c.actor, audit.c.action).where(audit.c.target == row.id)))
    assert entries == [(winner.name, "callback_claimed"), (winner.name, "callback_ended")]


async def test_nobody_answered_so_somebody_tries_again(store: Store) -> None:
    row, alex = await asked(store), await store.hire("alex")
    await store.callbacks.claim(row.id, alex, anybody)
    await store.callbacks.end(row.id, alex, "again")
    again = await newest(store)
    assert (again.state, again.agent_id, again.attempts) == ("waiting", None, 1)


async def test_it_must_fit_and_be_there(store: Store) -> None:
    row, alex = await asked(store), await store.hire("alex")
    with pytest.raises(CallbackRefusedError) as unfit:
        await store.callbacks.claim(
            row.id, alex, lambda queue, language, _service: (queue, language) != ("general", "fr")
        )
    assert unfit.value.code == "not_yours"
    for call in (store.callbacks.claim("x" * 99, alex, anybody), store.callbacks.end("nothing", alex, "done")):
        with pytest.raises(CallbackRefusedError) as unknown:
            await call
        assert unknown.value.code == "unknown_ticket"


async def test_a_call_that_an_agent_left_alone_goes_back(store: Store) -> None:
    first, second = await asked(store), await asked(store)
    alex, sam = await store.hire("alex"), await store.hire("sam")
    await store.callbacks.claim(first.id, alex, anybody)
    await store.callbacks.claim(second.id, sam, anybody)
    await store.presences.come(sam.id)
    assert await store.callbacks.put_back(store.clock.now - GONE) == 1
    assert await store.callbacks.put_back(store.clock.now - GONE) == 0
    states = {row.id: (row.state, row.agent_id) for row in (await store.desk.read()).callbacks}
    assert states == {first.id: ("waiting", None), second.id: ("claimed", sam.id)}
