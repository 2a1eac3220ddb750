"""Marks of texts in the inbox, over both databases: two people settle the same at once, a later mark counts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.inbox_marks import AT_ONCE, InboxMarks, put_marks
from contracts.studio_tables import inbox_mark
from tests.channels.store.at_once import write_at_once
from tests.channels.store.conftest import Store

KEYS = [f"{number:064x}" for number in range(AT_ONCE + 1)]


async def test_two_people_settle_the_same_texts_at_once(store: Store) -> None:
    olga = await store.hire("olga", "owner")

    async def settle(connection: AsyncConnection) -> None:
        await put_marks(connection, KEYS, "passport_fee", olga, store.clock.now)

    await write_at_once(store.database, settle)
    assert await InboxMarks(store.database).keys() == frozenset(KEYS)


async def test_a_later_mark_counts(store: Store) -> None:
    olga, piet = await store.hire("olga", "owner"), await store.hire("piet", "publisher")
    marks = InboxMarks(store.database, now=store.clock)
    await marks.ignore([KEYS[0], KEYS[0]], "g", olga)
    async with store.database.write() as connection:
        await put_marks(connection, KEYS[:2], "passport_fee", piet, store.clock.now)
    async with store.database.read() as connection:
        rows = [tuple(row) for row in await connection.execute(select(inbox_mark).order_by(inbox_mark.c.key))]
    assert [row[:4] for row in rows] == [(key, "assigned", "passport_fee", piet.id) for key in KEYS[:2]]
