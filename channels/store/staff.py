"""People who sign in, and their sessions."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from channels.core.state import Agent
from channels.store.audit import Actor
from channels.store.conversations import TOKEN_BYTES, hash_token, new_id, utc_now
from channels.store.database import Database
from contracts.staff_tables import staff, staff_session

Role = Literal["agent", "supervisor", "owner", "publisher", "administrator"]


class NameTakenError(Exception):
    """Somebody has this name already."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One person of the staff."""

    id: str
    name: str
    """What they sign in with."""
    display_name: str
    """What citizens and colleagues see."""
    roles: tuple[Role, ...]

    @property
    def agent(self) -> Agent:
        """Return the person as the core knows agents."""
        return Agent(id=self.id, name=self.display_name)

    @property
    def actor(self) -> Actor:
        """Return the person as the audit log names them."""
        return Actor(id=self.id, name=self.name)


class Staff:
    """The accounts and sessions of the staff."""

    def __init__(self, database: Database, session_lasts: timedelta, *, now: Callable[[], datetime] = utc_now) -> None:
        """``session_lasts`` is how long someone stays signed in."""
        self._database = database
        self._session_lasts = session_lasts
        self._now = now

    async def add(self, name: str, display_name: str, roles: tuple[Role, ...], password_hash: str) -> Member:
        """Add a person; raises `NameTakenError`."""
        member = Member(id=new_id(), name=name, display_name=display_name, roles=roles)
        try:
            async with self._database.write() as connection:
                await connection.execute(
                    insert(staff).values(
                        id=member.id,
                        name=name,
                        display_name=display_name,
                        password_hash=password_hash,
                        roles=list(roles),
                        active=True,
                        created_at=self._now(),
                    )
                )
        except IntegrityError as error:
            raise NameTakenError(name) from error
        return member

    async def is_empty(self) -> bool:
        """Tell whether nobody has an account."""
        async with self._database.read() as connection:
            return await connection.scalar(select(staff.c.id).limit(1)) is None

    async def find(self, name: str) -> tuple[Member, str] | None:
        """Return the active person of this name with the hash of the password."""
        async with self._database.read() as connection:
            found = select(staff).where(staff.c.name == name, staff.c.active)
            row = (await connection.execute(found)).one_or_none()
        if row is None:
            return None
        member = Member(id=row.id, name=row.name, display_name=row.display_name, roles=tuple(row.roles))
        return member, row.password_hash

    async def sign_in(self, member: Member) -> str:
        """Begin a session and forget those that are over; returns its token."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        now = self._now()
        async with self._database.write() as connection:
            await connection.execute(delete(staff_session).where(staff_session.c.expires_at <= now))
            await connection.execute(
                insert(staff_session).values(
                    token_hash=hash_token(token),
                    staff_id=member.id,
                    created_at=now,
                    expires_at=now + self._session_lasts,
                )
            )
        return token

    async def signed_in(self, token: str) -> Member | None:
        """Return whose session it is, None when it is over or unknown or the person is no longer active."""
        found = (
            select(staff.c.id, staff.c.name, staff.c.display_name, staff.c.roles)
            .join(staff_session, staff_session.c.staff_id == staff.c.id)
            .where(staff_session.c.token_hash == hash_token(token), staff_session.c.expires_at > self._now())
            .where(staff.c.active)
        )
        async with self._database.read() as connection:
            row = (await connection.execute(found)).one_or_none()
        if row is None:
            return None
        return Member(id=row.id, name=row.name, display_name=row.display_name, roles=tuple(row.roles))

    async def sign_out(self, token: str) -> None:
        """End a session."""
        async with self._database.write() as connection:
            await connection.execute(delete(staff_session).where(staff_session.c.token_hash == hash_token(token)))
