"""Frames on the WebSocket of agents: what the console sends, and what it gets beside the frames that citizens share.

Docs: ``docs/protocol.md``. The TypeScript twin is ``web/kit/src/agentFrames.ts``; golden files hold both to one shape.
"""

from __future__ import annotations

from typing import Literal, Union

import msgspec

from contracts.desk_views import CallbackView, ColleagueView, QueueView, TicketView
from contracts.frames import Ack, Append, Busy, MessageId, Ping, Pong, Refused, Say, Typing

PresenceState = Literal["available", "busy", "away"]
"""Takes conversations; is at the desk and takes no new ones; is not at the desk."""
PresenceReason = Literal["break", "lunch", "meeting", "training", "paperwork", "end_of_day"]


class Watch(msgspec.Struct, frozen=True, kw_only=True, tag="watch", tag_field="type"):
    """The agent shows a conversation and wants its events after ``last_seq``."""

    conversation: str
    last_seq: int = 0


class Unwatch(msgspec.Struct, frozen=True, kw_only=True, tag="unwatch", tag_field="type"):
    """The agent no longer shows a conversation."""

    conversation: str


class SetPresence(msgspec.Struct, frozen=True, kw_only=True, tag="presence", tag_field="type"):
    """The agent says whether they take conversations. It holds until they say otherwise or are gone for 30 seconds."""

    state: PresenceState
    reason: PresenceReason | None = None


class Claim(msgspec.Struct, frozen=True, kw_only=True, tag="claim", tag_field="type"):
    """The agent takes a ticket; exactly one agent gets it. Refused with ``full`` at the agent's capacity."""

    ticket: str


class ClaimNext(msgspec.Struct, frozen=True, kw_only=True, tag="claim_next", tag_field="type"):
    """The agent takes the ticket that they should take first; ``error`` ``unknown_ticket`` where none waits."""


class Transfer(msgspec.Struct, frozen=True, kw_only=True, tag="transfer", tag_field="type"):
    """The agent passes the conversation on, to a colleague or to a queue (exactly one of both), with a note for staff.

    Refused with ``loops`` where the ticket has been with this colleague or in this queue before, with ``away`` or
    ``full`` where the colleague cannot take it.
    """

    conversation: str
    agent: str | None = None
    """Id of the colleague."""
    queue: str | None = None
    note: str = ""


class Attach(msgspec.Struct, frozen=True, kw_only=True, tag="attach", tag_field="type"):
    """The agent sends a file that was uploaded before (``POST /api/staff/conversations/{id}/files``)."""

    conversation: str
    message_id: MessageId
    file: str


class StartService(msgspec.Struct, frozen=True, kw_only=True, tag="start_service", tag_field="type"):
    """The bot takes the citizen through a form, beginning with what the agent has filled in; the citizen confirms.

    The conversation stays the agent's; meanwhile what the citizen writes and presses goes to the bot.
    """

    conversation: str
    service: str
    fields: dict[str, str] = {}
    """Values as written, by name of the field; the bot checks each and asks again for what does not fit."""


class StopService(msgspec.Struct, frozen=True, kw_only=True, tag="stop_service", tag_field="type"):
    """What the citizen writes goes to the agent again; the form stays where it is."""

    conversation: str


class GiveBack(msgspec.Struct, frozen=True, kw_only=True, tag="give_back", tag_field="type"):
    """The bot goes on at the same step."""

    conversation: str


class Close(msgspec.Struct, frozen=True, kw_only=True, tag="close", tag_field="type"):
    """The matter is settled."""

    conversation: str
    wrap_up: str
    """Id of a wrap-up code of ``bot/desk/wrap_up.yaml``."""
    note: str = ""
    """For staff."""


class WriteNote(msgspec.Struct, frozen=True, kw_only=True, tag="note", tag_field="type"):
    """A remark among staff."""

    conversation: str
    text: str


class ClaimCallback(msgspec.Struct, frozen=True, kw_only=True, tag="claim_callback", tag_field="type"):
    """The agent is going to call a citizen back; exactly one agent gets it."""

    callback: str


class EndCallback(msgspec.Struct, frozen=True, kw_only=True, tag="end_callback", tag_field="type"):
    """The agent has called: settled (``done``), or nobody answered and somebody tries again (``again``)."""

    callback: str
    outcome: Literal["done", "again"]


AgentFrame = Union[
    Watch,
    Unwatch,
    SetPresence,
    Claim,
    ClaimNext,
    Transfer,
    Say,
    Attach,
    Typing,
    StartService,
    StopService,
    GiveBack,
    Close,
    WriteNote,
    ClaimCallback,
    EndCallback,
    Ping,
]


class DeskSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the console shows of the agent themself."""

    id: str
    name: str
    """Display name."""
    capacity: int
    """Conversations at once."""
    presence: PresenceState
    reason: PresenceReason | None = None


class Desk(msgspec.Struct, frozen=True, kw_only=True, tag="desk", tag_field="type"):
    """Everything on the desk of this agent; sent on connection, later only what changes (``desk_change``).

    An agent sees the tickets that wait in queues that fit them and those that are theirs; a supervisor sees all.
    """

    me: DeskSettings
    tickets: list[TicketView]
    """In the order in which they should be taken."""
    callbacks: list[CallbackView]
    queues: list[QueueView]
    colleagues: list[ColleagueView]
    edition: int = 1
    """Changes with what is written for the desk (``GET /api/staff/desk/settings``): then ask for that again."""


class DeskChange(msgspec.Struct, frozen=True, kw_only=True, tag="desk_change", tag_field="type"):
    """What is different since the last frame about the desk. What is null or in no list is as it was."""

    me: DeskSettings | None = None
    tickets: list[TicketView] = []
    """New, or changed."""
    gone: list[str] = []
    """Ids of tickets that are no longer on the desk."""
    callbacks: list[CallbackView] | None = None
    queues: list[QueueView] | None = None
    colleagues: list[ColleagueView] | None = None
    edition: int | None = None


class Viewers(msgspec.Struct, frozen=True, kw_only=True, tag="viewers", tag_field="type"):
    """Who else of the staff has a watched conversation on the screen; never stored."""

    conversation: str
    names: list[str]


class Erased(msgspec.Struct, frozen=True, kw_only=True, tag="erased", tag_field="type"):
    """A watched conversation was erased; nothing of it may be shown any more.

    The citizen's own connections are closed instead (4404), and begin anew.
    """

    conversation: str


AgentServerFrame = Union[Desk, DeskChange, Append, Ack, Refused, Busy, Typing, Viewers, Erased, Pong]
