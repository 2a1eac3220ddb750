"""Tickets, call-backs and scores in both databases: what each step of a handover leaves in the tables."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from channels.core import inputs as i
from channels.core import staff_inputs as s
from channels.core.texts import PREVIEW
from channels.store.database import as_utc
from channels.store.loading import Log
from channels.store.members import Member
from contracts.effects import HandoverRequest
from contracts.events import Rating
from contracts.staff_tables import callback, ticket
from contracts.tables import conversation, file
from tests.channels.store.conftest import Store

NOTHING = "n" * 32


async def waiting(store: Store, text: str = "Bonjour", **effect: object) -> str:
    """A conversation that waits for a person, for a second."""
    there = await store.begin()
    await store.say(there, text)
    if effect:
        await store.answer(there, effects=[HandoverRequest(**{"reason": "repeated_failure", **effect})])
    else:
        await store.ask_person(there)
    store.clock.forward(1)
    return there


async def claimed(store: Store, member: Member) -> str:
    there = await waiting(store)
    outcome = await store.claim(there, member)
    assert outcome.refusal is None
    store.clock.forward(1)
    return there


def seconds(store: Store, moment: datetime | None) -> float | None:
    """How long ago a moment of a row was."""
    return (store.clock.now - as_utc(moment)).total_seconds() if moment else None


async def test_a_ticket_opens_in_its_queue_with_what_is_known(store: Store) -> None:
    there = await waiting(store, "Meng\n Steierkaart", service="tax_card", fields={"year": "2026"})
    row = await store.ticket(there)
    assert (row.reason, row.language, row.service, row.fields) == (
        "repeated_failure",
        "fr",
        "tax_card",
        {"year": "2026"},
    )
    assert (row.queue, row.state, row.agent_id, row.visited, row.moves) == (
        "taxes",
        "waiting",
        None,
        ["queue:taxes"],
        0,
    )
    assert (row.last_text, seconds(store, row.opened_at), seconds(store, row.waiting_since)) == (
        "Meng Steierkaart",
        1,
        1,
    )
    assert (row.first_claimed_at, row.claimed_at, row.closed_at, row.ending, row.wrap_up, row.score) == (None,) * 6


async def test_who_asks_for_a_person_at_once_has_said_nothing(store: Store) -> None:
    there = await store.begin()
    await store.ask_person(there)
    assert (await store.ticket(there)).last_text == ""


async def test_how_many_come_before(store: Store) -> None:
    async def ahead(there: str) -> int:
        number: int = (await store.ticket(there)).ahead
        return number

    elsewhere = await waiting(store, service="tax_card")
    first, second = await waiting(store), await waiting(store)
    endangered, other = await waiting(store, reason="crisis"), await waiting(store, reason="crisis")
    third = await waiting(store)
    assert [await ahead(c) for c in (elsewhere, first, second, endangered, other, third)] == [0, 0, 1, 0, 1, 4]
    await store.claim(first, await store.hire("alex"))
    await store.conversations.receive(second, i.QueueLeft())
    assert await ahead(await waiting(store)) == 3, "who is served or has left comes no longer before"


async def test_the_newest_words_are_shown_while_a_ticket_is_open(store: Store) -> None:
    there = await waiting(store, "a" * 500)
    assert (await store.ticket(there)).last_text == "a" * PREVIEW + "…"
    await store.say(there, "Encore", "m-2")
    await store.claim(there, await store.hire("alex"))
    await store.say(there, "Merci", "m-3")
    assert (await store.ticket(there)).last_text == "Merci"


async def test_the_first_claim_is_remembered(store: Store) -> None:
    alex, sam = await store.hire("alex"), await store.hire("sam")
    there = await claimed(store, alex)
    row = await store.ticket(there)
    assert (row.state, row.agent_id, row.visited) == ("claimed", alex.id, ["queue:general", f"agent:{alex.id}"])
    assert [seconds(store, m) for m in (row.first_claimed_at, row.claimed_at, row.waiting_since)] == [1, 1, 1]
    await store.conversations.receive(there, s.Transferred(agent=alex.agent, to_queue="taxes", note="Fir Iech"))
    store.clock.forward(1)
    row = await store.ticket(there)
    assert (row.queue, row.state, row.agent_id, row.moves) == ("taxes", "waiting", None, 1)
    assert [seconds(store, m) for m in (row.first_claimed_at, row.claimed_at, row.waiting_since)] == [2, 2, 1]
    await store.claim(there, sam)
    row = await store.ticket(there)
    assert [seconds(store, m) for m in (row.first_claimed_at, row.claimed_at, row.waiting_since)] == [2, 0, 0]
    assert row.visited == ["queue:general", f"agent:{alex.id}", "queue:taxes", f"agent:{sam.id}"]


async def test_a_colleague_gets_a_conversation_at_once(store: Store) -> None:
    alex, sam = await store.hire("alex"), await store.hire("sam")
    there = await claimed(store, alex)
    await store.conversations.receive(there, s.Transferred(agent=alex.agent, to_agent=sam.agent))
    row = await store.ticket(there)
    assert (row.queue, row.state, row.agent_id, row.moves) == ("general", "claimed", sam.id, 1)
    assert [seconds(store, m) for m in (row.first_claimed_at, row.claimed_at, row.waiting_since)] == [1, 0, 0]
    back = await store.conversations.receive(there, s.Transferred(agent=sam.agent, to_agent=alex.agent))
    assert back.refusal is not None
    assert back.refusal.code == "loops"


async def test_a_ticket_whose_agent_is_gone_waits_in_its_old_place(store: Store) -> None:
    alex = await store.hire("alex")
    there = await claimed(store, alex)
    before = await store.ticket(there)
    await store.conversations.receive(there, s.AgentVanished(ticket=before.id, agent_id=alex.id))
    row = await store.ticket(there)
    assert (row.queue, row.state, row.agent_id, row.moves) == ("general", "waiting", None, 0)
    assert (row.opened_at, row.first_claimed_at) == (before.opened_at, before.first_claimed_at)
    assert (row.visited, seconds(store, row.waiting_since)) == (before.visited, 0)
    assert (await store.claim(there, alex)).refusal is None, "back again, the same agent may take it"
    assert (await store.ticket(there)).visited == before.visited


async def test_a_ticket_overflows(store: Store) -> None:
    there = await waiting(store)
    before = await store.ticket(there)
    outcome = await store.conversations.receive(there, s.Overflowed(ticket=before.id, queue="taxes"))
    row = await store.ticket(there)
    assert (row.queue, row.moves, row.visited) == ("taxes", 1, ["queue:general", "queue:taxes"])
    assert (seconds(store, row.waiting_since), row.opened_at) == (0, before.opened_at)
    again = await store.conversations.receive(there, s.Overflowed(ticket=before.id, queue="general"))
    assert (again.commands, (await store.ticket(there)).queue) == ((), "taxes")
    assert outcome.state is not None
    assert outcome.state.last_seq == (await store.conversations.standing(there)).last_seq


@pytest.mark.parametrize(
    ("ended_by", "ending", "wrap_up"),
    [
        (lambda agent: s.Closed(agent=agent, wrap_up="answered", known=True), "closed", "answered"),
        (lambda agent: s.GivenBack(agent=agent), "given_back", None),
    ],
)
async def test_how_a_ticket_ended(store: Store, ended_by: object, ending: str, wrap_up: str | None) -> None:
    alex = await store.hire("alex")
    there = await claimed(store, alex)
    assert callable(ended_by)
    await store.conversations.receive(there, ended_by(alex.agent))
    row = await store.ticket(there)
    assert (row.state, row.ending, row.wrap_up, row.agent_id) == ("closed", ending, wrap_up, alex.id)
    assert seconds(store, row.closed_at) == 0


async def test_who_leaves_the_queue_may_ask_again(store: Store) -> None:
    there = await waiting(store)
    await store.conversations.receive(there, i.QueueLeft())
    assert (await store.ticket(there)).ending == "cancelled"
    store.clock.forward(1)
    await store.ask_person(there, "person-2")
    assert (await store.ticket(there)).state == "waiting"


async def test_a_call_back_keeps_what_the_ticket_knew(store: Store) -> None:
    there = await waiting(store, service="tax_card")
    asked = i.CallbackAsked(message_id="call-1", phone="+352621123456", when="morning", about="Meng Kaart")
    outcome = await store.conversations.receive(there, asked, message_id="call-1")
    again = await store.conversations.receive(there, asked, message_id="call-1")
    assert (outcome.refusal, outcome.seq) == (None, again.seq)
    row = await store.ticket(there)
    assert (row.state, row.ending) == ("closed", "call_back")
    async with store.database.read() as connection:
        call = (await connection.execute(select(callback))).one()
    assert (call.conversation_id, call.ticket_id, call.language, call.service, call.queue) == (
        there,
        row.id,
        "fr",
        "tax_card",
        "taxes",
    )
    assert (call.phone, call.when, call.about) == ("+352621123456", "morning", "Meng Kaart")
    assert (call.state, call.agent_id, call.attempts, seconds(store, call.asked_at)) == ("waiting", None, 0, 0)
    assert (await store.conversations.standing(there)).owner == "bot"


async def test_a_second_rating_replaces_the_first(store: Store) -> None:
    alex = await store.hire("alex")
    there = await claimed(store, alex)
    await store.conversations.receive(there, s.Closed(agent=alex.agent, wrap_up="answered", known=True))

    async def rate(score: int, message_id: str) -> None:
        async def rated(log: Log) -> i.Input:
            return i.ConversationRated(message_id=message_id, score=score, ticket=await log.newest_ended_ticket())

        assert (await store.conversations.receive(there, rated, message_id=message_id)).refusal is None

    await rate(2, "rate-1")
    await rate(5, "rate-2")
    assert (await store.ticket(there)).score == 5
    told = [e.data for e in await store.conversations.events_after(there, 0) if isinstance(e.data, Rating)]
    assert told == [Rating(score=2), Rating(score=5)]


async def ended_ticket(store: Store, there: str) -> str | None:
    async with store.database.read() as connection:
        return await Log(connection, there, store.clock.now).newest_ended_ticket()


async def test_only_what_an_agent_had_is_rated(store: Store) -> None:
    alex = await store.hire("alex")
    there = await waiting(store)
    assert await ended_ticket(store, there) is None
    await store.claim(there, alex)
    row = await store.ticket(there)
    assert await ended_ticket(store, there) is None, "it has not ended"
    await store.conversations.receive(there, s.AgentVanished(ticket=row.id, agent_id=alex.id))
    store.clock.forward(1)
    await store.conversations.receive(there, i.QueueLeft())
    assert await ended_ticket(store, there) == row.id, "an agent had it, though not to the end"
    store.clock.forward(1)
    await store.ask_person(there, "person-2")
    assert await ended_ticket(store, there) == row.id
    store.clock.forward(1)
    await store.conversations.receive(there, i.QueueLeft())
    assert await ended_ticket(store, there) is None, "nobody had the newest one"


async def test_that_the_bot_helps_and_that_the_citizen_did_something_is_kept(store: Store) -> None:
    async def kept(there: str) -> tuple[bool, bool]:
        found = select(conversation.c.bot_helps, conversation.c.heard).where(conversation.c.id == there)
        async with store.database.read() as connection:
            row = (await connection.execute(found)).one()
        return row.bot_helps, row.heard

    there = await waiting(store)
    assert await kept(there) == (False, True)
    await store.conversations.receive(there, i.BotMeanwhileChosen(on=True))
    assert await kept(there) == (True, True)
    outcome = await store.say(there, "Et pour un chat ?", "m-2")
    assert outcome.state is not None
    assert (outcome.state.owner, len(outcome.state.turns)) == ("queue", 1)
    await store.conversations.receive(there, i.QueueLeft())
    assert await kept(there) == (False, False)
    await store.answer(there, effects=[HandoverRequest(reason="complaint")])
    await store.answer(there, effects=[HandoverRequest(reason="complaint")])
    assert (await store.conversations.standing(there)).owner == "bot", "neither an old question nor the bot itself"
    await store.say(there, "Je veux parler à quelqu'un", "m-3")
    await store.answer(there, effects=[HandoverRequest(reason="complaint")])
    assert (await store.conversations.standing(there)).owner == "queue"


async def test_of_several_agents_one_gets_the_ticket(store: Store) -> None:
    agents = [await store.hire(name) for name in ("alex", "sam", "kim")]
    there = await waiting(store)
    outcomes = await asyncio.gather(*(store.claim(there, agent) for agent in agents))
    codes = sorted(outcome.refusal.code if outcome.refusal else "" for outcome in outcomes)
    assert codes == ["", "taken", "taken"]
    winner = next(a for a, outcome in zip(agents, outcomes, strict=True) if outcome.refusal is None)
    assert (await store.ticket(there)).agent_id == winner.id


async def test_nobody_gets_more_than_they_may_have_however_fast_they_claim(store: Store) -> None:
    alex = await store.hire("alex")
    ours = [await waiting(store) for _ in range(6)]
    tickets = {there: (await store.ticket(there)).id for there in ours}

    async def claim(there: str) -> bool:
        async def wanted(log: Log) -> i.Input:
            full = await log.claimed_by(alex.id) >= 4
            return s.TicketClaimed(ticket=tickets[there], agent=alex.agent, full=full)

        return (await store.conversations.receive(there, wanted)).refusal is None

    assert sum(await asyncio.gather(*(claim(there) for there in ours))) == 4
    owned = select(func.count()).where(ticket.c.agent_id == alex.id)
    async with store.database.read() as connection:
        assert await connection.scalar(owned) == 4
    async with store.database.write() as connection:
        assert await Log(connection, ours[0], store.clock.now).claimed_by(NOTHING) == 0


async def test_files_of_the_citizen_and_of_the_staff_are_kept_apart(store: Store) -> None:
    there = await store.begin()
    known = {"conversation_id": there, "media_type": "application/pdf", "size": 9, "created_at": store.clock.now}
    async with store.database.write() as connection:
        for name, issued in (("citizens", False), ("agents", True)):
            row = {
                "id": name,
                "name": f"{name}.pdf",
                "issued": issued,
                "expires_at": store.clock.now.replace(year=2027),
            }
            await connection.execute(insert(file).values(known | row))

    async def found(log: Log) -> list[str]:
        asked = [await log.document("citizens"), await log.document("agents")]
        asked += [await log.staff_document("citizens"), await log.staff_document("agents")]
        return [document.name if document else "" for document in asked]

    async with store.database.read() as connection:
        assert await found(Log(connection, there, store.clock.now)) == ["citizens.pdf", "", "", "agents.pdf"]
        assert await found(Log(connection, NOTHING, store.clock.now)) == [""] * 4


async def test_the_database_itself_allows_one_open_ticket(store: Store) -> None:
    there = await waiting(store)
    row = (await store.ticket(there))._asdict()
    with pytest.raises(IntegrityError):
        async with store.database.write() as connection:
            await connection.execute(insert(ticket).values(row | {"id": "second"}))
