"""The desk as agents see it: tickets, call-backs, queues, colleagues. Parts of the frames of agents."""

from __future__ import annotations

from typing import Literal

import msgspec

from contracts.effects import HandoverReason
from contracts.languages import Language
from contracts.waiting import DayPart


class TicketView(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket as agents see it."""

    ticket: str
    conversation: str
    reason: HandoverReason
    language: Language
    service: str | None
    queue: str
    """Id of the queue in which it waits or waited."""
    state: Literal["waiting", "claimed"]
    agent: str | None
    """Display name of who has it."""
    mine: bool
    opened_at: str
    waiting_since: str
    """When it came into this queue, or to this agent."""
    last_text: str
    """Beginning of the citizen's last message."""
    fields: dict[str, str] = {}
    position: int = 0
    """What should be taken first has the smallest, over all queues. Not counted 1, 2, 3: a ticket keeps its number, so
    that a claim changes one ticket and not all behind it."""
    fits: bool = True
    """Whether the agent speaks the language and knows the service; others are shown to supervisors only."""
    late: bool = False
    """Whether it has waited longer than the queue promises."""
    moves: int = 0
    """How often it was passed on."""


class CallbackView(msgspec.Struct, frozen=True, kw_only=True):
    """A citizen who wants to be called."""

    callback: str
    conversation: str
    language: Language
    service: str | None
    queue: str
    phone: str
    """International notation (E.164)."""
    when: DayPart
    about: str
    state: Literal["waiting", "claimed"]
    agent: str | None
    mine: bool
    attempts: int
    """Calls that nobody answered."""
    asked_at: str


class QueueView(msgspec.Struct, frozen=True, kw_only=True):
    """One queue at this moment."""

    queue: str
    name: dict[Language, str]
    waiting: int
    longest_since: str | None
    """When the ticket that waits longest came in; null where none waits."""
    open: bool
    opens_at: str | None
    available: int
    """Agents of this queue who take conversations."""


class ColleagueView(msgspec.Struct, frozen=True, kw_only=True):
    """An agent to whom a conversation may be passed on."""

    id: str
    name: str
    presence: Literal["available", "busy", "away", "offline"]
    reason: str | None
    conversations: int
    capacity: int
    languages: list[Language]
