"""Frames on the WebSockets of citizens, and the view of an event that clients get.

Docs: ``docs/protocol.md``. The TypeScript twin is ``web/kit/src/frames.ts``; golden files hold both to one shape.
"""

from __future__ import annotations

from typing import Annotated, Literal, Union

import msgspec

from contracts.answers import Stage
from contracts.errors import ErrorCode
from contracts.events import (
    Author,
    Feedback,
    IdentityChanged,
    JobChanged,
    LanguageChanged,
    Note,
    Notice,
    Original,
    OwnerChanged,
    OwnerKind,
    Rating,
)
from contracts.jobs import Document
from contracts.languages import Language
from contracts.parts import Citation, FieldPrompt, Origin, SummaryRow
from contracts.waiting import DayPart, WaitingPlace

MAX_TEXT = 3000
"""Longest message of a citizen or an agent, in characters."""

MessageId = Annotated[str, msgspec.Meta(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]


class ShownButton(msgspec.Struct, frozen=True, kw_only=True):
    """A button as clients see it: what to press is ``(seq, index)``."""

    title: str


class ShownMessage(msgspec.Struct, frozen=True, kw_only=True, tag="message", tag_field="kind"):
    """A message as clients see it."""

    author: Author
    text: str
    language: Language
    origin: Origin
    message_id: str | None = None
    agent: str | None = None
    citations: list[Citation] = []
    buttons: list[ShownButton] = []
    field: FieldPrompt | None = None
    summary: list[SummaryRow] = []
    code: str | None = None
    model: str | None = None
    login: str | None = None
    document: Document | None = None
    original: Original | None = None
    easy: str | None = None


ShownData = Union[
    ShownMessage, LanguageChanged, OwnerChanged, JobChanged, IdentityChanged, Feedback, Rating, Notice, Note
]
"""Notes are in the agents' view only."""


class ShownEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event as clients see it."""

    conversation: str
    seq: int
    at: str
    data: ShownData


# From the citizen's widget -------------------------------------------------------------------------------------


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag="hello", tag_field="type"):
    """First frame of a citizen. Without ``token`` a conversation begins; with it the old one goes on."""

    language: Language
    site: str = "demo"
    token: str | None = None
    last_seq: int = 0


class Say(msgspec.Struct, frozen=True, kw_only=True, tag="say", tag_field="type"):
    """The citizen (or agent) wrote."""

    message_id: MessageId
    text: str
    conversation: str | None = None
    """Agents only: which conversation."""
    original: Original | None = None
    """Agents only: what they wrote, where ``text`` is its translation into the citizen's language."""


class Press(msgspec.Struct, frozen=True, kw_only=True, tag="press", tag_field="type"):
    """The citizen pressed button ``button`` of event ``seq``."""

    message_id: MessageId
    seq: int
    button: int


class ChooseLanguage(msgspec.Struct, frozen=True, kw_only=True, tag="language", tag_field="type"):
    """The citizen chose a language in the menu."""

    language: Language


class Typing(msgspec.Struct, frozen=True, kw_only=True, tag="typing", tag_field="type"):
    """Someone is writing; passed on, never stored. It carries no text."""

    conversation: str | None = None
    author: Author | None = None
    """Set by the server."""


class AskPerson(msgspec.Struct, frozen=True, kw_only=True, tag="ask_person", tag_field="type"):
    """The citizen pressed "talk to a person": the hub's core opens a ticket with reason ``asked``, without a bot turn.

    Nothing happens while a ticket of the conversation is open. ``ack`` names the ``owner`` event.
    """

    message_id: MessageId


class LeaveQueue(msgspec.Struct, frozen=True, kw_only=True, tag="leave_queue", tag_field="type"):
    """The citizen no longer waits for a person."""


class BotMeanwhile(msgspec.Struct, frozen=True, kw_only=True, tag="bot_meanwhile", tag_field="type"):
    """The citizen keeps the place in the queue and goes on with the bot (``on``), or stops doing so."""

    on: bool


class LeaveCallback(msgspec.Struct, frozen=True, kw_only=True, tag="leave_callback", tag_field="type"):
    """The citizen leaves the queue and asks to be called. ``ack`` names the ``owner`` event."""

    message_id: MessageId
    phone: str
    """As written; the hub reads it (``bad_phone``), numbers of Luxembourg without a prefix."""
    when: DayPart = "any"
    about: str = ""
    """What it is about, in the citizen's words; at most 500 characters."""


class RateConversation(msgspec.Struct, frozen=True, kw_only=True, tag="rate_conversation", tag_field="type"):
    """The citizen says how satisfied they were. ``ack`` names the ``rating`` event."""

    message_id: MessageId
    score: Literal[1, 2, 3, 4, 5]


class StopWriting(msgspec.Struct, frozen=True, kw_only=True, tag="stop_writing", tag_field="type"):
    """The citizen no longer waits for the language model: the answer in progress becomes a quotation.

    Nothing happens where none is in progress.
    """


class Rate(msgspec.Struct, frozen=True, kw_only=True, tag="rate", tag_field="type"):
    """The citizen judges the answer ``seq``."""

    seq: int
    helpful: bool


class Attach(msgspec.Struct, frozen=True, kw_only=True, tag="attach", tag_field="type"):
    """The citizen gives a file that was uploaded before (``POST /api/conversations/{id}/files``)."""

    message_id: MessageId
    file: str


class CancelJob(msgspec.Struct, frozen=True, kw_only=True, tag="cancel_job", tag_field="type"):
    """The citizen calls a job off that is ``cancellable``. ``ack`` names the ``job`` event."""

    message_id: MessageId
    job: str


class UndoJob(msgspec.Struct, frozen=True, kw_only=True, tag="undo_job", tag_field="type"):
    """The citizen takes back what an ``undoable`` job filed: a job of its own. ``ack`` names its first event."""

    message_id: MessageId
    job: str


class StartLogin(msgspec.Struct, frozen=True, kw_only=True, tag="start_login", tag_field="type"):
    """The citizen wants to log in; answered by ``login_at``."""


class FinishLogin(msgspec.Struct, frozen=True, kw_only=True, tag="finish_login", tag_field="type"):
    """The login page gave this code to the widget that opened it, or showed it to the citizen; answered by ``token``.

    It works once, within minutes, and for the conversation that began the login only.
    """

    code: str


class LogOut(msgspec.Struct, frozen=True, kw_only=True, tag="log_out", tag_field="type"):
    """Forget who the citizen is."""


class Ping(msgspec.Struct, frozen=True, kw_only=True, tag="ping", tag_field="type"):
    """Keeps the connection; answered by ``pong``."""


CitizenFrame = Union[
    Hello,
    Say,
    Press,
    Attach,
    CancelJob,
    UndoJob,
    StartLogin,
    FinishLogin,
    LogOut,
    ChooseLanguage,
    AskPerson,
    Typing,
    LeaveQueue,
    BotMeanwhile,
    LeaveCallback,
    RateConversation,
    StopWriting,
    Rate,
    Ping,
]


# From the server ---------------------------------------------------------------------------------------------


class Welcome(msgspec.Struct, frozen=True, kw_only=True, tag="welcome", tag_field="type"):
    """Answer to ``hello``: the conversation goes on; events after the client's ``last_seq`` follow."""

    conversation: str
    token: str
    language: Language
    owner: OwnerKind
    seq: int
    """Last seq of the log at this moment."""
    place: WaitingPlace | None = None
    """Where the citizen stands in the queue; null when not waiting."""
    bot_meanwhile: bool = False
    logged_in: bool = False


class Append(msgspec.Struct, frozen=True, kw_only=True, tag="event", tag_field="type"):
    """A new event, in order."""

    event: ShownEvent


class Ack(msgspec.Struct, frozen=True, kw_only=True, tag="ack", tag_field="type"):
    """The message is stored. Sent after the commit, again for every repetition."""

    message_id: str
    seq: int


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag="error", tag_field="type"):
    """The frame was not carried out."""

    code: ErrorCode
    detail: str
    """For developers: what, where, which value, what to do. Clients word the code for people."""
    message_id: str | None = None
    retry_after: float | None = None
    """Seconds after which the same may be sent again; with ``too_fast``."""


class Busy(msgspec.Struct, frozen=True, kw_only=True, tag="busy", tag_field="type"):
    """The bot is (or is no longer) preparing an answer; never stored."""

    conversation: str
    busy: bool
    stage: Stage | None = None
    """What is done at the moment for an answer to free text."""
    pages: int = 0
    """Pages that are read; with stage ``reading``."""


class QueuePlace(msgspec.Struct, frozen=True, kw_only=True, tag="place", tag_field="type"):
    """Where the citizen stands in the queue changed."""

    place: WaitingPlace | None


class LoginAt(msgspec.Struct, frozen=True, kw_only=True, tag="login_at", tag_field="type"):
    """Where the citizen logs in, in a window that the widget opens. The address works once, within minutes."""

    url: str


class NewToken(msgspec.Struct, frozen=True, kw_only=True, tag="token", tag_field="type"):
    """The conversation has a new token, known to nobody else; the old one and its sockets are over."""

    token: str


class Pong(msgspec.Struct, frozen=True, kw_only=True, tag="pong", tag_field="type"):
    """Answer to ``ping``."""


CitizenServerFrame = Union[Welcome, Append, Ack, Refused, Busy, QueuePlace, LoginAt, NewToken, Typing, Pong]
