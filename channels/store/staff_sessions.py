"""Sessions of the staff: begun with a fresh token, listed, ended one by one or all at once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.audit import Actor, append
from channels.store.conversations import TOKEN_BYTES, hash_token, new_id, utc_now
from channels.store.database import Database, as_utc
from channels.store.members import Member, member_of
from contracts.staff_tables import staff, staff_session

SEEN_EVERY = timedelta(minutes=1)
"""A session that is in use says so at most this often: its row is read with every call, and seldom written."""
LONGEST_BROWSER = 128
"""Characters kept of what a browser calls itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedSession:
    """One session, as its owner sees it."""

    id: str
    browser: str
    created_at: datetime
    seen_at: datetime
    current: bool
    """Whether it is the one that asks."""


class Sessions:
    """The sessions of all staff."""

    def __init__(
        self, database: Database, lasts: timedelta, idle: timedelta, *, now: Callable[[], datetime] = utc_now
    ) -> None:
        """A session ends ``lasts`` after it began, and earlier where it was not used for ``idle``."""
        self._database = database
        self._lasts = lasts
        self._idle = idle
        self._now = now

    async def begin(self, member: Member, browser: str = "", before: str = "") -> str:
        """Begin a session and forget those that are over; returns its token.

        ``before``: token that this browser had until now; its session ends.
        """
        async with self._database.write() as connection:
            token = await self.begin_in(connection, member, browser, before)
            await append(connection, self._now(), member.actor, "signed_in", member.name)
        return token

    async def renew(self, member: Member, browser: str, before: str) -> str:
        """Give a browser a fresh session in place of the one ``before``, after what it may do changed."""
        async with self._database.write() as connection:
            return await self.begin_in(connection, member, browser, before)

    async def begin_in(self, connection: AsyncConnection, member: Member, browser: str, before: str = "") -> str:
        """Begin a session in a transaction that does more; nothing is written down of it."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        now = self._now()
        over = (staff_session.c.expires_at <= now) | (staff_session.c.seen_at <= now - self._idle)
        await connection.execute(delete(staff_session).where(over | (staff_session.c.token_hash == hash_token(before))))
        await connection.execute(
            insert(staff_session).values(
                token_hash=hash_token(token),
                id=new_id(),
                staff_id=member.id,
                browser=browser[:LONGEST_BROWSER],
                created_at=now,
                seen_at=now,
                expires_at=now + self._lasts,
            )
        )
        return token

    async def who(self, token: str) -> Member | None:
        """Return whose session it is, None when it is over or unknown or the person is no longer active."""
        now = self._now()
        found = (
            select(staff, staff_session.c.seen_at)
            .join(staff_session, staff_session.c.staff_id == staff.c.id)
            .where(staff_session.c.token_hash == hash_token(token), self._lives(now), staff.c.active)
        )
        async with self._database.read() as connection:
            row = (await connection.execute(found)).one_or_none()
        if row is None:
            return None
        if as_utc(row.seen_at) <= now - SEEN_EVERY:
            await self._see(token, now)
        return member_of(row)

    async def listed(self, member: Member, token: str) -> list[ListedSession]:
        """Return the sessions of a person, those in use last first; ``token``: of the session that asks."""
        theirs = (
            select(staff_session)
            .where(staff_session.c.staff_id == member.id, self._lives(self._now()))
            .order_by(staff_session.c.seen_at.desc(), staff_session.c.id)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(theirs)).all()
        return [
            ListedSession(
                id=row.id,
                browser=row.browser,
                created_at=as_utc(row.created_at),
                seen_at=as_utc(row.seen_at),
                current=row.token_hash == hash_token(token),
            )
            for row in rows
        ]

    async def sign_out(self, token: str) -> None:
        """End the session of a token, if there is one."""
        this = staff_session.c.token_hash == hash_token(token)
        whose = select(staff.c.id, staff.c.name).join(staff_session, staff_session.c.staff_id == staff.c.id).where(this)
        async with self._database.write() as connection:
            row = (await connection.execute(whose)).one_or_none()
            if row is not None:
                await connection.execute(delete(staff_session).where(this))
                await append(connection, self._now(), Actor(id=row.id, name=row.name), "signed_out", row.name)

    async def end(self, member: Member, session_id: str) -> bool:
        """End one session of a person, by themself; returns whether they had it."""
        theirs = and_(staff_session.c.staff_id == member.id, staff_session.c.id == session_id)
        async with self._database.write() as connection:
            ended = (await connection.execute(delete(staff_session).where(theirs))).rowcount
            if ended:
                await append(connection, self._now(), member.actor, "session_ended", member.name)
        return ended > 0

    async def end_others(self, member: Member, token: str) -> int:
        """End all sessions of a person but the one that asks; returns how many."""
        others = and_(staff_session.c.staff_id == member.id, staff_session.c.token_hash != hash_token(token))
        async with self._database.write() as connection:
            ended = (await connection.execute(delete(staff_session).where(others))).rowcount
            if ended:
                await append(
                    connection, self._now(), member.actor, "sessions_ended", member.name, {"sessions": int(ended)}
                )
        return int(ended)

    async def _see(self, token: str, now: datetime) -> None:
        unseen = and_(staff_session.c.token_hash == hash_token(token), staff_session.c.seen_at <= now - SEEN_EVERY)
        async with self._database.write() as connection:
            await connection.execute(update(staff_session).where(unseen).values(seen_at=now))

    def _lives(self, now: datetime) -> ColumnElement[bool]:
        return and_(staff_session.c.expires_at > now, staff_session.c.seen_at > now - self._idle)


async def end_all(connection: AsyncConnection, staff_id: str) -> int:
    """End every session of a person, in the transaction of what makes it necessary; returns how many there were."""
    return (await connection.execute(delete(staff_session).where(staff_session.c.staff_id == staff_id))).rowcount
