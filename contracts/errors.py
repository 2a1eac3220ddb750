"""Why a frame or a call is refused: a closed list of codes, worded by whoever shows them."""

from __future__ import annotations

from typing import Literal

ErrorCode = Literal[
    "bad_frame",
    "hello_expected",
    "unknown_conversation",
    "unknown_button",
    "unknown_ticket",
    "empty_message",
    "message_too_long",
    "not_yours",
    "taken",
    "closed",
    "too_fast",
    "signed_out",
    "unknown_job",
    "too_late",
    "unknown_file",
    "login_failed",
    "full",
    "away",
    "loops",
    "bad_phone",
    "unknown_queue",
    "unknown_agent",
    "unknown_service",
    "unknown_code",
    "tokens_changed",
    "not_translated",
    "paused",
]
"""``full``: the agent has as many conversations as they may have; ``away``: whoever is asked for does not work at the
moment; ``loops``: the ticket was there before; ``tokens_changed``: a translation lost or changed a date, an amount, a
number or a name; ``not_translated``: nobody translates here;
``paused``: the service is offline for a time."""
