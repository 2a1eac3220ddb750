"""A list of all erasures beside the database: what a backup brings back of them is erased again after restoring.

It holds a moment and the hash of a random id, a line each, in a file per month: nothing personal. It must not be
restored with the database, and belongs onto another disk than it (``MOIEN_LEDGER_DIR``).
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from channels.store.conversations import utc_now
from channels.store.database import Database
from contracts.erasing import hash_conversation
from contracts.tables import erasure

log = structlog.get_logger()

LOOK_SECONDS = 5.0
"""Pause between two looks for new erasures: what is lost with a database in that time may come back."""
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
    """Brings every erasure into the ledger, whoever erased."""

    def __init__(self, database: Database, ledger: Ledger, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._ledger = ledger
        self._now = now
        self._written: set[str] = set()

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            try:
                await self.look()
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                log.warning("ledger.behind", reason=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Write down what was erased lately: the id of a conversation stands in the row for some minutes.

        Several gateways write the same; whoever reads does not mind.
        """
        async with self._database.read() as connection:
            ids = await connection.scalars(
                select(erasure.c.conversation_id).where(erasure.c.conversation_id.is_not(None))
            )
            hashes = {hash_conversation(one) for one in ids if one is not None}
        fresh = hashes - self._written
        if fresh:
            await asyncio.to_thread(self._ledger.add, sorted(fresh), self._now())
        self._written = hashes
