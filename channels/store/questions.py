"""Reads conversations for the studio, the latest first and some at a time: their log, and their outbox of turns."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from channels.store.database import Database, as_utc
from contracts.tables import conversation, event, turn

AT_ONCE = 20
"""Conversations that are read in one go: others have their turn in between."""
MOST_OF_ONE = 1000
"""Events, and turns, that are read of one conversation, the latest: no citizen can make a look long for everybody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LoggedEvent:
    """An event as it is stored."""

    seq: int
    at: datetime
    data: dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class EndedTurn:
    """A row of the outbox."""

    created_at: datetime
    """For a message of the citizen: the moment of its event, which was stored in the same transaction."""
    state: str
    input: dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """How a conversation went."""

    conversation: str
    events: list[LoggedEvent]
    turns: list[EndedTurn]
    """In the order in which they were asked for."""

    @property
    def from_its_beginning(self) -> bool:
        """Tell whether nothing was said before these events."""
        return not self.events or self.events[0].seq == 1


async def read_courses(database: Database, since: datetime, most: int) -> AsyncIterator[list[Course]]:
    """Give the conversations in which something happened since a moment, the latest first, at most ``most``.

    Of each it gives the end: at most `MOST_OF_ONE` events and turns.
    """
    latest = (
        select(conversation.c.id)
        .where(conversation.c.updated_at >= since)
        .order_by(conversation.c.updated_at.desc(), conversation.c.id)
        .limit(most)
    )
    async with database.read() as connection:
        ids = list(await connection.scalars(latest))
    for begin in range(0, len(ids), AT_ONCE):
        yield await _read(database, ids[begin : begin + AT_ONCE])


async def _read(database: Database, ids: Sequence[str]) -> list[Course]:
    courses = {one: Course(conversation=one, events=[], turns=[]) for one in ids}
    said = (
        select(event.c.conversation_id, event.c.seq, event.c.at, event.c.data)
        .join(conversation, conversation.c.id == event.c.conversation_id)
        .where(event.c.conversation_id.in_(ids), event.c.seq > conversation.c.last_seq - MOST_OF_ONE)
        .order_by(event.c.seq)
    )
    last = (
        select(turn.c.conversation_id, func.max(turn.c.number).label("number"))
        .where(turn.c.conversation_id.in_(ids))
        .group_by(turn.c.conversation_id)
        .subquery()
    )
    asked = (
        select(turn.c.conversation_id, turn.c.created_at, turn.c.state, turn.c.input)
        .join(last, last.c.conversation_id == turn.c.conversation_id)
        .where(turn.c.number > last.c.number - MOST_OF_ONE)
        .order_by(turn.c.number)
    )
    async with database.read() as connection:
        for row in await connection.execute(said):
            courses[row.conversation_id].events.append(LoggedEvent(seq=row.seq, at=as_utc(row.at), data=row.data))
        for row in await connection.execute(asked):
            ended = EndedTurn(created_at=as_utc(row.created_at), state=row.state, input=row.input)
            courses[row.conversation_id].turns.append(ended)
    return list(courses.values())
