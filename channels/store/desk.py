"""The agents' desk in SQL: open tickets, call-backs and who is at work; what has waited too long, or was left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import and_, or_, select

from channels.store.database import Database, as_utc
from channels.store.members import Member, member_of
from contracts.agent_frames import PresenceReason, PresenceState
from contracts.effects import HandoverReason
from contracts.languages import Language
from contracts.staff_tables import callback, presence, staff, ticket
from contracts.waiting import DayPart

MOST_WAITS = 20_000
"""Waits that an estimate is made from at most, the newest of them."""
AT_DESK = ("agent", "supervisor")
"""Roles that work at the desk."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TicketRow:
    """A ticket that waits or is claimed."""

    id: str
    conversation: str
    reason: HandoverReason
    language: Language
    service: str | None
    fields: dict[str, str]
    queue: str
    first_queue: str
    """In which it was opened."""
    state: Literal["waiting", "claimed"]
    agent_id: str | None
    moves: int
    last_text: str
    ahead: int
    """How many came before when it was opened."""
    opened_at: datetime
    waiting_since: datetime
    answered: bool
    """Whether an agent has ever had it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CallbackRow:
    """A call-back that nobody has settled."""

    id: str
    conversation: str
    language: Language
    service: str | None
    queue: str
    phone: str
    when: DayPart
    about: str
    state: Literal["waiting", "claimed"]
    agent_id: str | None
    attempts: int
    asked_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentRow:
    """Somebody of the staff who works at the desk, be they there or not."""

    member: Member
    state: PresenceState
    reason: PresenceReason | None
    seen_at: datetime | None
    """When something was last heard of them; None for never."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskRows:
    """Everything on the desk."""

    tickets: tuple[TicketRow, ...] = ()
    """In the order in which they should be taken."""
    callbacks: tuple[CallbackRow, ...] = ()
    """Oldest first."""
    agents: tuple[AgentRow, ...] = ()
    """By display name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftTicket:
    """A ticket whose agent is gone."""

    id: str
    conversation: str
    agent_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LateTicket:
    """A ticket that has waited so long that it goes to another queue."""

    id: str
    conversation: str
    queue: str
    """Where it goes."""


class Desk:
    """All open tickets and call-backs, and who is at work."""

    def __init__(self, database: Database) -> None:
        """Read from ``database``."""
        self._database = database

    async def read(self) -> DeskRows:
        """Return everything on the desk."""
        open_tickets = select(ticket).where(ticket.c.state != "closed")
        open_callbacks = select(callback).where(callback.c.state != "done").order_by(callback.c.asked_at, callback.c.id)
        people = (
            select(staff, presence.c.state, presence.c.reason, presence.c.seen_at)
            .outerjoin(presence, presence.c.staff_id == staff.c.id)
            .where(staff.c.active)
            .order_by(staff.c.display_name, staff.c.id)
        )
        async with self._database.read() as connection:
            tickets = [_ticket(row) for row in await connection.execute(open_tickets)]
            callbacks = [_callback(row) for row in await connection.execute(open_callbacks)]
            agents = [_agent(row) for row in await connection.execute(people) if set(AT_DESK) & set(row.roles)]
        return DeskRows(tickets=tuple(sorted(tickets, key=in_order)), callbacks=tuple(callbacks), agents=tuple(agents))

    async def waits(self, since: datetime) -> list[tuple[str, int, float]]:
        """Return queue, citizens before, and seconds of the waits since then that ended with an agent."""
        found = (
            select(ticket.c.visited, ticket.c.queue, ticket.c.ahead, ticket.c.opened_at, ticket.c.first_claimed_at)
            .where(ticket.c.first_claimed_at >= since)
            .order_by(ticket.c.first_claimed_at.desc())
            .limit(MOST_WAITS)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(found)).all()
        return [
            (first_queue(row), row.ahead, (as_utc(row.first_claimed_at) - as_utc(row.opened_at)).total_seconds())
            for row in rows
        ]

    async def ticket(self, ticket_id: str) -> Any:  # noqa: ANN401 - a row of `ticket`
        """Return the row of a ticket, open or not; None where there is none."""
        async with self._database.read() as connection:
            return (await connection.execute(select(ticket).where(ticket.c.id == ticket_id))).one_or_none()

    async def tickets_of(self, conversation_id: str) -> list[Any]:
        """Return the rows of all tickets of a conversation, open or not, the oldest first."""
        found = select(ticket).where(ticket.c.conversation_id == conversation_id).order_by(ticket.c.opened_at)
        async with self._database.read() as connection:
            return list((await connection.execute(found)).all())

    async def left_alone(self, since: datetime) -> list[LeftTicket]:
        """Return the claimed tickets of agents of whom nothing was heard since then."""
        here = select(presence.c.staff_id).where(presence.c.seen_at > since)
        found = select(ticket.c.id, ticket.c.conversation_id, ticket.c.agent_id).where(
            ticket.c.state == "claimed", ticket.c.agent_id.not_in(here)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(found)).all()
        return [LeftTicket(id=row.id, conversation=row.conversation_id, agent_id=row.agent_id) for row in rows]

    async def overdue(self, rules: Mapping[str, tuple[str, int]], now: datetime) -> list[LateTicket]:
        """Return the tickets that have waited too long; ``rules``: by queue, where they go after how many seconds."""
        if not rules:
            return []
        late = [
            and_(ticket.c.queue == queue, ticket.c.waiting_since <= now - timedelta(seconds=after))
            for queue, (_to, after) in rules.items()
        ]
        found = select(ticket.c.id, ticket.c.conversation_id, ticket.c.queue, ticket.c.visited).where(
            ticket.c.state == "waiting", or_(*late)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(found)).all()
        moving = [(row, rules[row.queue][0]) for row in rows]
        # A ticket that has been there stays: it would be refused again at every look.
        return [
            LateTicket(id=row.id, conversation=row.conversation_id, queue=to)
            for row, to in moving
            if f"queue:{to}" not in row.visited
        ]


def in_order(row: TicketRow) -> tuple[bool, datetime, str]:
    """Return the rank of a ticket: whoever may be in danger comes first, then who has waited longest."""
    return row.reason != "crisis", row.opened_at, row.id


def first_queue(row: Any) -> str:  # noqa: ANN401 - a row with ``visited`` and ``queue``
    """Return the queue in which a ticket was opened."""
    named = next((str(place) for place in row.visited if str(place).startswith("queue:")), "")
    return named.removeprefix("queue:") or str(row.queue)


def _ticket(row: Any) -> TicketRow:  # noqa: ANN401 - a row of `ticket`
    return TicketRow(
        id=row.id,
        conversation=row.conversation_id,
        reason=row.reason,
        language=row.language,
        service=row.service,
        fields=row.fields,
        queue=row.queue,
        first_queue=first_queue(row),
        state=row.state,
        agent_id=row.agent_id,
        moves=row.moves,
        last_text=row.last_text,
        ahead=row.ahead,
        opened_at=as_utc(row.opened_at),
        waiting_since=as_utc(row.waiting_since),
        answered=row.first_claimed_at is not None,
    )


def _callback(row: Any) -> CallbackRow:  # noqa: ANN401 - a row of `callback`
    return CallbackRow(
        id=row.id,
        conversation=row.conversation_id,
        language=row.language,
        service=row.service,
        queue=row.queue,
        phone=row.phone,
        when=row.when,
        about=row.about,
        state=row.state,
        agent_id=row.agent_id,
        attempts=row.attempts,
        asked_at=as_utc(row.asked_at),
    )


def _agent(row: Any) -> AgentRow:  # noqa: ANN401 - a row of `staff` and `presence`
    return AgentRow(
        member=member_of(row),
        state=cast("PresenceState", row.state or "away"),
        reason=row.reason,
        seen_at=as_utc(row.seen_at) if row.seen_at is not None else None,
    )
