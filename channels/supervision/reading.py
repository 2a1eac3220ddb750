"""Reads what supervisors see, in SQL: narrow rows, summed up in Python alike for both databases."""

from __future__ import annotations

from sqlalchemy import and_, exists, func, select

from channels.store.database import Database, as_utc
from channels.supervision.figures import HandledTicket, Talk
from channels.supervision.history import Period
from channels.supervision.overview import AgentSeen, OpenMatter
from contracts.staff_tables import callback, presence, staff, ticket
from contracts.tables import conversation, event


class Supervision:
    """The desk as a whole."""

    def __init__(self, database: Database) -> None:
        """Read from ``database``."""
        self._database = database

    async def open_matters(self) -> list[OpenMatter]:
        """Return all tickets that wait or are claimed."""
        found = select(ticket).where(ticket.c.state != "closed")
        async with self._database.read() as connection:
            rows = (await connection.execute(found)).all()
        return [
            OpenMatter(
                ticket=row.id,
                conversation=row.conversation_id,
                queue=row.queue,
                language=row.language,
                service=row.service,
                agent_id=row.agent_id if row.state == "claimed" else None,
                opened_at=as_utc(row.opened_at),
                waiting_since=as_utc(row.waiting_since),
                claimed_at=as_utc(row.claimed_at) if row.claimed_at is not None else None,
                was_claimed=row.first_claimed_at is not None,
            )
            for row in rows
        ]

    async def agents(self) -> list[AgentSeen]:
        """Return everybody active who takes conversations."""
        found = (
            select(staff.c.id, staff.c.display_name, staff.c.roles, staff.c.capacity, presence)
            .outerjoin(presence, presence.c.staff_id == staff.c.id)
            .where(staff.c.active)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(found)).all()
        return [
            AgentSeen(
                id=row.id,
                name=row.display_name,
                capacity=row.capacity,
                state=row.state,
                reason=row.reason,
                since=as_utc(row.since) if row.since is not None else None,
                seen_at=as_utc(row.seen_at) if row.seen_at is not None else None,
            )
            for row in rows
            if "agent" in row.roles
        ]

    async def waiting_callbacks(self) -> int:
        """Return how many citizens wait to be called."""
        async with self._database.read() as connection:
            found = select(func.count()).select_from(callback).where(callback.c.state != "done")
            return await connection.scalar(found) or 0

    async def tickets(self, period: Period) -> list[HandledTicket]:
        """Return the tickets opened in a period, of its queue and language."""
        found = select(
            ticket.c.queue,
            ticket.c.language,
            ticket.c.opened_at,
            ticket.c.first_claimed_at,
            ticket.c.closed_at,
            ticket.c.ending,
            ticket.c.moves,
            ticket.c.score,
        ).where(ticket.c.opened_at >= period.begins, ticket.c.opened_at < period.ends)
        if period.queue is not None:
            found = found.where(ticket.c.queue == period.queue)
        if period.language is not None:
            found = found.where(ticket.c.language == period.language)
        async with self._database.read() as connection:
            rows = (await connection.execute(found)).all()
        return [
            HandledTicket(
                queue=row.queue,
                language=row.language,
                opened_at=as_utc(row.opened_at),
                first_claimed_at=as_utc(row.first_claimed_at) if row.first_claimed_at is not None else None,
                closed_at=as_utc(row.closed_at) if row.closed_at is not None else None,
                ending=row.ending,
                moves=row.moves,
                score=row.score,
            )
            for row in rows
        ]

    async def talks(self, period: Period) -> list[Talk]:
        """Return the conversations begun in a period, of its language, in which the citizen wrote or pressed."""
        said = exists().where(
            and_(
                event.c.conversation_id == conversation.c.id,
                event.c.data["kind"].as_string() == "message",
                event.c.data["author"].as_string() == "citizen",
            )
        )
        handed_over = exists().where(ticket.c.conversation_id == conversation.c.id)
        found = (
            select(conversation.c.language, conversation.c.created_at, handed_over.label("handed_over"))
            .where(conversation.c.created_at >= period.begins, conversation.c.created_at < period.ends)
            .where(said)
        )
        if period.language is not None:
            found = found.where(conversation.c.language == period.language)
        async with self._database.read() as connection:
            rows = (await connection.execute(found)).all()
        return [
            Talk(language=row.language, began_at=as_utc(row.created_at), contained=not row.handed_over) for row in rows
        ]
