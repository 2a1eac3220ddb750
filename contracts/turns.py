"""One turn between hub and Rasa: what the hub sends to the bot's door and what comes back."""

from __future__ import annotations

from typing import Any, Union

import msgspec

from contracts.effects import Effect, KnowledgeQuery
from contracts.jobs import Document, JobKind, Option, ResultValue
from contracts.languages import Language
from contracts.names import SystemIntent
from contracts.parts import Part


class TextInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="text"):
    """The citizen wrote something. It is never read as a command, whatever it begins with."""

    text: str
    other_language: str | None = None
    """Code of the language (ISO 639-1) when the text is clearly in none of the four."""


class PressInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="press"):
    """The citizen pressed a button that the bot had sent."""

    title: str
    intent: str
    entities: dict[str, str] = {}


class FileInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="file"):
    """The citizen uploaded a file, which was checked and is kept."""

    document: Document


class SystemInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="system"):
    """Something happened that the bot must put into words."""

    intent: SystemIntent
    data: dict[str, Any] = {}
    """For job intents a ``JobReport``, for ``system_logged_in`` a ``LoginReport``, for ``system_logged_out`` a
    ``LogoutReport``, for ``system_answer`` an ``Answer`` (``contracts/answers.py``), for ``system_start_service`` a
    ``ServiceStart``; empty otherwise.
    """


class JobReport(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the bot is told about a job."""

    service: str
    kind: JobKind = "file"
    field: str | None = None
    """Field whose choices were looked up."""
    reference: str | None = None
    code: str | None = None
    """Reason of a rejection."""
    values: dict[str, ResultValue] = {}
    options: list[Option] = []
    has_document: bool = False


class LoginReport(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The citizen has logged in."""

    claims: dict[str, str]
    """Those that forms use (``contracts.catalogue.model.CLAIMS``), by name."""


class LogoutReport(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The citizen is no longer logged in."""

    service: str | None = None
    """Service whose application could therefore not be sent."""


class ServiceStart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An agent begins a form for the citizen, who fills in what is missing and confirms."""

    service: str
    fields: dict[str, str] = {}
    """Values as the agent wrote them, by name of the field; the bot checks each as if the citizen had written it."""


TurnInput = Union[TextInput, PressInput, FileInput, SystemInput]
"""What the bot answers."""

OutboxInput = Union[TextInput, PressInput, FileInput, SystemInput, KnowledgeQuery]
"""What waits in the outbox of a conversation: turns of the bot, and questions for the answer server."""


class TurnRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST /webhooks/moien/turns``. The same turn id twice gives the same reply and changes nothing."""

    conversation: str
    turn: str
    language: Language
    input: TurnInput
    paused: dict[str, str] = {}
    """Services that are offline at the moment, by id, with the notice in the conversation's language."""


class Understanding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the NLU made of a text: for agents, the studio and measurements."""

    intent: str
    confidence: float


class TurnReply(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Answer of the bot's door, in the order in which the bot spoke."""

    turn: str
    parts: list[Part]
    effects: list[Effect] = []
    understanding: Understanding | None = None
