"""What can be filed with the sandbox, and why it may be refused: the words that its modules share."""

from __future__ import annotations

from typing import Literal

Kind = Literal[
    "residence_certificate",
    "parking_permit",
    "change_of_address",
    "criminal_record",
    "tax_card_copy",
    "appointment",
    "withdrawal",
    "cancellation",
]
"""Everything that a key files; the last two take an application and an appointment back."""

Code = Literal[
    "not_registered",
    "plate_not_yours",
    "already_has_permit",
    "unreadable_proof",
    "unknown_person",
    "no_card",
    "slot_taken",
    "unknown_slot",
    "unknown_reference",
    "already_decided",
    "too_late",
    "unknown_street",
]
"""Why something is refused."""

Status = Literal["received", "in_progress", "ready", "rejected", "withdrawn"]
"""How far an application is."""

PREFIXES: dict[Kind, str] = {
    "residence_certificate": "RC",
    "parking_permit": "PP",
    "change_of_address": "CA",
    "criminal_record": "CR",
    "tax_card_copy": "TC",
    "appointment": "AP",
}
"""How references begin."""
