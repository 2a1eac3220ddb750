"""Accounts as administrators see and change them; every change is written down in its own transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.audit import Actor, append
from channels.store.conversations import utc_now
from channels.store.database import Database, as_utc
from channels.store.invitations import Invitation, issue
from channels.store.members import Member, Role, member_of
from channels.store.staff_sessions import Sessions, end_all
from contracts.auditing import Detail
from contracts.staff_tables import staff, staff_invitation, staff_session


class UnknownAccountError(Exception):
    """No account has this id or name."""


class LastAdministratorError(Exception):
    """Nobody would be left who may look after accounts."""


class OwnAccountError(Exception):
    """People do not deactivate themselves."""


class NotLocalError(Exception):
    """The administration's own provider decides it, not we."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredAccount:
    """An account, for administrators."""

    member: Member
    active: bool
    created_at: datetime
    seen_at: datetime | None
    """Last use of a session that has not ended; None where there is none."""
    invited_until: datetime | None
    """End of the link that is open; None where there is none."""


class Accounts:
    """The accounts of all staff."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._now = now

    async def all(self) -> list[StoredAccount]:
        """Return every account, the active ones first, by name."""
        async with self._database.read() as connection:
            return await self._read(connection)

    async def one(self, staff_id: str) -> StoredAccount:
        """Return one account; raises `UnknownAccountError`."""
        async with self._database.read() as connection:
            found = await self._read(connection, staff_id)
        if not found:
            raise UnknownAccountError(staff_id)
        return found[0]

    async def id_of(self, name: str) -> str:
        """Return the id of a name; raises `UnknownAccountError`."""
        async with self._database.read() as connection:
            found = await connection.scalar(select(staff.c.id).where(staff.c.name == name))
        if found is None:
            raise UnknownAccountError(name)
        return str(found)

    async def change(self, by: Actor, staff_id: str, changes: Mapping[str, Any]) -> None:
        """Change columns of an account; whoever has other roles signs in anew, who is not active loses links as well.

        ``changes``: new values by column: display_name, roles, languages, services, administrations, capacity, active.

        Raises:
            UnknownAccountError: there is no such account.
            LastAdministratorError: no active administrator would be left.
            OwnAccountError: the administrator would deactivate themself.
            NotLocalError: the roles follow the groups of the provider.
        """
        async with self._database.write() as connection:
            # All rows, so that two administrators cannot take the role from each other at the same time.
            rows = (await connection.execute(select(staff).with_for_update())).all()
            row = next((row for row in rows if row.id == staff_id), None)
            if row is None:
                raise UnknownAccountError(staff_id)
            changed = {name: value for name, value in changes.items() if getattr(row, name) != value}
            if not changed:
                return
            if changed.get("active") is False and by.id == staff_id:
                raise OwnAccountError(row.name)
            if "roles" in changed and row.subject is not None:
                raise NotLocalError(row.name)
            others = any(_administers(one, {}) for one in rows if one.id != staff_id)
            if _administers(row, {}) and not _administers(row, changed) and not others:
                raise LastAdministratorError(row.name)
            await connection.execute(update(staff).where(staff.c.id == staff_id).values(changed))
            if changed.get("active") is False:
                await self._shut_out(connection, staff_id)
            elif "roles" in changed and by.id != staff_id:
                await end_all(connection, staff_id)
            await append(connection, self._now(), by, "account_changed", row.name, _describe(changed))

    async def reset(self, by: Actor, staff_id: str) -> Invitation:
        """Take the password away and make a link to choose another; raises `UnknownAccountError`, `NotLocalError`."""
        async with self._database.write() as connection:
            member = await _lock(connection, staff_id)
            if not member.local:
                raise NotLocalError(member.name)
            await connection.execute(update(staff).where(staff.c.id == staff_id).values(password_hash=None))
            await end_all(connection, staff_id)
            made = await issue(connection, staff_id, self._now())
            await append(connection, self._now(), by, "account_reset", member.name)
        return made

    async def remove_second_factor(self, by: Actor, staff_id: str) -> None:
        """Ask somebody for no code any more who has lost their telephone; raises `UnknownAccountError`."""
        async with self._database.write() as connection:
            member = await _lock(connection, staff_id)
            off = {"totp_secret": None, "totp_step": None}
            await connection.execute(update(staff).where(staff.c.id == staff_id).values(off))
            await append(connection, self._now(), by, "second_factor_removed", member.name)

    async def end_sessions(self, by: Actor, staff_id: str) -> None:
        """End all sessions of somebody; raises `UnknownAccountError`."""
        async with self._database.write() as connection:
            member = await _lock(connection, staff_id)
            ended = await end_all(connection, staff_id)
            await append(connection, self._now(), by, "sessions_ended", member.name, {"sessions": ended})

    async def set_password(self, member: Member, password_hash: str, sessions: Sessions, browser: str) -> str:
        """Change a person's password by themself: every session ends, and one begins; returns its token."""
        async with self._database.write() as connection:
            await connection.execute(update(staff).where(staff.c.id == member.id).values(password_hash=password_hash))
            await connection.execute(delete(staff_invitation).where(staff_invitation.c.staff_id == member.id))
            await end_all(connection, member.id)
            token = await sessions.begin_in(connection, member, browser)
            await append(connection, self._now(), member.actor, "password_changed", member.name)
        return token

    async def follow_groups(self, subject: str, display_name: str, roles: tuple[Role, ...]) -> StoredAccount | None:
        """Give whoever signs in elsewhere the roles of their groups; None where they have no account yet.

        With other roles than before their sessions end, as they do without any.
        """
        async with self._database.write() as connection:
            row = (
                await connection.execute(select(staff).where(staff.c.subject == subject).with_for_update())
            ).one_or_none()
            if row is None:
                return None
            new = {"display_name": display_name, "roles": list(roles)}
            changed = {name: value for name, value in new.items() if getattr(row, name) != value}
            if changed:
                await connection.execute(update(staff).where(staff.c.id == row.id).values(changed))
                actor = member_of(row).actor
                await append(connection, self._now(), actor, "account_changed", row.name, _describe(changed))
            if not roles or "roles" in changed:
                await end_all(connection, row.id)
            return (await self._read(connection, row.id))[0]

    async def _shut_out(self, connection: AsyncConnection, staff_id: str) -> None:
        await end_all(connection, staff_id)
        await connection.execute(delete(staff_invitation).where(staff_invitation.c.staff_id == staff_id))

    async def _read(self, connection: AsyncConnection, staff_id: str | None = None) -> list[StoredAccount]:
        now = self._now()
        seen = select(func.max(staff_session.c.seen_at)).where(staff_session.c.staff_id == staff.c.id)
        invited = select(func.max(staff_invitation.c.expires_at)).where(
            staff_invitation.c.staff_id == staff.c.id, staff_invitation.c.expires_at > now
        )
        found = select(
            staff, seen.scalar_subquery().label("seen_at"), invited.scalar_subquery().label("invited_until")
        ).order_by(staff.c.active.desc(), staff.c.name)
        if staff_id is not None:
            found = found.where(staff.c.id == staff_id)
        return [
            StoredAccount(
                member=member_of(row),
                active=row.active,
                created_at=as_utc(row.created_at),
                seen_at=None if row.seen_at is None else as_utc(row.seen_at),
                invited_until=None if row.invited_until is None else as_utc(row.invited_until),
            )
            for row in (await connection.execute(found)).all()
        ]


async def _lock(connection: AsyncConnection, staff_id: str) -> Member:
    row = (await connection.execute(select(staff).where(staff.c.id == staff_id).with_for_update())).one_or_none()
    if row is None:
        raise UnknownAccountError(staff_id)
    return member_of(row)


def _administers(row: Any, new: Mapping[str, Any]) -> bool:  # noqa: ANN401 - a row of many columns
    active, roles = new.get("active", row.active), new.get("roles", row.roles)
    return bool(active) and "administrator" in roles


def _describe(changed: Mapping[str, Any]) -> dict[str, Detail]:
    """Return new values as the log keeps them: languages as ``fr C1``."""
    told = dict(changed)
    if "languages" in told:
        told["languages"] = [f"{language} {level}" for language, level in sorted(told["languages"].items())]
    return told
