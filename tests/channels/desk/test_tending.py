"""What happens by itself, against both databases: agents who vanish, queues that overflow, calls that nobody makes."""

from __future__ import annotations

import asyncio

import pytest

from channels.core import inputs as i
from channels.core.staff_inputs import Transferred
from channels.desk.tending import Tending
from channels.store.conversations import Outcome
from channels.store.erasures import Erasures
from channels.store.presence import GONE
from contracts.effects import HandoverRequest
from contracts.events import OwnerChanged
from tests.channels.desk.samples import PLAN
from tests.channels.store.conftest import Store, store

__all__ = ["store"]


class Moved:
    """Counts how often the desk was said to have moved."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


def tending(store: Store, moved: Moved, *, patient: bool = True) -> Tending:
    async def receive(conversation: str, happened: i.Input) -> Outcome:
        return await store.conversations.receive(conversation, happened)

    made = Tending(store.desk, store.callbacks, lambda: PLAN, receive, moved, now=store.clock)
    if patient:
        made._patient_until = float("-inf")  # as half a minute after the start
    return made


async def waiting(store: Store, service: str | None = None) -> str:
    there = await store.begin()
    await store.say(there)
    if service is None:
        await store.ask_person(there)
    else:
        await store.answer(there, effects=[HandoverRequest(reason="asked", service=service)])
    return there


async def owners(store: Store, conversation: str) -> list[tuple[str, str]]:
    events = await store.conversations.events_after(conversation, 0)
    return [(e.data.owner, e.data.reason) for e in events if isinstance(e.data, OwnerChanged)]


async def test_a_vanished_agents_ticket_goes_back_with_the_age_it_had(store: Store) -> None:
    alex, sam = await store.hire("alex"), await store.hire("sam")
    there, kept = await waiting(store), await waiting(store)
    opened_at = (await store.ticket(there)).opened_at
    for agent, conversation in ((alex, there), (sam, kept)):
        await store.presences.come(agent.id)
        await store.claim(conversation, agent)
    store.clock.forward(GONE.total_seconds() - 1)
    await store.presences.see([sam.id])
    look = tending(store, Moved())
    await look.look()
    assert (await store.ticket(there)).state == "claimed", "29 seconds are no absence"
    store.clock.forward(1)
    await look.look()
    row = await store.ticket(there)
    assert (row.state, row.agent_id, row.queue, row.opened_at) == ("waiting", None, "general", opened_at)
    assert row.moves == 0
    assert await owners(store, there) == [("queue", "asked"), ("agent", "claimed"), ("queue", "requeued")]
    assert (await store.ticket(kept)).agent_id == sam.id
    await look.look()
    assert len(await owners(store, there)) == 3, "once"
    assert (await store.claim(there, alex)).refusal is None, "a vanished agent is no hop"


async def test_an_agent_who_comes_back_in_time_loses_nothing(store: Store) -> None:
    alex = await store.hire("alex")
    there = await waiting(store)
    await store.presences.come(alex.id)
    await store.claim(there, alex)
    store.clock.forward(GONE.total_seconds() - 1)
    await store.presences.come(alex.id)
    store.clock.forward(GONE.total_seconds() - 1)
    await tending(store, Moved()).look()
    assert (await store.ticket(there)).agent_id == alex.id


async def test_a_gateway_that_just_started_gives_agents_the_time_to_come_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    alex = await store.hire("alex")
    there = await waiting(store)
    await store.claim(there, alex)
    look = tending(store, Moved(), patient=False)
    await look.look()
    assert (await store.ticket(there)).state == "claimed"
    clock = asyncio.get_running_loop().time
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: clock() + GONE.total_seconds())
    await look.look()
    assert (await store.ticket(there)).state == "waiting"


async def test_two_gateways_that_tend_at_once_do_no_harm(store: Store) -> None:
    alex = await store.hire("alex")
    gone, late = await waiting(store), await waiting(store, "tax_card")
    await store.claim(gone, alex)
    store.clock.forward(30)
    await asyncio.gather(*(tending(store, Moved()).look() for _ in range(2)))
    assert [reason for _, reason in await owners(store, gone)].count("requeued") == 1
    row = await store.ticket(late)
    assert (row.queue, row.moves, row.visited) == ("general", 1, ["queue:taxes", "queue:general"])


async def test_a_queue_overflows_and_the_ticket_never_comes_back(store: Store) -> None:
    alex = await store.hire("alex")
    there = await waiting(store, "tax_card")
    look = tending(store, Moved())
    store.clock.forward(29)
    await look.look()
    assert (await store.ticket(there)).queue == "taxes"
    store.clock.forward(1)
    await look.look()
    assert (await store.ticket(there)).queue == "general"
    assert await owners(store, there) == [("queue", "asked")], "for the citizen only the place changes"
    await store.claim(there, alex)
    back = await store.conversations.receive(there, Transferred(agent=alex.agent, to_queue="taxes"))
    assert back.refusal is not None
    assert back.refusal.code == "loops"


async def test_call_backs_of_vanished_agents_are_for_others(store: Store) -> None:
    alex, moved = await store.hire("alex"), Moved()
    there = await waiting(store)
    wish = i.CallbackAsked(message_id="call-1", phone="+352621123456", when="any", about="")
    await store.conversations.receive(there, wish)
    [row] = (await store.desk.read()).callbacks
    await store.callbacks.claim(row.id, alex, lambda *_: True)
    look = tending(store, moved)
    await look.look()
    await look.look()
    [row] = (await store.desk.read()).callbacks
    assert (row.state, moved.times) == ("waiting", 1)


async def test_what_is_erased_while_the_desk_is_looked_after_hinders_nothing(store: Store) -> None:
    late, other = await waiting(store, "tax_card"), await waiting(store, "tax_card")

    async def receive(conversation: str, happened: i.Input) -> Outcome:
        await Erasures(store.database, now=store.clock).erase(late, "citizen")
        return await store.conversations.receive(conversation, happened)

    made = Tending(store.desk, store.callbacks, lambda: PLAN, receive, Moved(), now=store.clock)
    store.clock.forward(3600)
    await made.look()
    assert (await store.ticket(other)).queue == "general"
