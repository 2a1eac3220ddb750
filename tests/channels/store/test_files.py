"""Whose files are whose, and for how long."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from channels.core import inputs as i
from channels.core.inputs import Input
from channels.store.conversations import Outcome
from channels.store.loading import Log
from contracts.events import Message
from contracts.jobs import Document
from contracts.tables import file
from tests.channels.store.conftest import Store

PAPER = Document(id="1" * 32, name="Bail – été.pdf", media_type="application/pdf", size=4711)
DAY = 24 * 3600


async def attach(store: Store, there: str, file_id: str) -> Outcome:
    async def attached(log: Log) -> Input:
        return i.FileAttached(message_id="file-1", document=await log.document(file_id))

    return await store.conversations.receive(there, attached, message_id="file-1")


async def issue(store: Store, there: str, file_id: str) -> None:
    """What a worker writes of a document that an administration issued."""
    row = {"id": file_id, "conversation_id": there, "name": "RC-1.pdf", "media_type": "application/pdf", "size": 1}
    times = {"created_at": store.clock.now, "expires_at": store.clock.now.replace(year=2027)}
    async with store.database.write() as connection:
        await connection.execute(insert(file).values(**row, issued=True, **times))


async def test_a_file_is_found_in_its_conversation_until_it_expires(store: Store) -> None:
    here, there = await store.begin(), await store.begin()
    await store.files.add(here, PAPER)
    assert await store.files.find(here, PAPER.id) == PAPER
    assert await store.files.find(there, PAPER.id) is None
    assert await store.files.uploaded(here) == 1
    store.clock.forward(DAY)
    assert await store.files.find(here, PAPER.id) is None
    assert await store.files.uploaded(here) == 0


async def test_a_file_that_was_given_goes_to_the_bot(store: Store) -> None:
    there = await store.begin()
    await store.files.add(there, PAPER)
    outcome = await attach(store, there, PAPER.id)
    again = await attach(store, there, PAPER.id)
    assert outcome.seq == again.seq == 2
    [event] = await store.conversations.events_after(there, 1)
    assert isinstance(event.data, Message)
    assert (event.data.text, event.data.document) == (PAPER.name, PAPER)
    [asked] = await store.asked(there)
    assert (asked["type"], asked["document"]["id"]) == ("file", PAPER.id)


@pytest.mark.parametrize("whose", ["nobody", "another", "expired", "issued"])
async def test_only_what_the_citizen_uploaded_here_can_be_given(store: Store, whose: str) -> None:
    there, elsewhere = await store.begin(), await store.begin()
    if whose == "another":
        await store.files.add(elsewhere, PAPER)
    if whose == "expired":
        await store.files.add(there, PAPER)
        store.clock.forward(DAY)
    if whose == "issued":
        await issue(store, there, PAPER.id)
    refusal = (await attach(store, there, PAPER.id)).refusal
    assert refusal is not None
    assert refusal.code == "unknown_file"
    assert await store.asked(there) == []


async def test_what_an_administration_issued_is_found_and_not_counted(store: Store) -> None:
    there = await store.begin()
    await issue(store, there, "2" * 32)
    found = await store.files.find(there, "2" * 32)
    assert found is not None
    assert found.name == "RC-1.pdf"
    assert await store.files.uploaded(there) == 0
