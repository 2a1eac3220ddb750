"""What a citizen takes along of a conversation: everything that is stored about it and is not the staff's."""

from __future__ import annotations

import msgspec

from contracts.frames import ShownEvent
from contracts.jobs import JobKind, JobState, ResultValue
from contracts.languages import Language
from contracts.waiting import DayPart

MADE_BY_AI = frozenset({"llm", "translated"})
"""Origins of texts that a model made (AI Act, article 50)."""


class ExportedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the log as the citizen sees it."""

    event: ShownEvent
    ai_generated: bool
    """Whether a model wrote or translated the text."""


class ExportedJob(msgspec.Struct, frozen=True, kw_only=True):
    """An application, a look-up or a withdrawal, with what was given."""

    id: str
    kind: JobKind
    service: str
    state: JobState
    reference: str | None
    fields: dict[str, str]
    """Empty once they are kept no longer."""
    result: dict[str, ResultValue]
    """What the administration said."""
    created_at: str
    updated_at: str
    ready_at: str | None


class ExportedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is kept; the chat gives it out."""

    id: str
    name: str
    media_type: str
    size: int
    issued: bool
    """Whether it is for the citizen, not from them."""
    created_at: str
    expires_at: str


class ExportedHandover(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which a person was asked for, or there."""

    reason: str
    opened_at: str
    closed_at: str | None
    score: int | None
    """1 to 5, as the citizen judged."""


class ExportedCallback(msgspec.Struct, frozen=True, kw_only=True):
    """A request to be called."""

    phone: str
    when: DayPart
    about: str
    state: str
    asked_at: str
    ended_at: str | None


class ExportedIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """What the login says, while the citizen is logged in."""

    claims: dict[str, str]
    verified_at: str
    expires_at: str


class ExportedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """That it is kept how an answer came about, and for which question."""

    code: str
    question: str
    """Personal data masked."""
    at: str


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation. Times are UTC, ISO 8601 with ``Z``."""

    conversation: str
    administration: str
    language: Language
    began_at: str
    last_at: str
    kept_until: str
    exported_at: str
    events: list[ExportedEvent]
    jobs: list[ExportedJob]
    files: list[ExportedFile]
    handovers: list[ExportedHandover]
    callbacks: list[ExportedCallback]
    answers: list[ExportedAnswer]
    identity: ExportedIdentity | None
