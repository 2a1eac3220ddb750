"""Services that are offline, in SQL: who took them off, until when, and what citizens read meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, or_, select

from channels.store.audit import Actor, append
from channels.store.conversations import utc_now
from channels.store.database import Database, as_utc
from contracts.languages import Language
from contracts.staff_tables import staff
from contracts.studio_tables import service_pause

# Asked in every turn: made once, as those of `loading`.
_NOTICES = select(service_pause.c.service, service_pause.c.notice).where(
    or_(service_pause.c.until.is_(None), service_pause.c.until > bindparam("now"))
)


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPause:
    """A service that is offline."""

    service: str
    notice: dict[Language, str]
    since: datetime
    until: datetime | None
    pauser: str
    """Display name."""


class Pauses:
    """The pauses of all services."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._now = now

    async def active(self) -> list[StoredPause]:
        """Return what is offline now, by service."""
        found = (
            select(service_pause, staff.c.display_name)
            .join(staff, staff.c.id == service_pause.c.paused_by)
            .where(or_(service_pause.c.until.is_(None), service_pause.c.until > self._now()))
            .order_by(service_pause.c.service)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(found)).all()
        return [
            StoredPause(
                service=row.service,
                notice=row.notice,
                since=as_utc(row.since),
                until=None if row.until is None else as_utc(row.until),
                pauser=row.display_name,
            )
            for row in rows
        ]

    async def notices(self, language: Language) -> dict[str, str]:
        """Return the notices of what is offline now, in one language, by service."""
        async with self._database.glance() as connection:
            rows = await connection.execute(_NOTICES, {"now": self._now()})
        return {row.service: row.notice[language] for row in rows}

    async def is_paused(self, service: str) -> bool:
        """Tell whether a service is offline now."""
        return any(pause.service == service for pause in await self.active())

    async def pause(self, actor: Actor, service: str, notice: dict[Language, str], until: datetime | None) -> None:
        """Take a service offline, or change what is said of one that is; the day it began on stays."""
        now = self._now()
        is_active = or_(service_pause.c.until.is_(None), service_pause.c.until > now)
        async with self._database.write() as connection:
            since = await connection.scalar(
                select(service_pause.c.since).where(service_pause.c.service == service, is_active)
            )
            await connection.execute(delete(service_pause).where(service_pause.c.service == service))
            await connection.execute(
                insert(service_pause).values(
                    service=service,
                    notice=notice,
                    since=since or now,
                    until=until,
                    paused_by=actor.id,
                )
            )
            shown = None if until is None else until.isoformat()
            await append(connection, now, actor, "service_paused", service, {"until": shown})

    async def resume(self, actor: Actor, service: str) -> bool:
        """Bring a service back; returns whether it was offline."""
        async with self._database.write() as connection:
            gone = await connection.execute(delete(service_pause).where(service_pause.c.service == service))
            if gone.rowcount:
                await append(connection, self._now(), actor, "service_resumed", service)
        return gone.rowcount > 0
