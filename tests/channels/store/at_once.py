"""Two transactions that write the same, the second while the first is open, for tests over both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.database import Database

WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


async def write_at_once(database: Database, write: Callable[[AsyncConnection], Awaitable[None]]) -> None:
    """Write twice: SQLite lets the second begin after the first, PostgreSQL has it wait for a row."""

    async def again() -> None:
        async with database.write() as second:
            await write(second)

    async with database.write() as first:
        await write(first)
        follower = asyncio.create_task(again())
        await until_it_waits(database, follower)
    await follower


async def until_it_waits(database: Database, follower: asyncio.Task[object]) -> None:
    """Return when the follower has met what an open transaction wrote, where it is PostgreSQL that has it wait."""
    while not database.is_sqlite and not follower.done():
        async with database.read() as looking:
            if await looking.scalar(WAITING):
                return
