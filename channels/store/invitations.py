"""Links that let their reader choose the password of an account, once and for three days."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.audit import append
from channels.store.conversations import TOKEN_BYTES, hash_token, utc_now
from channels.store.database import Database
from channels.store.members import Member, member_of
from channels.store.staff_sessions import end_all
from contracts.staff_tables import staff, staff_invitation

INVITATION_LASTS = timedelta(hours=72)


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitation:
    """A link that was made; of its token only the hash is kept."""

    token: str
    expires_at: datetime


class Invitations:
    """All links that are open."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._now = now

    async def issue(self, staff_id: str) -> Invitation:
        """Make a link instead of an earlier one, for a person who has just been added."""
        async with self._database.write() as connection:
            return await issue(connection, staff_id, self._now())

    async def read(self, token: str) -> Member | None:
        """Return whose link it is; None where it is unknown, used or over. It stays good."""
        async with self._database.read() as connection:
            row = (await connection.execute(self._found(token))).one_or_none()
        return None if row is None else member_of(row)

    async def accept(self, token: str, password_hash: str) -> Member | None:
        """Set the password of the person whose link it is, and end link and sessions; None where it is not good."""
        async with self._database.write() as connection:
            row = (await connection.execute(self._found(token).with_for_update())).one_or_none()
            if row is None:
                return None
            member = member_of(row)
            await connection.execute(delete(staff_invitation).where(staff_invitation.c.staff_id == member.id))
            await connection.execute(update(staff).where(staff.c.id == member.id).values(password_hash=password_hash))
            await end_all(connection, member.id)
            await append(connection, self._now(), member.actor, "invitation_accepted", member.name)
        return member

    def _found(self, token: str) -> Select[Any]:
        return (
            select(staff)
            .join(staff_invitation, staff_invitation.c.staff_id == staff.c.id)
            .where(self._is_good(token), staff.c.active, staff.c.subject.is_(None))
        )

    def _is_good(self, token: str) -> ColumnElement[bool]:
        return and_(staff_invitation.c.token_hash == hash_token(token), staff_invitation.c.expires_at > self._now())


async def issue(connection: AsyncConnection, staff_id: str, now: datetime) -> Invitation:
    """Make a link instead of an earlier one, in a transaction that does more."""
    made = Invitation(token=secrets.token_urlsafe(TOKEN_BYTES), expires_at=now + INVITATION_LASTS)
    stale = (staff_invitation.c.staff_id == staff_id) | (staff_invitation.c.expires_at <= now)
    await connection.execute(delete(staff_invitation).where(stale))
    await connection.execute(
        insert(staff_invitation).values(
            token_hash=hash_token(made.token), staff_id=staff_id, expires_at=made.expires_at
        )
    )
    return made
