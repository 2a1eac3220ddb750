"""A decision in the making: each step changes the state and adds the command that makes it last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from channels.core import commands as do
from channels.core.state import (
    Agent,
    Conversation,
    Identity,
    JobStanding,
    OpenTicket,
    PendingTurn,
    describe_turn,
)
from contracts.answers import AnswerRecord
from contracts.effects import HandoverRequest, ServiceRequest
from contracts.events import (
    EventData,
    JobChanged,
    LanguageChanged,
    LanguageReason,
    OwnerChanged,
    OwnerKind,
    OwnerReason,
)
from contracts.frames import ErrorCode
from contracts.languages import Language
from contracts.turns import OutboxInput


class RefusalError(Exception):
    """The input is refused: nothing of the draft remains."""

    def __init__(self, code: ErrorCode, detail: str) -> None:
        """``detail`` says what, where, which value, what to do."""
        super().__init__(detail)
        self.command = do.Refuse(code=code, detail=detail)


class Draft:
    """The state so far and the commands so far."""

    def __init__(self, state: Conversation, new_id: Callable[[], str]) -> None:
        """``new_id`` gives a fresh id at each call."""
        self.state = state
        self._new_id = new_id
        self._commands: list[do.Command] = []

    def decision(self) -> do.Decision:
        """Return what was drafted."""
        return do.Decision(state=self.state, commands=tuple(self._commands))

    def append(self, data: EventData, message_id: str | None = None) -> int:
        """Append an event and return its seq."""
        seq = self.state.last_seq + 1
        self._go_on(replace(self.state, last_seq=seq), do.Append(seq=seq, data=data, message_id=message_id))
        return seq

    def acknowledge(self, seq: int) -> None:
        """Tell the sender where its message stands."""
        self._commands.append(do.Acknowledge(seq=seq))

    def set_language(self, language: Language, reason: LanguageReason) -> None:
        """Go on in ``language``; nothing happens where it is already so for this reason, or by detection anyway."""
        state = self.state
        if language == state.language and reason in ("detected", state.language_reason):
            return
        self.state = replace(state, language=language, language_reason=reason)
        self.append(LanguageChanged(language=language, reason=reason))

    def ask(self, question: OutboxInput, language: Language | None = None) -> None:
        """Put something to answer into the outbox, in the conversation's language unless another is given."""
        state = self.state
        turn = describe_turn(self._new_id(), language or state.language, question)
        number = state.last_turn + 1
        self._go_on(
            replace(state, last_turn=number, turns=(*state.turns, turn)),
            do.StoreTurn(id=turn.id, number=number, language=turn.language, input=question),
        )

    def start_turn(self, turn: PendingTurn) -> None:
        """Let the turn run."""
        self._replace_turn(turn, replace(turn, running=True, due=False), do.StartTurn(id=turn.id))

    def postpone_turn(self, turn: PendingTurn) -> None:
        """Let the turn wait for a later attempt; others may go first."""
        self._replace_turn(turn, replace(turn, running=False, due=False), do.PostponeTurn(id=turn.id))

    def end_turn(self, turn: PendingTurn, *, answered: bool) -> None:
        """Take the turn out of the outbox."""
        self._go_on(
            replace(self.state, turns=tuple(other for other in self.state.turns if other.id != turn.id)),
            do.EndTurn(id=turn.id, state="done" if answered else "dropped"),
        )

    def drop_waiting_messages(self) -> None:
        """Take messages that have not been sent to the bot out of the outbox; the log keeps them."""
        for turn in self.state.turns:
            if not turn.running and not turn.system:
                self.end_turn(turn, answered=False)

    def hand_over(self, request: HandoverRequest, message_id: str | None = None) -> int:
        """Open a ticket and put the conversation into the queue; returns the seq of the owner event."""
        ticket = OpenTicket(id=self._new_id())
        self.drop_waiting_messages()
        self._go_on(
            replace(self.state, ticket=ticket),
            do.OpenTicket(
                id=ticket.id,
                reason=request.reason,
                language=self.state.language,
                service=request.service,
                fields=request.fields,
            ),
        )
        return self.set_owner("queue", request.reason, message_id=message_id)

    def claim(self, ticket: OpenTicket, agent: Agent) -> None:
        """Give the conversation to an agent."""
        self._go_on(
            replace(self.state, ticket=replace(ticket, agent=agent)), do.ClaimTicket(id=ticket.id, agent=agent.id)
        )
        self.set_owner("agent", "claimed", agent=agent)

    def end_handover(self, owner: OwnerKind, reason: OwnerReason) -> None:
        """Close the open ticket and let ``owner`` go on."""
        if self.state.ticket is not None:
            self._go_on(replace(self.state, ticket=None), do.CloseTicket(id=self.state.ticket.id))
        self.set_owner(owner, reason)

    def set_owner(
        self, owner: OwnerKind, reason: OwnerReason, *, agent: Agent | None = None, message_id: str | None = None
    ) -> int:
        """Change who answers; returns the seq of the event."""
        self.state = replace(self.state, owner=owner)
        changed = OwnerChanged(owner=owner, reason=reason, agent=agent.name if agent else None)
        return self.append(changed, message_id)

    def queue_job(self, request: ServiceRequest, parent: str | None = None, message_id: str | None = None) -> int:
        """Queue a call to an administration; returns the seq of its first event."""
        job = do.StoreJob(
            id=self._new_id(),
            idempotency_key=self._new_id(),
            kind=request.kind,
            service=request.service,
            operation=request.operation,
            fields=request.fields,
            field=request.field,
            language=self.state.language,
            parent=parent,
            undo=request.undo,
            follow_up=request.follow_up,
        )
        self._commands.append(job)
        queued = JobChanged(
            job=job.id, service=job.service, state="queued", job_kind=job.kind, cancellable=job.kind == "file"
        )
        return self.append(queued, message_id)

    def cancel_job(self, job: JobStanding) -> None:
        """Call a job off."""
        self._commands.append(do.CancelJob(id=job.id))

    def retry_job(self, job: JobStanding, changed: JobChanged) -> None:
        """Queue a job anew and tell the log so."""
        self._commands.append(do.RetryJob(id=job.id))
        self.append(changed)

    def mark_undone(self, job: JobStanding, changed: JobChanged) -> None:
        """Tell the log that what a job filed was taken back."""
        self.append(changed)
        self._commands.append(do.MarkUndone(job=job.id))

    def log_in(self, identity: Identity, token_hash: str) -> None:
        """Remember who the citizen is, instead of whoever was known before."""
        self.log_out()
        self._go_on(replace(self.state, identity=identity), do.StoreIdentity(identity=identity))
        self._commands.append(do.ChangeToken(token_hash=token_hash))

    def log_out(self) -> None:
        """Forget who the citizen is."""
        self._go_on(replace(self.state, identity=None), do.ForgetIdentity())
        self._commands.append(do.ForgetClaims())

    def keep_record(self, record: AnswerRecord) -> None:
        """Keep how an answer came about."""
        self._commands.append(do.StoreAnswer(record=record))

    def report_job(self, changed: JobChanged, *, delayed: bool, ready: bool) -> None:
        """Tell the log that a job moved, and remember what of it the log knows from now on."""
        self.append(changed)
        self._commands.append(do.MarkReported(job=changed.job, state=changed.state, delayed=delayed, ready=ready))

    def _replace_turn(self, old: PendingTurn, new: PendingTurn, command: do.Command) -> None:
        turns = tuple(new if turn.id == old.id else turn for turn in self.state.turns)
        self._go_on(replace(self.state, turns=turns), command)

    def _go_on(self, state: Conversation, command: do.Command) -> None:
        self.state = state
        self._commands.append(command)
