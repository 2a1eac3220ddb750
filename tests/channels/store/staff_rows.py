"""What the audit log of a test says."""

from __future__ import annotations

from sqlalchemy import select

from contracts.staff_tables import audit
from tests.channels.store.conftest import Store


async def log_of(store: Store) -> list[tuple[str, str, str]]:
    """Action, actor and target of every entry, the oldest first."""
    entries = select(audit.c.action, audit.c.actor, audit.c.target).order_by(audit.c.number)
    async with store.database.read() as connection:
        return [tuple(row) for row in await connection.execute(entries)]
