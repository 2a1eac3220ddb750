"""Asks the hub for a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast, get_args

from bot.actions.incoming import Incoming
from bot.actions.outcome import Response
from bot.names import ENTITY_REASON, UTTER_HANDOVER_OPENED
from contracts.effects import HandoverReason, HandoverRequest

OFFERED_FOR: frozenset[HandoverReason] = frozenset({"repeated_failure", "complaint", "low_confidence"})
"""Reasons for which a person is what the bot's message is about, so that a mere yes means the person."""


def hand_over(incoming: Incoming, *, service: str | None, fields: Mapping[str, str]) -> Response:
    """Say that a person is called, and ask for one with what is known so far.

    The reason is the one of the button that was pressed; a citizen who wrote it has simply ``asked``.
    """
    reason = incoming.entities.get(ENTITY_REASON, "asked")
    known = cast("HandoverReason", reason if reason in get_args(HandoverReason) else "asked")
    request = HandoverRequest(reason=known, service=service, fields=dict(fields))
    return Response(UTTER_HANDOVER_OPENED, effects=(request,))
