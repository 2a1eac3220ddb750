"""The secrets of second factors, and which of their codes were used: none works twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select, update

from channels.store.audit import append
from channels.store.conversations import utc_now
from channels.store.database import Database
from channels.store.members import Member
from contracts.staff_tables import staff


class SecondFactors:
    """The second factors of all staff."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._now = now

    async def begin(self, member: Member, secret: str) -> bool:
        """Keep a secret that no code has confirmed yet, instead of an earlier one; returns whether none is on."""
        off = (staff.c.id == member.id) & staff.c.totp_step.is_(None)
        async with self._database.write() as connection:
            begun = await connection.execute(update(staff).where(off).values(totp_secret=secret))
        return begun.rowcount > 0

    async def secret(self, member: Member) -> str | None:
        """Return the secret of a person, confirmed or not."""
        async with self._database.read() as connection:
            return await connection.scalar(select(staff.c.totp_secret).where(staff.c.id == member.id))

    async def turn_on(self, member: Member, secret: str, step: int) -> bool:
        """Ask for codes from now on; ``step``: of the code that confirmed ``secret``. False where it is on already."""
        waiting = (staff.c.id == member.id) & (staff.c.totp_secret == secret) & staff.c.totp_step.is_(None)
        async with self._database.write() as connection:
            done = (await connection.execute(update(staff).where(waiting).values(totp_step=step))).rowcount > 0
            if done:
                await append(connection, self._now(), member.actor, "second_factor_on", member.name)
        return done

    async def use(self, member: Member, secret: str, step: int) -> bool:
        """Use a code up; returns whether neither it nor a newer one was used before."""
        unused = (staff.c.id == member.id) & (staff.c.totp_secret == secret) & (staff.c.totp_step < step)
        async with self._database.write() as connection:
            return (await connection.execute(update(staff).where(unused).values(totp_step=step))).rowcount > 0

    async def turn_off(self, member: Member) -> None:
        """Ask for no code any more, by the person themself."""
        async with self._database.write() as connection:
            off = {"totp_secret": None, "totp_step": None}
            await connection.execute(update(staff).where(staff.c.id == member.id).values(off))
            await append(connection, self._now(), member.actor, "second_factor_off", member.name)
