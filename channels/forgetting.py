"""Whether everything is deleted that should be, as the self-test of the worker has found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.backup.ledger import LedgerKeeper
from channels.store.conversations import utc_now
from channels.store.database import Database, as_utc
from contracts.forgetting import Look, find_faults
from contracts.privacy_tables import forgetting_look


async def read_looks(connection: AsyncConnection) -> list[Look]:
    """Return what the self-test found last, by kind."""
    return [
        Look(kind=row.kind, overdue=row.overdue, looked_at=as_utc(row.looked_at))
        for row in await connection.execute(select(forgetting_look))
    ]


class ForgettingWatch:
    """What is wrong with forgetting, as this gateway can tell since it is up."""

    def __init__(self, database: Database, ledger: LedgerKeeper, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._ledger = ledger
        self._now = now
        self._up_since = now()

    async def faults(self) -> dict[str, str]:
        """Return by kind of data what is wrong, and ``ledger`` where erasures are not written down; empty where all is
        well."""
        async with self._database.read() as connection:
            looks = await read_looks(connection)
        faults = find_faults(looks, self._now(), self._up_since)
        # A backup would bring back what is not written down there.
        return {**faults, "ledger": "behind"} if self._ledger.is_behind() else faults
