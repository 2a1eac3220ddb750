"""The rows of the audit log: added one behind the other, each with a digest over itself and the digest before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.database import as_utc
from contracts.staff_tables import audit

Detail = str | int | bool | list[str] | None
"""What a detail of an entry may be: it is hashed as JSON, and must read back from both databases as it was written."""

LONGEST_TARGET = 128
AUDIT_LOCK = 20_261_124
"""Number of PostgreSQL's advisory lock that lets one entry be added at a time; SQLite has one writer anyway."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who did something, as the log names them."""

    id: str | None
    name: str
    """What they sign in with."""


NOBODY = Actor(id=None, name="")
"""Somebody who is not signed in."""
COMMAND_LINE = Actor(id=None, name="command line")
"""Whoever may run commands on the platform's machine."""


async def append(
    connection: AsyncConnection,
    at: datetime,
    actor: Actor,
    action: str,
    target: str = "",
    detail: Mapping[str, Detail] | None = None,
) -> None:
    """Add an entry in the transaction of what it tells of, so that neither is stored without the other.

    The lock is held until that transaction ends: append last. ``at`` is aware.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": AUDIT_LOCK})
    newest = select(audit.c.number, audit.c.digest).order_by(audit.c.number.desc()).limit(1)
    before = (await connection.execute(newest)).one_or_none()
    row: dict[str, Any] = {
        "number": before.number + 1 if before is not None else 1,
        "at": at,
        "actor_id": actor.id,
        "actor": actor.name,
        "action": action,
        "target": target[:LONGEST_TARGET],
        "detail": dict(detail or {}),
    }
    digest = chain(before.digest if before is not None else "", row)
    await connection.execute(insert(audit).values(**row, digest=digest))


def chain(before: str, row: RowMapping | dict[str, Any]) -> str:
    """Return the digest of a row, given that of the row before; an empty one before the first."""
    named = [row[name] for name in ("number", "actor_id", "actor", "action", "target", "detail")]
    written = json.dumps([before, as_utc(row["at"]).isoformat(), *named], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def find_break(rows: Iterable[RowMapping], number: int, digest: str) -> int | None:
    """Return the number of the first row that does not follow from ``number`` and ``digest``; None where all do."""
    for row in rows:
        if row["number"] != number + 1 or row["digest"] != chain(digest, row):
            return number + 1
        number, digest = row["number"], row["digest"]
    return None
