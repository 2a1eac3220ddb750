"""What the core wants done. The store carries all commands of a decision out in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from channels.core.state import Conversation, Identity
from contracts.answers import AnswerRecord
from contracts.effects import HandoverReason
from contracts.errors import ErrorCode
from contracts.events import EventData
from contracts.jobs import JobKind, JobState
from contracts.languages import Language
from contracts.turns import OutboxInput
from contracts.waiting import DayPart

Ending = Literal["closed", "given_back", "cancelled", "call_back"]
"""How a ticket ended: settled by the agent, given back to the bot, left by the citizen, to be called instead."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Append:
    """Append an event to the log."""

    seq: int
    data: EventData
    message_id: str | None = None
    """The client's id of what it is about; unique in the conversation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledge:
    """Tell the sender the seq under which the log knows what it sent."""

    seq: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Refuse:
    """Change nothing and tell the sender why."""

    code: ErrorCode
    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreTurn:
    """Put a turn into the outbox."""

    id: str
    number: int
    language: Language
    input: OutboxInput


@dataclass(frozen=True, kw_only=True, slots=True)
class StartTurn:
    """Lease the turn to whoever asked for one."""

    id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PostponeTurn:
    """Put the turn back; it is due again later."""

    id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EndTurn:
    """Take the turn out of the outbox."""

    id: str
    state: Literal["done", "dropped"]


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreJob:
    """Queue a call to an administration."""

    id: str
    idempotency_key: str
    kind: JobKind
    service: str
    operation: str
    fields: dict[str, str]
    field: str | None = None
    """Field whose choices are looked up."""
    language: Language
    parent: str | None = None
    """Job that this one takes back."""
    undo: str | None = None
    follow_up: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelJob:
    """Call a job off that has not begun."""

    id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RetryJob:
    """Queue a job anew that had failed; the log knows it as queued."""

    id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MarkUndone:
    """Remember of a job that what it filed was taken back; the log knows it as cancelled."""

    job: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreAnswer:
    """Keep how an answer to free text came about."""

    record: AnswerRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class MarkReported:
    """Remember that the log knows this of the job."""

    job: str
    state: JobState
    delayed: bool = False
    ready: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreIdentity:
    """Remember who the citizen is."""

    identity: Identity


@dataclass(frozen=True, kw_only=True, slots=True)
class ForgetIdentity:
    """Forget who the citizen is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ForgetClaims:
    """Forget what earlier turns told the bot about who the citizen is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeToken:
    """Let nobody go on with the conversation but who has the new token."""

    token_hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RevokeReceipts:
    """Let no receipt that was handed out open the conversation any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenTicket:
    """Put the conversation into a queue of agents, with the citizen's newest words of the log."""

    id: str
    reason: HandoverReason
    language: Language
    service: str | None
    fields: dict[str, str]
    queue: str
    visited: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimTicket:
    """Give the ticket to an agent."""

    id: str
    agent: str
    visited: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MoveTicket:
    """Pass the ticket on: to a colleague, or to a queue, in which it waits."""

    id: str
    queue: str | None
    """None where it goes to a colleague; it stays in its queue."""
    agent: str | None
    """None where it waits."""
    visited: tuple[str, ...]
    requeued: bool = False
    """True where it goes back because its agent is gone: that passes nothing on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseTicket:
    """Nobody is needed any more."""

    id: str
    ending: Ending
    wrap_up: str | None = None
    """Id of a wrap-up code."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowWords:
    """Show the beginning of the citizen's newest words in the list of tickets."""

    ticket: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreCallback:
    """Remember that the citizen wants to be called."""

    id: str
    ticket: str
    language: Language
    service: str | None
    queue: str
    phone: str
    """E.164."""
    when: DayPart
    about: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreScore:
    """Remember how satisfied the citizen was, instead of what they said before."""

    ticket: str
    score: int


Command = (
    Append
    | Acknowledge
    | Refuse
    | StoreTurn
    | StartTurn
    | PostponeTurn
    | EndTurn
    | StoreJob
    | CancelJob
    | RetryJob
    | MarkUndone
    | StoreAnswer
    | MarkReported
    | StoreIdentity
    | ForgetIdentity
    | ForgetClaims
    | ChangeToken
    | RevokeReceipts
    | OpenTicket
    | ClaimTicket
    | MoveTicket
    | CloseTicket
    | ShowWords
    | StoreCallback
    | StoreScore
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """The new state and what must be done for it, in order."""

    state: Conversation
    commands: tuple[Command, ...]

    @property
    def refusal(self) -> Refuse | None:
        """Return the refusal when the input was refused; it is then the only command."""
        return next((command for command in self.commands if isinstance(command, Refuse)), None)

    @property
    def acknowledged(self) -> int | None:
        """Return the seq to acknowledge, if any."""
        return next((command.seq for command in self.commands if isinstance(command, Acknowledge)), None)
