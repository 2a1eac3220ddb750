"""Who did something, and the way of the gateway's transactions into the audit log (``contracts/auditing.py``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.auditing import Detail, add_entry


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
    await connection.run_sync(add_entry, at, (actor.id, actor.name), action, target, detail)
