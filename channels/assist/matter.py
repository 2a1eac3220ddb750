"""What a brief of a conversation is made from, in SQL: its log, its jobs, and the records of its answers."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import select

from channels.assist.brief import BriefJob
from channels.assist.tried import AnswerNote
from channels.store.conversations import read_event, show_moment
from channels.store.database import Database
from contracts.answers import Standing
from contracts.events import Event
from contracts.jobs import JobResult
from contracts.staff_tables import ticket
from contracts.tables import answer_record, event, job

MOST_EVENTS = 2000
"""The newest events that are read of a conversation."""


class UnknownTicketError(Exception):
    """No ticket has this id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Matter:
    """One conversation that was handed over."""

    conversation: str
    events: list[Event]
    notes: list[AnswerNote]
    fields: dict[str, str]
    jobs: list[BriefJob]


class Matters:
    """The conversations that staff may see."""

    def __init__(self, database: Database) -> None:
        """Read from ``database``."""
        self._database = database

    async def read(self, ticket_id: str) -> Matter:
        """Return what is known of the matter of a ticket; raises `UnknownTicketError`."""
        wanted = select(ticket.c.conversation_id, ticket.c.fields).where(ticket.c.id == ticket_id)
        async with self._database.read() as connection:
            found = (await connection.execute(wanted)).one_or_none()
            if found is None:
                raise UnknownTicketError(ticket_id)
            conversation_id = found.conversation_id
            newest = select(event.c.seq, event.c.at, event.c.data).where(event.c.conversation_id == conversation_id)
            events = (await connection.execute(newest.order_by(event.c.seq.desc()).limit(MOST_EVENTS))).all()
            standing = answer_record.c.data["answer"]["standing"].as_string()
            records = (
                await connection.execute(
                    select(answer_record.c.code, answer_record.c.at, standing.label("standing"))
                    .where(answer_record.c.conversation_id == conversation_id)
                    .order_by(answer_record.c.at)
                )
            ).all()
            jobs = (
                await connection.execute(
                    select(job.c.service, job.c.state, job.c.result)
                    .where(job.c.conversation_id == conversation_id, job.c.kind != "look_up")
                    .order_by(job.c.created_at, job.c.id)
                )
            ).all()
        return Matter(
            conversation=conversation_id,
            events=[read_event(conversation_id, row) for row in reversed(events)],
            notes=[
                AnswerNote(code=row.code, at=show_moment(row.at), standing=msgspec.convert(row.standing, Standing))
                for row in records
            ],
            fields=found.fields,
            jobs=[BriefJob(service=row.service, state=row.state, reference=_reference(row.result)) for row in jobs],
        )


def _reference(result: object) -> str | None:
    return msgspec.convert(result, JobResult).reference if result is not None else None
