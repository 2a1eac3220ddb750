"""The agents' desk in SQL: which tickets are open, in which order citizens wait, whose conversation a ticket is."""

from __future__ import annotations

from sqlalchemy import case, func, select

from channels.store.conversations import show_moment
from channels.store.database import Database
from contracts.agent_frames import TicketView
from contracts.staff_tables import staff, ticket
from contracts.tables import event

PREVIEW = 120
"""Characters of the citizen's last message that the list of tickets shows."""

QUEUE_ORDER = (case((ticket.c.reason == "crisis", 0), else_=1), ticket.c.opened_at, ticket.c.id)
"""Whoever may be in danger comes first, then who has waited longest."""


class Desk:
    """All open tickets."""

    def __init__(self, database: Database) -> None:
        """Read from ``database``."""
        self._database = database

    async def tickets(self, agent_id: str) -> list[TicketView]:
        """Return the tickets that wait or are claimed, oldest first, as this agent sees them."""
        earlier = event.alias()
        last_said = (
            select(func.max(earlier.c.seq))
            .where(earlier.c.conversation_id == ticket.c.conversation_id)
            .where(earlier.c.data["kind"].as_string() == "message", earlier.c.data["author"].as_string() == "citizen")
            .scalar_subquery()
        )
        found = (
            select(ticket, staff.c.display_name, event.c.data["text"].as_string().label("last_text"))
            .outerjoin(staff, staff.c.id == ticket.c.agent_id)
            .outerjoin(event, (event.c.conversation_id == ticket.c.conversation_id) & (event.c.seq == last_said))
            .where(ticket.c.state != "closed")
            .order_by(*QUEUE_ORDER)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(found)).all()
        return [
            TicketView(
                ticket=row.id,
                conversation=row.conversation_id,
                reason=row.reason,
                language=row.language,
                service=row.service,
                state=row.state,
                agent=row.display_name,
                mine=row.agent_id == agent_id,
                opened_at=show_moment(row.opened_at),
                last_text=shorten(row.last_text or ""),
                fields=row.fields,
            )
            for row in rows
        ]

    async def place(self, conversation_id: str) -> int | None:
        """Return the citizen's place in the queue, 1 for the next; None when nobody is waited for."""
        async with self._database.read() as connection:
            waiting = list(
                await connection.scalars(
                    select(ticket.c.conversation_id).where(ticket.c.state == "waiting").order_by(*QUEUE_ORDER)
                )
            )
        return waiting.index(conversation_id) + 1 if conversation_id in waiting else None

    async def conversation_of(self, ticket_id: str) -> str | None:
        """Return the conversation of a ticket, open or not."""
        async with self._database.read() as connection:
            found: str | None = await connection.scalar(
                select(ticket.c.conversation_id).where(ticket.c.id == ticket_id)
            )
        return found

    async def was_handed_over(self, conversation_id: str) -> bool:
        """Tell whether staff may see a conversation: it has, or had, a ticket."""
        async with self._database.read() as connection:
            found = select(ticket.c.id).where(ticket.c.conversation_id == conversation_id).limit(1)
            return await connection.scalar(found) is not None


def shorten(text: str) -> str:
    """Return the beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= PREVIEW else line[: PREVIEW - 1].rstrip() + "…"
