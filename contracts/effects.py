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


Effect = Union[ServiceRequest, HandoverRequest]
