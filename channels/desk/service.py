"""What agents do at the desk: each act lets something happen to a conversation, and is written down for auditors."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import Any, Literal, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from channels.core import inputs as i
from channels.core import staff_inputs as s
from channels.core.commands import Decision
from channels.desk.board import Board
from channels.desk.standing import StandingDesk
from channels.staff.audit import Action, AuditLog
from channels.store.audit import append
from channels.store.callbacks import Callbacks
from channels.store.conversations import Beside, Happened, Outcome, UnknownConversationError
from channels.store.desk import Desk
from channels.store.loading import Log
from channels.store.members import Member
from channels.store.pauses import Pauses
from contracts.errors import ErrorCode
from contracts.events import Original
from contracts.frames import MAX_TEXT
from nlu.text.clean import clean
from nlu.text.language import detect
from nlu.text.protected import changed_tokens

MOST_FIELDS = 60
LONGEST_VALUE = 500
PASSED_OVER = ("taken", "closed", "not_yours")
"""Refusals after which `AgentsDesk.claim_next` tries the ticket behind."""


class UnknownTicketError(Exception):
    """No ticket has this id, or none waits."""


class Receive(Protocol):
    """Lets something happen to a conversation; raises `UnknownConversationError`."""

    def __call__(
        self, conversation_id: str, happened: Happened, message_id: str | None = None, beside: Beside | None = None
    ) -> Awaitable[Outcome]:
        """Return what it led to, after the commit."""
        ...


class AgentsDesk:
    """What agents of this gateway do."""

    def __init__(
        self,
        standing: StandingDesk,
        board: Board,
        desk: Desk,
        callbacks: Callbacks,
        pauses: Pauses,
        audit: AuditLog,
        receive: Receive,
    ) -> None:
        """``standing``: what is written for the desk; ``receive`` lets something happen to a conversation."""
        self._standing = standing
        self._board = board
        self._desk = desk
        self._callbacks = callbacks
        self._pauses = pauses
        self._audit = audit
        self._receive = receive

    async def must_see(self, member: Member, conversation_id: str) -> bool:
        """Return whether the conversation is somebody else's; raises `UnknownConversationError` where it is not shown.

        Staff see what was handed over: supervisors all of it, agents what fits them and what they have had.
        """
        tickets = await self._desk.tickets_of(conversation_id)
        had = [row for row in tickets if row.agent_id == member.id or f"agent:{member.id}" in row.visited]
        fitting = [row for row in tickets if self._fits(member, row)]
        if not tickets or not ("supervisor" in member.roles or had or fitting):
            raise UnknownConversationError(conversation_id)
        newest = tickets[-1]
        if newest.state == "waiting":
            return False
        return bool(newest.agent_id != member.id) if newest.state == "claimed" else not had

    async def view(self, member: Member, conversation_id: str) -> None:
        """Somebody opens a conversation on the screen; raises `UnknownConversationError`."""
        if await self.must_see(member, conversation_id):
            await self._audit.record(member, "conversation_viewed", conversation_id)

    async def claim(self, member: Member, ticket_id: str) -> Outcome:
        """An agent takes a ticket; raises `UnknownTicketError`."""
        row = await self._desk.ticket(ticket_id)
        if row is None:
            raise UnknownTicketError(ticket_id)
        current = self._board.snapshot.current(member)
        fits = self._fits(current, row) or "supervisor" in member.roles

        async def claimed(log: Log) -> i.Input:
            full = await log.claimed_by(member.id) >= current.skills.capacity
            return s.TicketClaimed(ticket=ticket_id, agent=member.agent, full=full, fits=fits)

        entry = _entry(member, "ticket_claimed", ticket_id, conversation=row.conversation_id)
        return await self._receive(row.conversation_id, claimed, beside=entry)

    async def claim_next(self, member: Member) -> Outcome:
        """An agent takes the ticket that they should take first; raises `UnknownTicketError` where none waits."""
        snapshot = self._board.snapshot
        for attempt in range(2):
            for ticket_id in snapshot.next_for(member):
                outcome = await self.claim(member, ticket_id)
                # The board may be older than a claim: then the ticket is a colleague's, or the agent's own already.
                passed_over = outcome.refusal.code in PASSED_OVER if outcome.refusal else not outcome.commands
                if not passed_over:
                    return outcome
            if attempt == 0:
                snapshot = await self._board.refresh()
        raise UnknownTicketError("")

    async def transfer(
        self, member: Member, conversation_id: str, agent_id: str | None, queue_id: str | None, note: str
    ) -> Outcome:
        """An agent passes a conversation on."""
        snapshot = self._board.snapshot
        colleague = snapshot.colleague(agent_id) if agent_id is not None else None
        if agent_id is not None and colleague is None:
            # An account may be younger than what the board has read.
            snapshot = await self._board.refresh()
            colleague = snapshot.colleague(agent_id)

        async def passed(log: Log) -> i.Input:
            problem: ErrorCode | None = None
            if queue_id is not None and not self._standing.content.plan.has_queue(queue_id):
                problem = "unknown_queue"
            elif agent_id is not None and colleague is None:
                problem = "unknown_agent"
            elif colleague is not None and colleague.member.id != member.id:
                if not snapshot.takes_conversations(colleague):
                    problem = "away"
                elif await log.claimed_by(colleague.member.id) >= colleague.member.skills.capacity:
                    problem = "full"
            return s.Transferred(
                agent=member.agent,
                to_agent=colleague.member.agent if colleague is not None else None,
                to_queue=queue_id,
                note=clean(note),
                problem=problem,
            )

        entry = _entry(member, "ticket_transferred", conversation_id, to=agent_id or queue_id or "")
        return await self._receive(conversation_id, passed, beside=entry)

    async def say(
        self, member: Member, conversation_id: str, message_id: str, text: str, original: Original | None
    ) -> Outcome:
        """An agent wrote to the citizen, perhaps in another language: then nothing that counts may have changed."""
        said = clean(text)
        written = Original(text=clean(original.text), language=original.language) if original is not None else None
        problem: ErrorCode | None = None
        if written is not None and changed_tokens(written.text[:MAX_TEXT], said[:MAX_TEXT]):
            problem = "tokens_changed"
        happened = s.AgentSaid(
            message_id=message_id,
            agent=member.agent,
            text=said,
            evidence=detect(said[:MAX_TEXT]),
            original=written,
            problem=problem,
        )
        return await self._receive(conversation_id, happened, message_id)

    async def attach(self, member: Member, conversation_id: str, message_id: str, file_id: str) -> Outcome:
        """An agent sends a file that was uploaded before."""

        async def attached(log: Log) -> i.Input:
            document = await log.staff_document(file_id)
            return s.AgentAttached(message_id=message_id, agent=member.agent, document=document)

        entry = _entry(member, "file_sent", conversation_id, file=file_id[:64])
        return await self._receive(conversation_id, attached, message_id, entry)

    async def note(self, member: Member, conversation_id: str, text: str) -> Outcome:
        """An agent wrote for colleagues."""
        return await self._receive(conversation_id, s.AgentNoted(agent=member.agent, text=clean(text)))

    async def start_service(
        self, member: Member, conversation_id: str, service_id: str, fields: Mapping[str, str]
    ) -> Outcome:
        """An agent lets the bot take the citizen through a form, beginning with what they have filled in."""
        service = self._standing.content.services.get(service_id)
        form = service.form if service is not None else None
        names = {field.name for field in form.fields} if form is not None else set()
        values = {name: clean(value)[:LONGEST_VALUE] for name, value in list(fields.items())[:MOST_FIELDS]}
        happened = s.ServiceStarted(
            agent=member.agent,
            service=service_id,
            known=form is not None,
            paused=await self._pauses.is_paused(service_id),
            fields={name: value for name, value in values.items() if name in names and value},
        )
        entry = _entry(member, "service_started", conversation_id, service=service_id[:64])
        return await self._receive(conversation_id, happened, beside=entry)

    async def stop_service(self, member: Member, conversation_id: str) -> Outcome:
        """An agent wants to hear the citizen again."""
        return await self._receive(conversation_id, s.ServiceStopped(agent=member.agent))

    async def give_back(self, member: Member, conversation_id: str) -> Outcome:
        """An agent wants the bot to go on."""
        entry = _entry(member, "conversation_given_back", conversation_id)
        return await self._receive(conversation_id, s.GivenBack(agent=member.agent), beside=entry)

    async def close(self, member: Member, conversation_id: str, wrap_up: str, note: str) -> Outcome:
        """An agent has settled a matter."""
        known = self._standing.content.plan.has_code(wrap_up)
        happened = s.Closed(agent=member.agent, wrap_up=wrap_up, known=known, note=clean(note))
        entry = _entry(member, "conversation_closed", conversation_id, wrap_up=wrap_up[:64])
        return await self._receive(conversation_id, happened, beside=entry)

    async def claim_callback(self, member: Member, callback_id: str) -> None:
        """An agent is going to call a citizen; raises `CallbackRefusedError`."""
        skills = self._board.snapshot.current(member).skills
        is_supervisor = "supervisor" in member.roles
        await self._callbacks.claim(
            callback_id,
            member,
            lambda queue, language, service: (
                is_supervisor or self._standing.routing.fits(skills, queue, language, service)
            ),
        )

    async def end_callback(self, member: Member, callback_id: str, outcome: Literal["done", "again"]) -> None:
        """An agent has called; raises `CallbackRefusedError`."""
        await self._callbacks.end(callback_id, member, outcome)

    def _fits(self, member: Member, row: Any) -> bool:  # noqa: ANN401 - a row of `ticket`
        skills = self._board.snapshot.current(member).skills
        return self._standing.routing.fits(skills, row.queue, row.language, row.service)


def _entry(member: Member, action: Action, target: str, **detail: str) -> Beside:
    """Return what writes an act down, with what it changes or not at all; what is done again changes nothing."""

    async def write(connection: AsyncConnection, now: datetime, decision: Decision) -> None:
        if decision.commands:
            await append(connection, now, member.actor, action, target, detail)

    return write
