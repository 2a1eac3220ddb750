"""Call-backs in SQL: who is going to call a citizen, and what came of it; each is written down for auditors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from sqlalchemy import select, update

from channels.store.audit import append
from channels.store.conversations import utc_now
from channels.store.database import Database
from channels.store.members import Member
from contracts.languages import Language
from contracts.staff_tables import callback, presence

Refusal = Literal["unknown_ticket", "not_yours", "taken", "closed"]


class CallbackRefusedError(Exception):
    """The call-back is not there, somebody else's, or settled."""

    def __init__(self, code: Refusal, detail: str) -> None:
        """``detail`` says what, where, which value, what to do."""
        super().__init__(detail)
        self.code = code


class Callbacks:
    """The call-backs that citizens asked for."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._now = now

    async def claim(self, callback_id: str, member: Member, fits: Callable[[str, Language, str | None], bool]) -> None:
        """Give a call-back to the first agent who asks; raises `CallbackRefusedError`.

        ``fits`` tells by queue, language and service whether the agent may have it. For the one who has it already,
        nothing happens.
        """
        async with self._database.write() as connection:
            found = select(callback).where(callback.c.id == callback_id).with_for_update()
            row = (await connection.execute(found)).one_or_none()
            if row is None:
                raise _unknown(callback_id)
            if row.state == "claimed" and row.agent_id == member.id:
                return
            if row.state == "done":
                raise CallbackRefusedError("closed", f"$.callback: {callback_id} is settled; choose another one")
            if row.state == "claimed":
                raise CallbackRefusedError("taken", f"$.callback: a colleague has {callback_id}; choose another one")
            if not fits(row.queue, row.language, row.service):
                raise CallbackRefusedError(
                    "not_yours", f"$.callback: {callback_id} needs a language or a service that you have not"
                )
            now = self._now()
            claimed = {"state": "claimed", "agent_id": member.id, "claimed_at": now}
            await connection.execute(update(callback).where(callback.c.id == callback_id).values(claimed))
            await append(connection, now, member.actor, "callback_claimed", callback_id)

    async def end(self, callback_id: str, member: Member, outcome: Literal["done", "again"]) -> None:
        """Settle a call-back of an agent, or put it back for another attempt; raises `CallbackRefusedError`."""
        async with self._database.write() as connection:
            found = select(callback).where(callback.c.id == callback_id).with_for_update()
            row = (await connection.execute(found)).one_or_none()
            if row is None:
                raise _unknown(callback_id)
            if row.state != "claimed" or row.agent_id != member.id:
                raise CallbackRefusedError("not_yours", f"$.callback: {callback_id} is not yours; claim it first")
            now = self._now()
            ended: dict[str, object] = {"state": "done", "ended_at": now}
            if outcome == "again":
                ended = {"state": "waiting", "agent_id": None, "claimed_at": None, "attempts": row.attempts + 1}
            await connection.execute(update(callback).where(callback.c.id == callback_id).values(ended))
            await append(connection, now, member.actor, "callback_ended", callback_id, {"outcome": outcome})

    async def put_back(self, since: datetime) -> int:
        """Put back the call-backs of agents of whom nothing was heard since then; returns how many."""
        here = select(presence.c.staff_id).where(presence.c.seen_at > since)
        left = callback.c.state == "claimed", callback.c.agent_id.not_in(here)
        async with self._database.read() as connection:
            if await connection.scalar(select(callback.c.id).where(*left).limit(1)) is None:
                return 0
        put = update(callback).where(*left).values(state="waiting", agent_id=None, claimed_at=None)
        async with self._database.write() as connection:
            return (await connection.execute(put)).rowcount


def _unknown(callback_id: str) -> CallbackRefusedError:
    return CallbackRefusedError(
        "unknown_ticket", f"$.callback: no call-back {callback_id[:64]!r}; claim one of the desk"
    )
