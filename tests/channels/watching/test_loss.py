"""The message-loss counter: 0 while all is well, and every loss once the store is broken on purpose."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import OperationalError

from channels.core.commands import StoreTurn
from channels.store.conversations import Outcome
from channels.store.erasures import Erasures
from channels.watching import loss
from channels.watching.loss import LossWatch
from contracts.tables import conversation, event, turn
from tests.channels.store.conftest import Store
from tests.channels.watching.scraping import scrape_here

LATER = 3600.0


class Counts:
    """How far the counters have moved since."""

    def __init__(self) -> None:
        self._before = scrape_here()

    def __getitem__(self, name: str) -> float:
        full = f"moien_messages_{name}_total"
        return scrape_here().total(full) - self._before.total(full)

    @property
    def lost(self) -> dict[str, float]:
        now = scrape_here()
        name = "moien_messages_lost_total"
        moved = {what: now.value(name, what=what) - self._before.value(name, what=what) for what in ("event", "turn")}
        return {what: more for what, more in moved.items() if more}


@pytest.fixture
def watch(store: Store) -> LossWatch:
    return LossWatch(store.database)


def later() -> float:
    return asyncio.get_running_loop().time() + LATER


async def say(store: Store, watch: LossWatch, many: int = 1) -> tuple[str, list[Outcome]]:
    """Say something and have it acknowledged as the hub does."""
    there = await store.begin()
    outcomes = []
    for number in range(many):
        outcomes.append(await store.say(there, "Bonjour", f"m-{number}"))
        watch.note(f"m-{number}", outcomes[-1])
    return there, outcomes


async def test_what_is_stored_is_not_lost(store: Store, watch: LossWatch) -> None:
    counts = Counts()
    there, outcomes = await say(store, watch, 3)
    assert any(isinstance(command, StoreTurn) for command in outcomes[0].commands), "a message leads to a turn"
    await store.answer(there)
    await watch.look(later())
    assert (counts["acknowledged"], counts["checked"], counts.lost) == (3, 3, {})


async def test_a_message_sent_twice_is_acknowledged_twice_and_there(store: Store, watch: LossWatch) -> None:
    counts = Counts()
    there, _ = await say(store, watch)
    watch.note("m-0", await store.say(there, "Bonjour", "m-0"))
    await watch.look(later())
    assert (counts["acknowledged"], counts["checked"], counts.lost) == (2, 2, {})


async def test_nothing_is_looked_for_before_its_time(store: Store, watch: LossWatch) -> None:
    counts = Counts()
    await say(store, watch)
    await watch.look(asyncio.get_running_loop().time())
    assert counts["checked"] == 0


async def test_a_store_that_says_what_it_did_not_do_is_found_out(store: Store, watch: LossWatch) -> None:
    """A transaction that was acknowledged and did not last, as after a power cut or a restored backup."""
    counts = Counts()
    there, outcomes = await say(store, watch, 2)
    async with store.database.write() as connection:
        await connection.execute(delete(turn).where(turn.c.conversation_id == there, turn.c.number == 2))
        await connection.execute(delete(event).where(event.c.conversation_id == there, event.c.seq == outcomes[1].seq))
    await watch.look(later())
    assert (counts["checked"], counts.lost) == (2, {"event": 1})


async def test_a_message_whose_turn_is_gone_will_never_be_answered(store: Store, watch: LossWatch) -> None:
    counts = Counts()
    there, _ = await say(store, watch, 2)
    async with store.database.write() as connection:
        await connection.execute(delete(turn).where(turn.c.conversation_id == there, turn.c.number == 2))
        await connection.execute(update(turn).where(turn.c.conversation_id == there).values(state="nowhere"))
    await watch.look(later())
    assert counts.lost == {"turn": 2}


async def test_an_event_with_another_number_is_not_the_one_that_was_acknowledged(
    store: Store, watch: LossWatch
) -> None:
    counts = Counts()
    there, outcomes = await say(store, watch)
    async with store.database.write() as connection:
        await connection.execute(
            update(event)
            .where(event.c.conversation_id == there, event.c.seq == outcomes[0].seq)
            .values(seq=event.c.seq + 1000)
        )
    await watch.look(later())
    assert counts.lost == {"event": 1}


async def test_what_the_citizen_had_erased_is_not_lost(store: Store, watch: LossWatch) -> None:
    counts = Counts()
    there, _ = await say(store, watch)
    assert await Erasures(store.database).erase(there, "citizen") is not None
    await watch.look(later())
    assert (counts["checked"], counts.lost) == (1, {})


async def test_a_conversation_that_is_gone_without_a_proof_is_lost(store: Store, watch: LossWatch) -> None:
    counts = Counts()
    there, _ = await say(store, watch)
    async with store.database.write() as connection:
        for table in (turn, event):
            await connection.execute(delete(table).where(table.c.conversation_id == there))
        await connection.execute(delete(conversation).where(conversation.c.id == there))
    await watch.look(later())
    assert counts.lost == {"event": 1}


async def test_a_database_that_is_away_makes_nothing_forgotten(
    store: Store, watch: LossWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = Counts()
    await say(store, watch, 3)

    def away() -> None:
        raise OperationalError("SELECT", None, Exception())

    with monkeypatch.context() as patched:
        patched.setattr(store.database, "read", away)
        with pytest.raises(OperationalError):
            await watch.look(later())
    assert counts["checked"] == 0
    await watch.look(later())
    assert (counts["checked"], counts.lost) == (3, {})


async def test_of_too_many_at_once_the_oldest_are_not_looked_for_and_counted(
    store: Store, watch: LossWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loss, "MOST_NOTED", 4)
    monkeypatch.setattr(loss, "AT_ONCE", 3)
    counts = Counts()
    await say(store, watch, 6)
    await watch.look(later())
    assert (counts["acknowledged"], counts["unchecked"], counts["checked"], counts.lost) == (6, 2, 4, {})


async def test_what_was_refused_was_not_acknowledged(store: Store, watch: LossWatch) -> None:
    counts = Counts()
    watch.note("m-1", Outcome(conversation="x"))
    assert counts["acknowledged"] == 0


async def test_it_goes_on_looking_after_a_database_was_away(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loss, "PAUSE_SECONDS", 0.01)
    watch = LossWatch(store.database, after=timedelta(0).total_seconds())
    counts = Counts()
    real, tries = store.database.read, []

    def read():
        tries.append(1)
        if len(tries) < 3:
            raise OSError
        return real()

    monkeypatch.setattr(store.database, "read", read)
    running = asyncio.create_task(watch.run())
    await say(store, watch)
    async with asyncio.timeout(20):
        while not counts["checked"]:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
    running.cancel()
    assert counts.lost == {}
