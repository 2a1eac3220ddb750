"""Who is logged in: one conversation, one person, for some time; then nothing of it is left."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from channels.core import inputs as i
from channels.core.inputs import Input
from channels.store.conversations import Outcome, UnknownConversationError
from channels.store.loading import Log
from contracts.effects import ServiceRequest
from contracts.events import IdentityChanged
from contracts.tables import identity, job, turn
from tests.channels.store.conftest import Store

RECORD = ServiceRequest(
    service="criminal_record",
    operation="justice.requestCriminalRecord",
    fields={"purpose": "employer"},
    claims={"national_id": "national_id"},
    needs_identity=True,
)
HALF_AN_HOUR = 1800


async def log_out(store: Store, there: str) -> Outcome:
    async def left(log: Log) -> Input:
        return i.LoggedOut(reason="logged_out", was_logged_in=await log.was_logged_in())

    return await store.conversations.receive(there, left)


async def expire(store: Store, there: str) -> Outcome:
    async def expired(log: Log) -> Input:
        return i.LoggedOut(reason="expired", was_logged_in=await log.has_expired_login())

    return await store.conversations.receive(there, expired)


async def told(store: Store, there: str) -> list[str]:
    events = await store.conversations.events_after(there, 0)
    return [e.data.state for e in events if isinstance(e.data, IdentityChanged)]


async def file_record(store: Store, there: str, message_id: str = "m-1") -> list[dict]:
    """The fields of the jobs that came of a request that needs a login."""
    await store.say(there, message_id=message_id)
    while await store.asked(there):
        last = [asked["type"] for asked in await store.asked(there)] == ["text"]
        await store.answer(there, effects=[RECORD] if last else [])
        if last:
            break
    async with store.database.read() as connection:
        return list(await connection.scalars(select(job.c.fields).where(job.c.conversation_id == there)))


async def test_a_login_gives_the_conversation_a_new_token(store: Store) -> None:
    outcome, old = await store.conversations.open("fr", "demo")
    there = outcome.conversation
    await store.log_in(there, national_id="1893120105732")
    with pytest.raises(UnknownConversationError):
        await store.conversations.standing_of_token(old)
    assert (await store.conversations.standing_of_token(f"new token of {there}")).id == there
    assert await store.identities.is_logged_in(there)
    assert not await store.identities.is_logged_in(await store.begin())
    assert await told(store, there) == ["logged_in"]
    assert await store.asked(there) == [
        {"type": "system", "intent": "system_logged_in", "data": {"claims": {"national_id": "1893120105732"}}}
    ]


async def test_what_needs_a_login_is_filed_with_what_the_login_says(store: Store) -> None:
    there = await store.begin()
    assert await file_record(store, there) == []
    assert [asked["intent"] for asked in await store.asked(there)] == ["system_logged_out"]
    await store.log_in(there, national_id="1893120105732")
    assert await file_record(store, there, "m-2") == [{"purpose": "employer", "national_id": "1893120105732"}]


async def test_an_expired_login_files_nothing_even_before_it_is_swept(store: Store) -> None:
    there = await store.begin()
    await store.log_in(there, national_id="1893120105732")
    store.clock.forward(HALF_AN_HOUR)
    assert await file_record(store, there) == []


async def test_an_expired_login_is_found_and_said_once(store: Store) -> None:
    there = await store.begin()
    await store.log_in(there)
    assert await store.identities.expired() == []
    assert (await expire(store, there)).commands == (), "it has not expired yet"
    store.clock.forward(HALF_AN_HOUR)
    assert await store.identities.expired() == [there]
    assert not await store.identities.is_logged_in(there)
    await expire(store, there)
    await expire(store, there)
    assert await store.identities.expired() == []
    assert await told(store, there) == ["logged_in", "expired"]


async def test_logging_out_forgets_all_that_was_known(store: Store) -> None:
    there = await store.begin()
    await store.log_in(there, national_id="1893120105732")
    await store.answer(there)
    await log_out(store, there)
    await log_out(store, there)
    assert await told(store, there) == ["logged_in", "logged_out"]
    async with store.database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(identity)) == 0
        assert "1893120105732" not in str((await connection.scalars(select(turn.c.input))).all())


async def test_logging_in_again_replaces_who_was_known(store: Store) -> None:
    there = await store.begin()
    await store.log_in(there, national_id="1")
    await store.log_in(there, national_id="2")
    assert [asked["data"]["claims"] for asked in await store.asked(there)] == [{}, {"national_id": "2"}]
    async with store.database.read() as connection:
        assert (await connection.scalars(select(identity.c.claims))).all() == [{"national_id": "2"}]
