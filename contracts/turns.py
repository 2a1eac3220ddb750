"""One turn between hub and Rasa: what the hub sends to the bot's door and what comes back."""

from __future__ import annotations

from typing import Any, Union

import msgspec

from contracts.effects import Effect, KnowledgeQuery
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


class SystemInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="system"):
    """Something happened that the bot must put into words."""

    intent: SystemIntent
    data: dict[str, Any] = {}
    """For job intents: ``service``, ``reference`` (or null), ``code`` (of a rejection, or null).

    For ``system_answer``: an ``Answer`` (``contracts/answers.py``).
    """


TurnInput = Union[TextInput, PressInput, SystemInput]
"""What the bot answers."""

OutboxInput = Union[TextInput, PressInput, SystemInput, KnowledgeQuery]
"""What waits in the outbox of a conversation: turns of the bot, and questions for the answer server."""


class TurnRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST /webhooks/moien/turns``. The same turn id twice gives the same reply and changes nothing."""

    conversation: str
    turn: str
    language: Language
    input: TurnInput


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
