"""A list of all erasures beside the database: what a backup brings back of them is erased again after restoring.

It holds a moment and the hash of a random id, a line each, in a file per month: nothing personal. It must not be
restored with the database, and belongs onto another disk than it (``MOIEN_LEDGER_DIR``).
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from channels.store.conversations import utc_now
from channels.store.database import Database
from contracts.tables import erasure

log = structlog.get_logger()

LOOK_SECONDS = 5.0
"""Pause between two looks for new erasures: what is lost with a database in that time may come back."""
OVERLAP = timedelta(minutes=15)
"""How long an erasure may take to be seen: clocks of different machines, transactions that commit late."""
LATE = timedelta(minutes=1)
_LINE = re.compile(r"\S+ ([0-9a-f]{64})\n")


class Ledger:
    """The files with the hashes."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made with the first erasure."""
        self._folder = folder

    def add(self, hashes: Iterable[str], now: datetime) -> None:
        """Write hashes down; once this returns, they are on the disk. ``now`` is in UTC; raises ``OSError``."""
        lines = "".join(f"{now.isoformat(timespec='seconds')} {one}\n" for one in hashes)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{now:%Y-%m}.txt"
        # All gateways write here; what is appended at once is not mixed up.
        with path.open("a", encoding="ascii") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> set[str]:
        """Return all hashes; a line that a crash left half written holds none. Raises ``OSError``."""
        found: set[str] = set()
        for path in sorted(self._folder.glob("*.txt")):
            found.update(_LINE.findall(path.read_text(encoding="ascii", errors="replace")))
        return found


class LedgerKeeper:
    """Brings every erasure into the ledger, whoever erased, however long it could not be written to."""

    def __init__(self, database: Database, ledger: Ledger, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._ledger = ledger
        self._now = now
        self._written: set[str] | None = None
        """Hashes of erasures since `_since` that stand in the ledger; None: not looked yet."""
        self._since: datetime | None = None
        self._well_at = now()

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            try:
                await self.look()
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                log.warning("ledger.behind", reason=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    def is_behind(self) -> bool:
        """Tell whether erasures of longer than `LATE` may be missing in the ledger."""
        return self.age() > LATE

    def age(self) -> timedelta:
        """Return how long ago every erasure was known to stand in the ledger; at first, since this gateway runs."""
        return self._now() - self._well_at

    async def look(self) -> None:
        """Write down all erasures that are not in the ledger; the first look compares everything.

        Several gateways write the same; whoever reads does not mind.
        """
        began = self._now()
        if self._written is None:
            self._written = await asyncio.to_thread(self._ledger.read)
        found = select(erasure.c.id_hash)
        if self._since is not None:
            found = found.where(erasure.c.erased_at >= self._since)
        async with self._database.read() as connection:
            hashes = set(await connection.scalars(found))
        fresh = hashes - self._written
        if fresh:
            await asyncio.to_thread(self._ledger.add, sorted(fresh), began)
        self._written = hashes
        # Only what is written is not asked for again.
        self._since, self._well_at = began - OVERLAP, began
