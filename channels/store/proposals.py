"""What agents propose that the bot should know, in SQL: the citizen's question, the answer, personal data masked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Literal, get_args

import msgspec
from sqlalchemy import and_, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from channels.store.conversations import UnknownConversationError, new_id, show_moment, utc_now
from channels.store.database import Database
from channels.store.staff import Member
from contracts.events import EventData, Message
from contracts.languages import Language
from contracts.staff_tables import proposal, staff, ticket
from contracts.tables import event
from nlu.text.identifying import mask_identifying

ProposalState = Literal["new", "taken", "ignored"]
PROPOSAL_STATES: tuple[ProposalState, ...] = get_args(ProposalState)

LONGEST_PAGE = 50
LARGEST_SEQ = 2**31 - 1
"""What an integer of the databases holds."""
MOST_BEFORE = 50
"""Messages before an answer among which its question is looked for."""


class NoAnswerError(Exception):
    """Nothing can be proposed there; the message says why."""


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A question and an agent's answer."""

    id: str
    conversation: str
    seq: int
    """Event of the answer."""
    question: str
    answer: str
    language: Language
    service: str | None
    agent: str
    """Display name."""
    state: ProposalState
    created_at: str
    """UTC, ISO 8601 with ``Z``."""


class Proposals:
    """All proposals."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._now = now

    async def add(self, conversation_id: str, seq: int, member: Member) -> tuple[str, bool]:
        """Propose an agent's answer; returns the id and whether it is new: each answer is proposed once.

        Raises `NoAnswerError`, and `UnknownConversationError` where it is erased at this moment.
        """
        if not 0 < seq <= LARGEST_SEQ:
            raise NoAnswerError("there is no such event")
        known = select(proposal.c.id).where(proposal.c.conversation_id == conversation_id, proposal.c.seq == seq)
        async with self._database.read() as connection:
            there: str | None = await connection.scalar(known)
            if there is not None:
                return there, False
            said = (
                await connection.execute(
                    select(event.c.seq, event.c.at, event.c.data)
                    .where(event.c.conversation_id == conversation_id, event.c.seq <= seq)
                    .where(event.c.data["kind"].as_string() == "message")
                    .order_by(event.c.seq.desc())
                    .limit(MOST_BEFORE)
                )
            ).all()
            if not said or said[0].seq != seq:
                raise NoAnswerError("there is no message of an agent")
            at_that_time = select(ticket.c.service).where(
                ticket.c.conversation_id == conversation_id, ticket.c.opened_at <= said[0].at
            )
            service = await connection.scalar(at_that_time.order_by(ticket.c.opened_at.desc()).limit(1))
        messages = [_as_message(row.data) for row in said]
        answer = messages[0]
        if answer.author != "agent" or not answer.text:
            raise NoAnswerError("there is no text of an agent")
        row = {
            "id": new_id(),
            "conversation_id": conversation_id,
            "seq": seq,
            # What is long takes its time, which no socket of this process is to wait for.
            "question": await asyncio.to_thread(mask_identifying, find_question(messages[1:])),
            "answer": await asyncio.to_thread(mask_identifying, answer.text, addresses=False),
            "language": answer.language,
            "service": service,
            "agent_id": member.id,
            "state": "new",
            "created_at": self._now(),
        }
        try:
            async with self._database.write() as connection:
                await connection.execute(insert(proposal).values(row))
        except IntegrityError:
            # Somebody else proposed it at the same moment, or the conversation was erased.
            async with self._database.read() as connection:
                there = await connection.scalar(known)
            if there is None:
                raise UnknownConversationError(conversation_id) from None
            return there, False
        return str(row["id"]), True

    async def page(self, *, state: ProposalState | None = None, before: str | None = None) -> list[Proposal]:
        """Return proposals, the newest first, at most `LONGEST_PAGE`.

        ``before``: those older than this one; an unknown one begins anew.
        """
        found = select(proposal, staff.c.display_name).join(staff, staff.c.id == proposal.c.agent_id)
        if state is not None:
            found = found.where(proposal.c.state == state)
        order = (proposal.c.created_at.desc(), proposal.c.id.desc())
        async with self._database.read() as connection:
            if before is not None:
                at = await connection.scalar(select(proposal.c.created_at).where(proposal.c.id == before))
                if at is not None:
                    older = and_(proposal.c.created_at == at, proposal.c.id < before)
                    found = found.where(or_(proposal.c.created_at < at, older))
            rows = (await connection.execute(found.order_by(*order).limit(LONGEST_PAGE))).all()
        return [_show(row) for row in rows]

    async def mark(self, proposal_id: str, state: ProposalState) -> bool:
        """Say what became of a proposal; returns whether there is such a one."""
        async with self._database.write() as connection:
            changed = await connection.execute(update(proposal).where(proposal.c.id == proposal_id).values(state=state))
        return changed.rowcount > 0


def find_question(earlier: Sequence[Message]) -> str:
    """Return what the citizen wrote before an answer, of the messages before it, the newest first.

    What the agent wrote in between (*one moment, please*) does not separate question and answer; what the bot or the
    agent wrote before the question ends it. Raises `NoAnswerError` where the citizen wrote nothing.
    """
    asked: list[str] = []
    for message in earlier:
        if message.author == "citizen" and message.text:
            asked.append(message.text)
        elif asked:
            break
    if not asked:
        raise NoAnswerError("the citizen wrote nothing before it")
    return "\n".join(reversed(asked))


def _as_message(data: object) -> Message:
    message = msgspec.convert(data, EventData)
    if not isinstance(message, Message):
        raise TypeError(f"an event of kind message is no Message but {type(message).__name__}")
    return message


def _show(row: Any) -> Proposal:  # noqa: ANN401 - a row of `proposal` with the agent's name
    return Proposal(
        id=row.id,
        conversation=row.conversation_id,
        seq=row.seq,
        question=row.question,
        answer=row.answer,
        language=row.language,
        service=row.service,
        agent=row.display_name,
        state=row.state,
        created_at=show_moment(row.created_at),
    )
