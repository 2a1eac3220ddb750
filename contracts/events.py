"""The append-only log of a conversation: every screen is a fold over these events."""

from __future__ import annotations

from typing import Literal, Union

import msgspec

from contracts.jobs import Document, JobKind, JobState
from contracts.languages import Language
from contracts.parts import Button, Citation, FieldPrompt, Origin, SummaryRow

Author = Literal["citizen", "bot", "agent", "system"]
OwnerKind = Literal["bot", "queue", "agent", "closed"]
LanguageReason = Literal["page", "chosen", "detected"]
OwnerReason = Literal[
    "asked",
    "repeated_failure",
    "crisis",
    "dead_letter",
    "complaint",
    "low_confidence",
    "claimed",
    "transferred",
    "requeued",
    "meanwhile",
    "service_started",
    "service_stopped",
    "call_back",
    "given_back",
    "closed",
    "cancelled",
    "reopened",
]
"""Why somebody else answers. ``transferred``: by the agent, to a colleague (owner ``agent``) or a queue (``queue``);
``requeued``: the agent is gone; ``meanwhile``: the citizen goes on with the bot, or stops doing so, while waiting;
``service_started`` and ``service_stopped``: the agent lets the bot take the citizen through a form, or no longer;
``call_back``: the citizen is called later instead of waiting."""
IdentityState = Literal["logged_in", "logged_out", "expired"]
NoticeCode = Literal["ai_disclosure", "bot_unavailable"]
"""Fixed notices, worded in four languages by whoever shows them."""


class Pressed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which button of which event a citizen's message was."""

    seq: int
    button: int
    """Index in the buttons of that event."""


class Original(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was written before a machine translated it."""

    text: str
    language: Language


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="message", tag_field="kind"):
    """Something said by the citizen, the bot or an agent."""

    author: Author
    text: str
    language: Language
    origin: Origin = "rule"
    message_id: str | None = None
    """Made by the client; the same id twice in a conversation is one event."""
    agent: str | None = None
    """Display name of the agent who wrote."""
    pressed: Pressed | None = None
    citations: list[Citation] = []
    buttons: list[Button] = []
    field: FieldPrompt | None = None
    summary: list[SummaryRow] = []
    code: str | None = None
    """Finds the stored record of an answer to free text."""
    model: str | None = None
    """Name of the language model that wrote the text; with origin ``llm``."""
    login: str | None = None
    """Service for which the citizen must log in."""
    document: Document | None = None
    """File that the citizen uploaded, or that an agent sent."""
    original: Original | None = None
    """What the agent wrote, where ``text`` is a machine's translation (``origin`` is then ``translated``)."""
    easy: str | None = None
    """What the bot said, in easy language."""


class LanguageChanged(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="language", tag_field="kind"
):
    """The conversation goes on in another language."""

    language: Language
    reason: LanguageReason


class OwnerChanged(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="owner", tag_field="kind"
):
    """Someone else answers from now on."""

    owner: OwnerKind
    reason: OwnerReason
    agent: str | None = None
    """Display name when an agent owns the conversation."""
    bot: bool = False
    """True where the bot answers all the same: while the citizen waits, or inside a form that the agent started."""


class JobChanged(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="job", tag_field="kind"):
    """A job of this conversation moved."""

    job: str
    service: str
    state: JobState
    reference: str | None = None
    job_kind: JobKind = "file"
    delayed: bool = False
    """True while the administration cannot be reached: the job goes on by itself once it is back."""
    cancellable: bool = False
    """True while nothing can have reached the administration, so that the citizen may call the job off."""
    undoable: bool = False
    """True where the citizen may take back what was filed."""
    document: Document | None = None
    """What the administration issued."""


class IdentityChanged(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="identity", tag_field="kind"
):
    """The citizen logged in with an eID, or is no longer logged in. Who it is stands in the table ``identity`` only."""

    state: IdentityState


class Feedback(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="feedback", tag_field="kind"):
    """The citizen judged an answer."""

    seq: int
    """The message it is about."""
    helpful: bool


class Rating(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="rating", tag_field="kind"):
    """How satisfied the citizen was: asked when a person closes the matter, or when the citizen says they are done."""

    score: Literal[1, 2, 3, 4, 5]
    """5 is best."""


class Notice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="notice", tag_field="kind"):
    """A fixed message of the platform itself."""

    code: NoticeCode


class Note(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="note", tag_field="kind"):
    """A remark among staff; never leaves for the citizen."""

    agent: str
    text: str


EventData = Union[Message, LanguageChanged, OwnerChanged, JobChanged, IdentityChanged, Feedback, Rating, Notice, Note]


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the log. ``seq`` counts 1, 2, 3 … without gaps in each conversation."""

    conversation: str
    seq: int
    at: str
    """UTC, ISO 8601 with ``Z``."""
    data: EventData
