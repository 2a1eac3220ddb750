"""Erasing in SQL: everything of one conversation, nothing of another, and what is left as a proof."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from channels.core import inputs as i
from channels.store.conversations import UnknownConversationError
from channels.store.erasures import Erasures
from channels.store.receipts import Receipts
from contracts.effects import ServiceRequest
from contracts.erasing import OF_CONVERSATIONS, hash_conversation
from contracts.jobs import Document
from contracts.staff_tables import metadata
from contracts.tables import conversation, erasure, job
from tests.channels.store.conftest import Store

FILE = ServiceRequest(
    service="residence_certificate", operation="commune.requestResidenceCertificate", fields={"purpose": "rent"}
)
A_FILE = Document(id="a" * 32, name="a.pdf", media_type="application/pdf", size=1)


@pytest.fixture
def erasures(store: Store) -> Erasures:
    return Erasures(store.database, now=store.clock)


async def left_of(store: Store, there: str) -> list[str]:
    async with store.database.read() as connection:
        return [
            table.name
            for table in OF_CONVERSATIONS
            if (await connection.execute(select(table).where(table.c.conversation_id == there))).first() is not None
        ]


async def fill(store: Store) -> str:
    outcome, token = await store.conversations.open("fr", "demo")
    there = outcome.conversation
    await store.say(there)
    await store.answer(there, effects=[FILE])
    await store.files.add(there, A_FILE)
    await store.logins.begin(there, None, "fr")
    await Receipts(store.database, now=store.clock).add(there, token, "code")
    await store.ask_person(there)
    return there


def test_every_table_of_conversations_is_known() -> None:
    with_conversations = {table.name for table in metadata.tables.values() if "conversation_id" in table.c}
    assert with_conversations == {table.name for table in OF_CONVERSATIONS} | {erasure.name}


async def test_everything_goes_and_the_proof_stays(store: Store, erasures: Erasures) -> None:
    there = await fill(store)
    assert {"event", "turn", "job", "file", "login", "receipt", "ticket"} <= set(await left_of(store, there))
    erased = await erasures.erase(there, "citizen")
    assert erased is not None
    assert erased.files == (A_FILE.id,)
    assert await left_of(store, there) == []
    async with store.database.read() as connection:
        assert (await connection.execute(select(conversation))).all() == []
        proof = (await connection.execute(select(erasure))).one()
    assert (proof.id_hash, proof.reason, proof.settled_at) == (hash_conversation(there), "citizen", None)
    assert (proof.counts["job"], proof.counts["ticket"]) == (1, 1)
    with pytest.raises(UnknownConversationError):
        await store.conversations.receive(there, i.LanguageChosen(language="de"))


async def test_other_conversations_stay(store: Store, erasures: Erasures) -> None:
    there = await fill(store)
    other = await store.begin()
    await erasures.erase(there, "receipt")
    assert await left_of(store, other) == ["event"]


async def test_of_two_who_erase_at_once_one_does(store: Store, erasures: Erasures) -> None:
    there = await fill(store)
    outcomes = await asyncio.gather(*(erasures.erase(there, "citizen") for _ in range(3)))
    assert sum(outcome is not None for outcome in outcomes) == 1


async def test_a_worker_with_a_job_finds_nothing_to_write_to(store: Store, erasures: Erasures) -> None:
    there = await fill(store)
    async with store.database.read() as connection:
        job_id = await connection.scalar(select(job.c.id))
    await erasures.erase(there, "citizen")
    assert await store.jobs.report(str(job_id)) is None
    assert await store.jobs.unsent() == []


async def test_the_id_is_kept_until_the_bot_has_forgotten_too(store: Store, erasures: Erasures) -> None:
    there = await store.begin()
    await erasures.erase(there, "citizen")
    assert await erasures.unsettled(timedelta(minutes=5)) == []
    store.clock.forward(300)
    assert await erasures.unsettled(timedelta(minutes=5)) == [there]
    await erasures.settle(there)
    assert await erasures.unsettled(timedelta(0)) == []
    async with store.database.read() as connection:
        proof = (await connection.execute(select(erasure))).one()
    assert proof.conversation_id is None
    assert proof.settled_at is not None
