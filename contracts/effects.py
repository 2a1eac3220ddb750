"""What the bot asks the hub to do: typed data in a reply, carried out by the hub, never by Rasa actions."""

from __future__ import annotations

from typing import Literal, Union

import msgspec

HandoverReason = Literal["asked", "repeated_failure", "crisis"]
"""Why a person is needed; a closed list, each with a label in the console in four languages."""


class ServiceRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="service_request"):
    """The citizen confirmed a form: file the application."""

    service: str
    operation: str
    """Name of the operation in the catalogue, ``<administration>.<operationId>``."""
    fields: dict[str, str]
    """Checked, normalised values by field name."""


class HandoverRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="handover_request"):
    """The citizen needs a person."""

    reason: HandoverReason
    service: str | None = None
    """Service the conversation was about, when known."""
    fields: dict[str, str] = {}
    """What a form had collected so far."""


class Guess(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An intent that the NLU held possible, though not likely enough to act on."""

    intent: str
    confidence: float


class KnowledgeQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="knowledge_query"):
    """No intent is certain: look for an answer in the official content."""

    question: str
    """What the citizen wrote."""
    earlier: list[str] = []
    """What the citizen wrote before, oldest first; a question may lean on it."""
    service: str | None = None
    """Service the conversation was about, when known."""
    guesses: list[Guess] = []
    """Best first."""
    beside: bool = False
    """True when the NLU is sure that no service is meant: only pages beside the catalogue may answer."""


Effect = Union[ServiceRequest, HandoverRequest, KnowledgeQuery]
