"""Calls that somebody tries, over both databases: the same one twice at once is one."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.rehearsed_calls import add_call, read_call
from contracts.effects import ServiceRequest
from contracts.staff_tables import audit
from tests.channels.store.at_once import write_at_once
from tests.channels.store.conftest import Store

REQUEST = ServiceRequest(service="passport", operation="commune.requestPassport", fields={"name": "Bruno"})


async def test_the_same_call_twice_at_once_is_one(store: Store) -> None:
    olga = await store.hire("olga", "owner")

    async def add(connection: AsyncConnection) -> None:
        await add_call(connection, "r1", REQUEST, olga, store.clock.now)

    await write_at_once(store.database, add)
    async with store.database.read() as connection:
        found = await read_call(connection, "r1", olga)
        written = list(await connection.scalars(select(audit.c.target).where(audit.c.action == "call_rehearsed")))
    assert found is not None
    assert (found.operation, found.fields, written) == (REQUEST.operation, REQUEST.fields, ["r1"])
