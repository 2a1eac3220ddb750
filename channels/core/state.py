"""The state of one conversation that the core decides on; the store loads it and writes it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contracts.effects import KnowledgeQuery
from contracts.events import LanguageReason, OwnerKind
from contracts.jobs import JobKind, JobResult, JobState
from contracts.languages import Language
from contracts.names import ANSWER_INTENT, SystemIntent
from contracts.turns import OutboxInput, SystemInput

LOGGED_IN: SystemIntent = "system_logged_in"
"""The system turn in which the bot goes on with what it knows from a login."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Agent:
    """A person at the console."""

    id: str
    name: str
    """Display name, seen by citizens."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Who the citizen is, as an identity provider says."""

    subject: str
    """The provider's name for the person; the same at every login."""
    claims: dict[str, str]
    """What forms use, by name of the claim (``contracts.catalogue.model.CLAIMS``)."""
    expires_at: datetime
    """Aware, in UTC; then the citizen has to log in again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JobStanding:
    """Where a job of this conversation stands."""

    id: str
    service: str
    state: JobState
    kind: JobKind = "file"
    field: str | None = None
    """Field whose choices are looked up."""
    fields: dict[str, str]
    """What the administration gets."""
    undo: str | None = None
    """Operation that takes the application back."""
    undone: bool = False
    """True once a job that takes it back waits, runs or has succeeded."""
    delayed: bool = False
    """True while the administration cannot be reached."""
    unsure: bool = False
    """True where a call broke off in the middle: the administration may have the application."""
    ready: bool = False
    """True once the administration says that what was asked for is ready."""
    result: JobResult | None = None

    @property
    def cancellable(self) -> bool:
        """Tell whether certainly nothing has reached the administration."""
        return self.state == "queued" and not self.unsure

    @property
    def undoable(self) -> bool:
        """Tell whether what was filed may be taken back."""
        filed = self.kind == "file" and self.state == "succeeded" and self.reference is not None
        return filed and self.undo is not None and not self.undone and not self.ready

    @property
    def reference(self) -> str | None:
        """Return the public reference that the administration gave."""
        return self.result.reference if self.result else None


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenTicket:
    """The ticket that waits or is claimed; a conversation has at most one."""

    id: str
    queue: str
    """Id of the queue in which it waits, or waited last."""
    service: str | None = None
    agent: Agent | None = None
    """Who claimed it; None while it waits."""
    visited: tuple[str, ...] = ()
    """Queues and agents that it has been with, as `queue_place` and `agent_place` name them: it is never passed on to
    one of them."""


def queue_place(queue: str) -> str:
    """Name a queue among what a ticket has visited."""
    return f"queue:{queue}"


def agent_place(agent_id: str) -> str:
    """Name an agent among what a ticket has visited."""
    return f"agent:{agent_id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class PendingTurn:
    """A turn that the bot has not answered yet."""

    id: str
    language: Language
    system: bool
    """True for a turn that the hub itself asked for."""
    first: bool = False
    """True for what goes on with a turn that has begun: it does not wait behind newer messages."""
    tells_login: bool = False
    """True for a turn that tells the bot who has logged in."""
    running: bool = False
    due: bool = True
    """False while it must wait: another process works on it, or the next attempt comes later."""


def describe_turn(
    turn_id: str, language: Language, asked: OutboxInput, *, running: bool = False, due: bool = True
) -> PendingTurn:
    """Say of what waits in the outbox what the core must know."""
    intent = asked.intent if isinstance(asked, SystemInput) else None
    return PendingTurn(
        id=turn_id,
        language=language,
        system=intent is not None,
        first=isinstance(asked, KnowledgeQuery) or intent == ANSWER_INTENT,
        tells_login=intent == LOGGED_IN,
        running=running,
        due=due,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """What one conversation is at this moment.

    The owner is ``queue`` exactly when a ticket waits and ``agent`` exactly when one is claimed.
    """

    id: str
    language: Language
    language_reason: LanguageReason = "page"
    owner: OwnerKind = "bot"
    ticket: OpenTicket | None = None
    bot_helps: bool = False
    """True where the bot answers although a ticket is open."""
    heard: bool = True
    """False until the citizen says, presses or gives something after a handover has ended: what the bot says by itself
    meanwhile can ask for no other one."""
    last_seq: int = 0
    """0 when the log is empty."""
    last_turn: int = 0
    """Number of the newest turn, 0 when there was none."""
    turns: tuple[PendingTurn, ...] = ()
    """Oldest first."""
    identity: Identity | None = None
    """Who the citizen is while they are logged in."""

    @property
    def agent(self) -> Agent | None:
        """Return the agent whose conversation it is."""
        return self.ticket.agent if self.ticket else None

    def next_turn(self) -> PendingTurn | None:
        """Return the turn to start now: none while one is in flight, first one that was left in the middle."""
        running = [turn for turn in self.turns if turn.running]
        if running:
            return running[0] if running[0].due else None
        due = [turn for turn in self.turns if turn.due]
        return min(due, key=lambda turn: not turn.first, default=None)

    def pending(self, turn_id: str) -> PendingTurn | None:
        """Return the pending turn of this id."""
        return next((turn for turn in self.turns if turn.id == turn_id), None)
