"""Receipts in SQL: only hashes, a few per conversation, ended by a login and by logging out."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from channels.core import inputs as i
from channels.store.conversations import UnknownConversationError
from channels.store.loading import Log
from channels.store.receipts import MOST_RECEIPTS, Receipts
from contracts.tables import receipt
from tests.channels.store.conftest import Store


@pytest.fixture
def receipts(store: Store) -> Receipts:
    return Receipts(store.database, now=store.clock)


async def begin(store: Store) -> tuple[str, str]:
    outcome, token = await store.conversations.open("fr", "demo")
    return outcome.conversation, token


async def test_a_code_opens_its_conversation(store: Store, receipts: Receipts) -> None:
    (there, token), (other, others) = await begin(store), await begin(store)
    await receipts.add(there, token, "code")
    await receipts.add(other, others, "another")
    assert [await receipts.find(code) for code in ("code", "another", "none")] == [there, other, None]


async def test_the_code_itself_is_nowhere(store: Store, receipts: Receipts) -> None:
    there, token = await begin(store)
    await receipts.add(there, token, "code")
    async with store.database.read() as connection:
        row = (await connection.execute(select(receipt))).one()
    assert "code" not in [row.code_hash, row.conversation_id]


async def test_of_many_codes_the_newest_count(store: Store, receipts: Receipts) -> None:
    there, token = await begin(store)
    for number in range(MOST_RECEIPTS + 2):
        store.clock.forward(1)
        await receipts.add(there, token, f"code {number}")
    open_ = [number for number in range(MOST_RECEIPTS + 2) if await receipts.find(f"code {number}")]
    assert open_ == list(range(2, MOST_RECEIPTS + 2))


async def test_who_has_only_an_old_token_gets_no_code(store: Store, receipts: Receipts) -> None:
    there, token = await begin(store)
    await store.log_in(there)
    with pytest.raises(UnknownConversationError):
        await receipts.add(there, token, "code")
    assert await receipts.find("code") is None


async def test_no_more_than_the_bound_even_at_once(store: Store, receipts: Receipts) -> None:
    there, token = await begin(store)
    await asyncio.gather(*(receipts.add(there, token, f"code {number}") for number in range(9)))
    async with store.database.read() as connection:
        assert len((await connection.execute(select(receipt))).all()) == MOST_RECEIPTS


@pytest.mark.parametrize(("reason", "opens"), [("logged_out", False), ("expired", True)])
async def test_what_ends_a_receipt(store: Store, receipts: Receipts, reason: str, opens: bool) -> None:
    there, token = await begin(store)
    await receipts.add(there, token, "before")
    await store.log_in(there)
    assert await receipts.find("before") is None, "its holder sees nothing of what comes after the login"
    await receipts.add(there, f"new token of {there}", "after")

    async def left(log: Log) -> i.Input:
        return i.LoggedOut(reason=reason, was_logged_in=await log.was_logged_in())

    await store.conversations.receive(there, left)
    assert (await receipts.find("after") is not None) == opens
