"""Reads the state of one conversation for the core, and what an input refers to in its log, jobs and files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Connection, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.core.inputs import JobMoved
from channels.core.state import Agent, Conversation, Identity, JobStanding, OpenTicket, PendingTurn, describe_turn
from channels.store.database import as_utc
from contracts.events import EventData, Message
from contracts.jobs import Document, JobResult
from contracts.parts import Button
from contracts.staff_tables import staff, ticket
from contracts.tables import conversation, event, file, identity, job, turn
from contracts.turns import OutboxInput

PENDING = ("waiting", "running")
"""States of a turn that the bot has not answered yet."""

# Made once: to make them for every message, and to find out that they are the same, takes longer than to run them.
_ID: BindParameter[str] = bindparam("conversation")
_LOCKED = (
    select(
        conversation.c.language,
        conversation.c.language_reason,
        conversation.c.owner,
        conversation.c.bot_helps,
        conversation.c.heard,
        conversation.c.last_seq,
    )
    .where(conversation.c.id == _ID)
    .with_for_update()
)
_TICKET = (
    select(ticket.c.id, ticket.c.queue, ticket.c.service, ticket.c.visited, ticket.c.agent_id, staff.c.display_name)
    .outerjoin(staff, staff.c.id == ticket.c.agent_id)
    .where(ticket.c.conversation_id == _ID, ticket.c.state != "closed")
)
_IDENTITY = select(identity.c.subject, identity.c.claims, identity.c.expires_at).where(
    identity.c.conversation_id == _ID, identity.c.expires_at > bindparam("now")
)
_NEWEST_TURN = select(func.max(turn.c.number)).where(turn.c.conversation_id == _ID).scalar_subquery()
_TURNS = (
    select(turn.c.id, turn.c.number, turn.c.language, turn.c.input, turn.c.state, turn.c.lease_until)
    .where(turn.c.conversation_id == _ID)
    .where(or_(turn.c.state.in_(PENDING), turn.c.number == _NEWEST_TURN))
    .order_by(turn.c.number)
)
_SEQ_OF = select(event.c.seq).where(event.c.conversation_id == _ID, event.c.message_id == bindparam("message"))


def lock_conversation(
    connection: Connection, conversation_id: str, clock: Callable[[], datetime]
) -> tuple[Conversation, datetime] | None:
    """Return the state and the time, and keep others out until the transaction ends; None where it is unknown.

    The lock comes first and alone: what is read after it was committed before it, and times grow with ``seq``.
    """
    row = connection.execute(_LOCKED, {"conversation": conversation_id}).one_or_none()
    if row is None:
        return None
    now = clock()
    last_turn, turns = _read_turns(connection, conversation_id, now)
    state = Conversation(
        id=conversation_id,
        language=row.language,
        language_reason=row.language_reason,
        owner=row.owner,
        # The owner is one of these exactly when a ticket is open; most turns have none, and need not look.
        ticket=_read_ticket(connection, conversation_id) if row.owner in ("queue", "agent") else None,
        bot_helps=row.bot_helps,
        heard=row.heard,
        last_seq=row.last_seq,
        last_turn=last_turn,
        turns=turns,
        identity=_read_identity(connection, conversation_id, now),
    )
    return state, now


def _read_ticket(connection: Connection, conversation_id: str) -> OpenTicket | None:
    row = connection.execute(_TICKET, {"conversation": conversation_id}).one_or_none()
    if row is None:
        return None
    return OpenTicket(
        id=row.id,
        queue=row.queue,
        service=row.service,
        agent=Agent(id=row.agent_id, name=row.display_name) if row.agent_id else None,
        visited=tuple(row.visited),
    )


def _read_identity(connection: Connection, conversation_id: str, now: datetime) -> Identity | None:
    row = connection.execute(_IDENTITY, {"conversation": conversation_id, "now": now}).one_or_none()
    if row is None:
        return None
    return Identity(subject=row.subject, claims=row.claims, expires_at=as_utc(row.expires_at))


def _read_turns(connection: Connection, conversation_id: str, now: datetime) -> tuple[int, tuple[PendingTurn, ...]]:
    """Return the number of the newest turn and the pending ones."""
    rows = connection.execute(_TURNS, {"conversation": conversation_id}).all()
    pending = tuple(
        describe_turn(
            row.id,
            row.language,
            msgspec.convert(row.input, OutboxInput),
            running=row.state == "running",
            due=row.lease_until is None or as_utc(row.lease_until) <= now,
        )
        for row in rows
        if row.state in PENDING
    )
    return (rows[-1].number if rows else 0), pending


async def newest_words(connection: AsyncConnection, conversation_id: str) -> str:
    """Return what the citizen said last, or the title or name of what they pressed or gave; empty before that."""
    data = event.c.data
    said = (
        select(data["text"].as_string())
        .where(event.c.conversation_id == conversation_id)
        .where(data["kind"].as_string() == "message", data["author"].as_string() == "citizen")
        .order_by(event.c.seq.desc())
        .limit(1)
    )
    return await connection.scalar(said) or ""


class Log:
    """What an input may look up in the log of its conversation, inside the transaction."""

    def __init__(self, connection: AsyncConnection, conversation_id: str, now: datetime) -> None:
        """Read on ``connection``, which holds the lock of the conversation since ``now``."""
        self._connection = connection
        self._id = conversation_id
        self._now = now

    async def seq_of(self, message_id: str) -> int | None:
        """Return the seq of the event with this message id."""
        seq: int | None = await self._connection.scalar(_SEQ_OF, {"conversation": self._id, "message": message_id})
        return seq

    async def button(self, seq: int, index: int) -> Button | None:
        """Return button ``index`` of event ``seq``."""
        said = await self._message(seq)
        buttons = said.buttons if said else []
        return buttons[index] if 0 <= index < len(buttons) else None

    async def is_answer(self, seq: int) -> bool:
        """Tell whether a message of the bot or of an agent stands at ``seq``."""
        said = await self._message(seq)
        return said is not None and said.author in ("bot", "agent")

    async def owner_seq(self) -> int:
        """Return the seq of the newest owner event, 0 when there is none."""
        newest = select(func.max(event.c.seq)).where(
            event.c.conversation_id == self._id, event.c.data["kind"].as_string() == "owner"
        )
        return await self._connection.scalar(newest) or 0

    async def document(self, file_id: str) -> Document | None:
        """Return a file that the citizen uploaded; None once it is no longer kept."""
        return await self._document(file_id, issued=False)

    async def staff_document(self, file_id: str) -> Document | None:
        """Return a file for the citizen, uploaded by an agent; None once it is no longer kept."""
        return await self._document(file_id, issued=True)

    async def newest_ended_ticket(self) -> str | None:
        """Return the ticket that ended last; None where there is none, or no agent ever had it."""
        ended = (
            select(ticket.c.id, ticket.c.first_claimed_at)
            .where(ticket.c.conversation_id == self._id, ticket.c.state == "closed")
            .order_by(ticket.c.closed_at.desc(), ticket.c.opened_at.desc())
            .limit(1)
        )
        row = (await self._connection.execute(ended)).one_or_none()
        return row.id if row is not None and row.first_claimed_at is not None else None

    async def claimed_by(self, agent_id: str) -> int:
        """Return how many conversations an agent has, and keep others from giving them more until the end.

        All transactions lock the conversation first, so none waits for one that waits for it.
        """
        await self._connection.execute(select(staff.c.id).where(staff.c.id == agent_id).with_for_update(key_share=True))
        claimed = select(func.count()).where(ticket.c.state == "claimed", ticket.c.agent_id == agent_id)
        return await self._connection.scalar(claimed) or 0

    async def job(self, job_id: str) -> JobStanding | None:
        """Return where a job of this conversation stands, and keep workers from it until the transaction ends."""
        row = await self._job_row(job_id)
        return await self._standing(row) if row else None

    async def moved_job(self, job_id: str) -> JobMoved:
        """Return where a job of this conversation stands and what of it the log knows."""
        row = await self._job_row(job_id)
        if row is None:
            raise LookupError(f"job {job_id} is none of conversation {self._id}")
        return JobMoved(
            job=await self._standing(row),
            parent=await self.job(row.parent_id) if row.parent_id else None,
            reported=row.reported_state,
            reported_delayed=row.reported_delayed,
            reported_ready=row.reported_ready,
        )

    async def was_logged_in(self) -> bool:
        """Tell whether it is stored who the citizen is, even if their login has expired."""
        return await self._login_ends() is not None

    async def has_expired_login(self) -> bool:
        """Tell whether it is still stored who the citizen was when their login expired."""
        ends = await self._login_ends()
        return ends is not None and as_utc(ends) <= self._now

    async def _login_ends(self) -> datetime | None:
        found = select(identity.c.expires_at).where(identity.c.conversation_id == self._id)
        ends: datetime | None = await self._connection.scalar(found)
        return ends

    async def _document(self, file_id: str, *, issued: bool) -> Document | None:
        found = select(file.c.id, file.c.name, file.c.media_type, file.c.size).where(
            file.c.id == file_id,
            file.c.conversation_id == self._id,
            file.c.issued.is_(issued),
            file.c.expires_at > self._now,
        )
        row = (await self._connection.execute(found)).one_or_none()
        return Document(id=row.id, name=row.name, media_type=row.media_type, size=row.size) if row else None

    async def _job_row(self, job_id: str) -> Any:  # noqa: ANN401 - a row
        found = select(job).where(job.c.id == job_id, job.c.conversation_id == self._id).with_for_update()
        return (await self._connection.execute(found)).one_or_none()

    async def _standing(self, row: Any) -> JobStanding:  # noqa: ANN401 - a row of `job`
        return JobStanding(
            id=row.id,
            service=row.service,
            state=row.state,
            kind=row.kind,
            field=row.field,
            fields=row.fields,
            undo=row.undo,
            undone=row.undo is not None and await self._is_undone(row.id),
            delayed=row.delayed,
            unsure=row.unsure,
            ready=row.ready_at is not None,
            result=msgspec.convert(row.result, JobResult) if row.result is not None else None,
        )

    async def _is_undone(self, job_id: str) -> bool:
        found = select(job.c.id).where(job.c.parent_id == job_id, job.c.state.in_(("queued", "running", "succeeded")))
        return await self._connection.scalar(found.limit(1)) is not None

    async def _message(self, seq: int) -> Message | None:
        # Larger numbers do not fit the column; no log is that long.
        if not 0 < seq < 2**31:
            return None
        found = select(event.c.data).where(event.c.conversation_id == self._id, event.c.seq == seq)
        stored = await self._connection.scalar(found)
        data: EventData | None = msgspec.convert(stored, EventData) if stored is not None else None
        return data if isinstance(data, Message) else None
