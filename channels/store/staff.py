"""People who sign in: adding and finding them; their sessions, links, second factors and accounts hang on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from channels.store.accounts import Accounts
from channels.store.audit import COMMAND_LINE, Actor, append
from channels.store.conversations import new_id, utc_now
from channels.store.database import Database
from channels.store.invitations import Invitations
from channels.store.members import Level, Member, Role, Skills, member_of
from channels.store.second_factors import SecondFactors
from channels.store.staff_logins import StaffLogins
from channels.store.staff_sessions import Sessions
from contracts.staff_tables import staff

__all__ = ["Credentials", "Level", "Member", "NameTakenError", "Role", "Skills", "Staff"]

IDLE = timedelta(hours=2)


class NameTakenError(Exception):
    """Somebody has this name already."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Credentials:
    """What an active person must prove to sign in."""

    member: Member
    password_hash: str | None = field(repr=False)
    """None while they have no password."""


class Staff:
    """The staff of the administration."""

    def __init__(
        self,
        database: Database,
        session_lasts: timedelta,
        *,
        session_idle: timedelta = IDLE,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """``session_lasts``: how long someone stays signed in; ``session_idle``: how long without using it."""
        self._database = database
        self._now = now
        self.sessions = Sessions(database, session_lasts, session_idle, now=now)
        self.accounts = Accounts(database, now=now)
        self.invitations = Invitations(database, now=now)
        self.second_factors = SecondFactors(database, now=now)
        self.logins = StaffLogins(database, now=now)

    async def add(
        self,
        name: str,
        display_name: str,
        roles: tuple[Role, ...],
        password_hash: str | None,
        *,
        skills: Skills | None = None,
        subject: str | None = None,
        by: Actor = COMMAND_LINE,
    ) -> Member:
        """Add a person; raises `NameTakenError`.

        ``password_hash`` None: they choose a password by an invitation, or sign in elsewhere as ``subject``.
        """
        able = skills or Skills()
        member = Member(
            id=new_id(), name=name, display_name=display_name, roles=roles, skills=able, local=subject is None
        )
        try:
            async with self._database.write() as connection:
                await connection.execute(
                    insert(staff).values(
                        id=member.id,
                        name=name,
                        display_name=display_name,
                        password_hash=password_hash,
                        subject=subject,
                        roles=list(roles),
                        languages=able.languages,
                        services=list(able.services),
                        administrations=list(able.administrations),
                        capacity=able.capacity,
                        active=True,
                        created_at=self._now(),
                    )
                )
                await append(connection, self._now(), by, "account_added", name, {"roles": list(roles)})
        except IntegrityError as error:
            raise NameTakenError(name) from error
        return member

    async def is_empty(self) -> bool:
        """Tell whether nobody has an account."""
        async with self._database.read() as connection:
            return await connection.scalar(select(staff.c.id).limit(1)) is None

    async def find(self, name: str) -> Credentials | None:
        """Return the active person of this name."""
        async with self._database.read() as connection:
            found = select(staff).where(staff.c.name == name, staff.c.active)
            row = (await connection.execute(found)).one_or_none()
        return None if row is None else Credentials(member=member_of(row), password_hash=row.password_hash)

    async def is_inactive(self, name: str) -> bool:
        """Tell whether somebody of this name had an account that is no longer active."""
        async with self._database.read() as connection:
            found = select(staff.c.id).where(staff.c.name == name, staff.c.active.is_(False))
            return await connection.scalar(found) is not None

    async def sign_in(self, member: Member) -> str:
        """Begin a session; returns its token."""
        return await self.sessions.begin(member)

    async def signed_in(self, token: str) -> Member | None:
        """Return whose session it is, None when it is over or unknown or the person is no longer active."""
        return await self.sessions.who(token)

    async def sign_out(self, token: str) -> None:
        """End a session."""
        await self.sessions.sign_out(token)
