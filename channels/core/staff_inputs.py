"""What agents do with a conversation, and what their desk does with its ticket. Part of all that can happen to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from channels.core.state import Agent
from contracts.errors import ErrorCode
from contracts.events import Original
from contracts.jobs import Document
from nlu.text.language_choice import LanguageEvidence


@dataclass(frozen=True, kw_only=True, slots=True)
class TicketClaimed:
    """An agent wants to take a ticket of this conversation."""

    ticket: str
    agent: Agent
    full: bool = False
    """Whether the agent has as many conversations as they may have."""
    fits: bool = True
    """Whether the agent may take it: speaks its language and knows its service, or is a supervisor."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Transferred:
    """An agent passes the conversation on, to a colleague or to a queue: exactly one of both."""

    agent: Agent
    to_agent: Agent | None = None
    to_queue: str | None = None
    """Id of a queue that exists."""
    note: str = ""
    """Cleaned text for colleagues."""
    problem: ErrorCode | None = None
    """Why it cannot go there: ``unknown_agent``, ``unknown_queue``, ``away``, ``full``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentVanished:
    """Nothing has been heard for too long of the agent who has the ticket."""

    ticket: str
    agent_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Overflowed:
    """A ticket has waited too long in its queue and goes on to another one, ``queue``."""

    ticket: str
    queue: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentSaid:
    """An agent wrote ``text`` (cleaned) to the citizen."""

    message_id: str
    agent: Agent
    text: str
    evidence: LanguageEvidence
    original: Original | None = None
    """What the agent wrote (cleaned), where ``text`` is a machine's translation."""
    problem: ErrorCode | None = None
    """Why the translation cannot be sent: ``tokens_changed``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentAttached:
    """An agent sends a file that was uploaded before."""

    message_id: str
    agent: Agent
    document: Document | None
    """None where no agent uploaded such a file for this conversation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentNoted:
    """An agent wrote ``text`` (cleaned) for colleagues."""

    agent: Agent
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceStarted:
    """An agent lets the bot take the citizen through the form of a service."""

    agent: Agent
    service: str
    known: bool
    """Whether there is such a service and it has a form."""
    paused: bool = False
    """Whether the service is offline."""
    fields: dict[str, str] = field(default_factory=dict)
    """Values as the agent wrote them, by name of the field."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceStopped:
    """An agent wants to hear what the citizen says again."""

    agent: Agent


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenBack:
    """An agent wants the bot to go on."""

    agent: Agent


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed:
    """An agent wants to end the matter."""

    agent: Agent
    wrap_up: str
    """Id of a wrap-up code."""
    known: bool
    """Whether there is such a code."""
    note: str = ""
    """Cleaned text for colleagues."""


StaffInput = (
    TicketClaimed
    | Transferred
    | AgentVanished
    | Overflowed
    | AgentSaid
    | AgentAttached
    | AgentNoted
    | ServiceStarted
    | ServiceStopped
    | GivenBack
    | Closed
)
