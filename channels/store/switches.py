"""What is switched off as a whole, in SQL: the bot or the language model, by whom, until when, with which notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from channels.store.audit import Actor, append
from channels.store.conversations import new_id, utc_now
from channels.store.database import Database, as_utc
from contracts.languages import Language
from contracts.staff_tables import staff
from contracts.studio_tables import switch

Target = Literal["bot", "llm"]
"""``bot``: it answers nobody; ``llm``: answers to free text are quoted, and nothing is written for the staff."""

PAST = timedelta(days=7)
"""How long is told of what is over."""

TARGETS: tuple[Target, ...] = get_args(Target)


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredSwitch:
    """Something that is, or was, switched off."""

    target: Target
    notice: dict[Language, str]
    since: datetime
    until: datetime | None
    """When it is, or was, over; None: when somebody ends it."""
    switcher: str
    """Display name."""


class Switches:
    """The switches of the platform."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._now = now

    async def active(self) -> list[StoredSwitch]:
        """Return what is switched off now, by target."""
        return await self._read(_all().where(self._is_off()).order_by(switch.c.target))

    async def ended_since(self, moment: datetime) -> list[StoredSwitch]:
        """Return what was switched off and is on again since ``moment``, the newest first."""
        over = func.coalesce(switch.c.ended_at, switch.c.until)
        found = _all().where(over > moment, over <= self._now()).order_by(switch.c.since.desc())
        return await self._read(found)

    async def switch_off(
        self, actor: Actor, target: Target, notice: dict[Language, str], until: datetime | None
    ) -> StoredSwitch:
        """Switch something off, or change what is said of it; the moment from which on it is off stays.

        Returns it as it stands then.
        """
        try:
            return await self._switch_off(actor, target, notice, until)
        except IntegrityError:
            # Somebody else switched it off at the same moment; now there is something to change.
            return await self._switch_off(actor, target, notice, until)

    async def _switch_off(
        self, actor: Actor, target: Target, notice: dict[Language, str], until: datetime | None
    ) -> StoredSwitch:
        now = self._now()
        mine = and_(switch.c.target == target, switch.c.ended_at.is_(None))
        async with self._database.write() as connection:
            # One whose time is over makes room, with the moment at which it was over.
            await connection.execute(update(switch).where(mine, switch.c.until <= now).values(ended_at=switch.c.until))
            changed = await connection.execute(
                update(switch).where(mine).values(notice=notice, until=until, switched_by=actor.id)
            )
            if not changed.rowcount:
                row = {"id": new_id(), "target": target, "notice": notice, "since": now, "until": until}
                await connection.execute(insert(switch).values(**row, switched_by=actor.id))
            shown = None if until is None else until.isoformat()
            await append(connection, now, actor, "switched_off", target, {"until": shown})
            return _as_switch((await connection.execute(_all().where(mine))).one())

    async def switch_on(self, actor: Actor, target: Target) -> bool:
        """Switch something on again; returns whether it was off."""
        now = self._now()
        async with self._database.write() as connection:
            ended = await connection.execute(
                update(switch).where(switch.c.target == target, self._is_off()).values(ended_at=now)
            )
            if ended.rowcount:
                await append(connection, now, actor, "switched_on", target)
        return ended.rowcount > 0

    def _is_off(self) -> ColumnElement[bool]:
        return and_(switch.c.ended_at.is_(None), or_(switch.c.until.is_(None), switch.c.until > self._now()))

    async def _read(self, found: Select[tuple[object, ...]]) -> list[StoredSwitch]:
        async with self._database.read() as connection:
            rows = (await connection.execute(found)).all()
        return [_as_switch(row) for row in rows]


def _all() -> Select[tuple[object, ...]]:
    return select(switch, staff.c.display_name).join(staff, staff.c.id == switch.c.switched_by)


def _as_switch(row: Row[tuple[object, ...]]) -> StoredSwitch:
    over = row.ended_at or row.until
    return StoredSwitch(
        target=row.target,
        notice=row.notice,
        since=as_utc(row.since),
        until=None if over is None else as_utc(over),
        switcher=row.display_name,
    )
