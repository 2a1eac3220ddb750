"""A decision in the making: each step changes the state and adds the command that makes it last."""

from __future__ import annotations

from dataclasses import replace

from channels.core import commands as do
from channels.core.state import (
    Agent,
    Conversation,
    Identity,
    JobStanding,
    PendingTurn,
    describe_turn,
)
from channels.core.surroundings import Surroundings
from channels.core.texts import preview
from contracts.answers import AnswerRecord
from contracts.effects import ServiceRequest
from contracts.events import (
    EventData,
    JobChanged,
    LanguageChanged,
    LanguageReason,
    Message,
    OwnerChanged,
    OwnerKind,
    OwnerReason,
)
from contracts.languages import Language
from contracts.names import SystemIntent
from contracts.turns import OutboxInput

HANDED_BACK: SystemIntent = "system_handed_back"
"""The system turn in which the bot goes on at the same step after a person."""


class Draft:
    """The state so far and the commands so far."""

    def __init__(self, state: Conversation, around: Surroundings) -> None:
        """Begin with ``state``."""
        self.state = state
        self.around = around
        self._commands: list[do.Command] = []

    def decision(self) -> do.Decision:
        """Return what was drafted."""
        return do.Decision(state=self.state, commands=tuple(self._commands))

    def append(self, data: EventData, message_id: str | None = None) -> int:
        """Append an event and return its seq."""
        seq = self.state.last_seq + 1
        self.go_on(replace(self.state, last_seq=seq), do.Append(seq=seq, data=data, message_id=message_id))
        return seq

    def add(self, command: do.Command) -> None:
        """Add a command that the state does not show."""
        self._commands.append(command)

    def acknowledge(self, seq: int) -> None:
        """Tell the sender where its message stands."""
        self._commands.append(do.Acknowledge(seq=seq))

    def hear(self, message: Message) -> None:
        """Append what the citizen said, pressed or gave, acknowledge it, and show it to who has or takes the ticket."""
        self.acknowledge(self.append(message, message.message_id))
        self.state = replace(self.state, heard=True)
        if self.state.ticket is not None:
            self._commands.append(do.ShowWords(ticket=self.state.ticket.id, text=preview(message.text)))

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
        turn = describe_turn(self.around.new_id(), language or state.language, question)
        number = state.last_turn + 1
        self.go_on(
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
        self.go_on(
            replace(self.state, turns=tuple(other for other in self.state.turns if other.id != turn.id)),
            do.EndTurn(id=turn.id, state="done" if answered else "dropped"),
        )

    def drop_waiting_messages(self) -> None:
        """Take messages that have not been sent to the bot out of the outbox; the log keeps them."""
        for turn in self.state.turns:
            if not turn.running and not turn.system:
                self.end_turn(turn, answered=False)

    def set_owner(
        self, owner: OwnerKind, reason: OwnerReason, *, agent: Agent | None = None, message_id: str | None = None
    ) -> int:
        """Change who answers; returns the seq of the event."""
        self.state = replace(self.state, owner=owner)
        name = agent.name if agent else None
        return self.append(OwnerChanged(owner=owner, reason=reason, agent=name, bot=self.state.bot_helps), message_id)

    def queue_job(self, request: ServiceRequest, parent: str | None = None, message_id: str | None = None) -> int:
        """Queue a call to an administration; returns the seq of its first event."""
        job = do.StoreJob(
            id=self.around.new_id(),
            idempotency_key=self.around.new_id(),
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
        self.go_on(replace(self.state, identity=identity), do.StoreIdentity(identity=identity))
        self._commands.append(do.ChangeToken(token_hash=token_hash))
        self.revoke_receipts()

    def log_out(self) -> None:
        """Forget who the citizen is."""
        self.go_on(replace(self.state, identity=None), do.ForgetIdentity())
        self._commands.append(do.ForgetClaims())

    def revoke_receipts(self) -> None:
        """Let only those see what follows who get a new receipt."""
        self._commands.append(do.RevokeReceipts())

    def keep_record(self, record: AnswerRecord) -> None:
        """Keep how an answer came about."""
        self._commands.append(do.StoreAnswer(record=record))

    def report_job(self, changed: JobChanged, *, delayed: bool, ready: bool) -> None:
        """Tell the log that a job moved, and remember what of it the log knows from now on."""
        self.append(changed)
        self._commands.append(do.MarkReported(job=changed.job, state=changed.state, delayed=delayed, ready=ready))

    def _replace_turn(self, old: PendingTurn, new: PendingTurn, command: do.Command) -> None:
        turns = tuple(new if turn.id == old.id else turn for turn in self.state.turns)
        self.go_on(replace(self.state, turns=turns), command)

    def go_on(self, state: Conversation, command: do.Command) -> None:
        """Go on with a changed state and the command that makes the change last."""
        self.state = state
        self._commands.append(command)
