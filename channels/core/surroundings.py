"""What the core needs from around it, though it does no input or output itself: ids, and the rules of the queues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from contracts.effects import HandoverReason
from contracts.languages import Language

Route = Callable[[HandoverReason, Language, str | None], str]
"""Gives the id of the queue that takes a new ticket, from why a person is needed, the language, and the service."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """Functions that the core calls."""

    new_id: Callable[[], str]
    """Gives a fresh id at each call."""
    route: Route
    """Pure: the same arguments give the same queue."""
