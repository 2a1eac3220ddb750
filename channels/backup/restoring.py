"""Puts a backup in the place of an installation, and erases again what was erased after it was made."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog
from sqlalchemy import Connection, create_engine, delete, select
from sqlalchemy.exc import SQLAlchemyError

from channels.backup.databases import restore_database
from channels.backup.folders import unpack_content, unpack_state
from channels.backup.ledger import Ledger
from channels.backup.problem import BackupError
from channels.backup.saving import CONTENT, STATE, check
from channels.backup.settings import BackupSettings
from channels.migrate import migrate
from channels.store.audit import COMMAND_LINE, append
from channels.store.database import Database, sync_url
from contracts.auditing import Detail
from contracts.erasing import erase_conversation, hash_conversation
from contracts.files import FileStore
from contracts.staff_tables import staff_session
from contracts.tables import conversation, erasure

log = structlog.get_logger()

AT_ONCE = 500
"""Conversations that are erased in one transaction."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Restored:
    """What came back, and what did not."""

    began: datetime
    """When the backup was begun."""
    erased: int
    """Conversations that were in the backup, had been erased since, and are erased again."""


def restore(settings: BackupSettings, backup: Path) -> Restored:
    """Restore a backup; the platform must not run. What it held until now is gone, but for its erasures.

    Raises:
        BackupError: something of the backup cannot be used, or its place cannot be written to.
    """
    began = check(backup)
    ledger = Ledger(settings.ledger)
    erased = ledger.read() | _read_erased(settings.database_url)
    # What only the database knew must outlive it, should this break off half-way.
    ledger.add(sorted(erased - ledger.read()), datetime.now(UTC))
    for name, (setting, url) in settings.databases.items():
        restore_database(setting, url, backup / name)
    unpack_state(backup / STATE, settings.state_dir)
    unpack_content(backup / CONTENT, settings.bot_dir)
    migrate(settings.database_url)
    return Restored(began=began, erased=asyncio.run(_settle(settings, began, erased)))


def _read_erased(url: str) -> set[str]:
    """Return the hashes that the database knows which is about to be replaced; none where it is gone or empty."""
    engine = create_engine(sync_url(url))
    try:
        with engine.connect() as connection:
            return set(connection.scalars(select(erasure.c.id_hash)))
    except SQLAlchemyError as error:
        log.warning("restore.erasures_unread", reason=type(error).__name__)
        return set()
    finally:
        engine.dispose()


async def _settle(settings: BackupSettings, began: datetime, erased: set[str]) -> int:
    """Erase again, end the sessions that the backup brought back, and write down that it was restored."""
    database = Database(settings.database_url)
    files = FileStore(settings.state_dir / "files")
    try:
        async with database.read() as connection:
            known = list(await connection.scalars(select(conversation.c.id)))
        due = [one for one in known if hash_conversation(one) in erased]
        for first in range(0, len(due), AT_ONCE):
            async with database.write() as connection:
                gone = await connection.run_sync(_erase, due[first : first + AT_ONCE])
            for file_id in gone:
                files.delete(file_id)
        async with database.write() as connection:
            # Whoever signed out since then must not be signed in again.
            await connection.execute(delete(staff_session))
            detail: dict[str, Detail] = {"backup": began.isoformat(timespec="seconds"), "erased_again": len(due)}
            await append(connection, datetime.now(UTC), COMMAND_LINE, "backup_restored", detail=detail)
    except SQLAlchemyError as error:
        raise BackupError(f"the restored database cannot be used: {type(error).__name__}; restore again") from error
    finally:
        await database.close()
    return len(due)


def _erase(connection: Connection, conversations: list[str]) -> list[str]:
    """Erase conversations; returns the ids of their files. The gateway has the bot forget them when it runs."""
    files: list[str] = []
    for one in conversations:
        erased = erase_conversation(connection, one, "restored", datetime.now(UTC))
        files += erased.files if erased is not None else ()
    return files
