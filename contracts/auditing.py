"""The audit log's chain: adds entries each with a digest over itself and the one before, and cuts off the oldest.

Shared by the gateway (the staff do something) and the worker (the time of entries is over). Platform environment only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, RowMapping, delete, insert, select, text

from contracts.staff_tables import audit

Detail = str | int | bool | list[str] | None
"""What a detail of an entry may be: it is hashed as JSON, and must read back from both databases as it was written."""

LONGEST_TARGET = 128
AUDIT_LOCK = 20_261_124
"""Number of PostgreSQL's advisory lock that lets one entry be added at a time; SQLite has one writer anyway."""
CUT = "audit_cut"
"""Action of the entry that says up to which one the log was cut off; the database lets go only what it names."""
PLATFORM = "the platform"
"""Who does what nobody of the staff does."""


def add_entry(
    connection: Connection,
    at: datetime,
    actor: tuple[str | None, str],
    action: str,
    target: str = "",
    detail: Mapping[str, Detail] | None = None,
) -> None:
    """Add an entry in a transaction of the caller, which has SQLite's write lock already.

    The lock of PostgreSQL is held until that transaction ends. ``at`` is aware; ``actor``: id, where they have one, and
    name.
    """
    _lock(connection)
    newest = select(audit.c.number, audit.c.digest).order_by(audit.c.number.desc()).limit(1)
    before = connection.execute(newest).one_or_none()
    row: dict[str, Any] = {
        "number": before.number + 1 if before is not None else 1,
        "at": at,
        "actor_id": actor[0],
        "actor": actor[1],
        "action": action,
        "target": target[:LONGEST_TARGET],
        "detail": dict(detail or {}),
    }
    digest = chain(before.digest if before is not None else "", row)
    connection.execute(insert(audit).values(**row, digest=digest))


def cut_off(connection: Connection, last: int, now: datetime) -> int:
    """Delete the entries up to number ``last``, after an entry that keeps its digest; returns how many went.

    In a transaction of the caller, which has SQLite's write lock already. The database refuses to let go of entries
    that are younger than a year.
    """
    _lock(connection)
    digest = connection.scalar(select(audit.c.digest).where(audit.c.number == last))
    if digest is None:
        return 0
    add_entry(connection, now, (None, PLATFORM), CUT, str(last), {"digest": digest})
    return cast("CursorResult[object]", connection.execute(delete(audit).where(audit.c.number <= last))).rowcount


def chain(before: str, row: RowMapping | dict[str, Any]) -> str:
    """Return the digest of a row, given that of the row before; an empty one before the first."""
    named = [row[name] for name in ("number", "actor_id", "actor", "action", "target", "detail")]
    written = json.dumps([before, _as_utc(row["at"]).isoformat(), *named], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def find_break(rows: Iterable[RowMapping], number: int, digest: str) -> int | None:
    """Return the number of the first row that does not follow from ``number`` and ``digest``; None where all do."""
    for row in rows:
        if row["number"] != number + 1 or row["digest"] != chain(digest, row):
            return number + 1
        number, digest = row["number"], row["digest"]
    return None


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": AUDIT_LOCK})


def _as_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment.astimezone(timezone.utc)
