"""What the bot asks the hub to do: typed data in a reply, carried out by the hub, never by Rasa actions."""

from __future__ import annotations

from typing import Literal, Union

import msgspec

from contracts.jobs import JobKind

HandoverReason = Literal["asked", "repeated_failure", "crisis", "dead_letter", "complaint", "low_confidence"]
"""Why a person is needed; a closed list, each with a label in the console in four languages."""


class ServiceRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="service_request"):
    """Call an administration: the citizen confirmed a form, or a field of it needs what the administration offers."""

    service: str
    operation: str
    """Name of the operation in the catalogue, ``<administration>.<operationId>``."""
    fields: dict[str, str]
    """Checked, normalised values by field name; of a file its id."""
    kind: JobKind = "file"
    field: str | None = None
    """Field whose choices are looked up; only with kind ``look_up``, None where the result itself is wanted."""
    claims: dict[str, str] = {}
    """Fields that only a login may fill, with the names of their claims: the hub puts the values in, whatever stands
    in ``fields``, and files nothing where nobody is logged in."""
    needs_identity: bool = False
    undo: str | None = None
    """Operation that takes the application back; it gets the reference."""
    follow_up: str | None = None
    """Operation that says where the application stands; it gets the reference."""


class LoginRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="login_request"):
    """The form cannot go on before the citizen has logged in with an eID."""

    service: str


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


Effect = Union[ServiceRequest, LoginRequest, HandoverRequest, KnowledgeQuery]
