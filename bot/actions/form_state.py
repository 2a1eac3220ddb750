"""Where an open form stands, and what a message does to it: the values that ``form_turn`` reads and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.actions.outcome import Said
from contracts.catalogue.model import Form, Service

CONFIRMATION = "?confirmation"
"""Asked for when every field is known: the yes to the summary."""

CHANGE = "?change"
"""Asked for after a no to the summary: which field is wrong."""


@dataclass(frozen=True)
class OpenForm:
    """Where a form stands before the message."""

    service: Service
    form: Form
    values: Mapping[str, str]
    """Checked values by field name; only those that are known."""
    asked: str = ""
    """What was asked for: the name of a field, ``CONFIRMATION``, ``CHANGE``, or nothing that this form knows."""
    failures: int = 0
    """Unusable answers in a row so far."""


@dataclass(frozen=True)
class Step:
    """What the message did."""

    said: tuple[Said, ...]
    asked: str = ""
    """What is asked for now, as in ``OpenForm``; empty once the form has ended."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Values that the citizen gave just now, by field name."""
    failures: int = 0
    dropped: bool = False
    """The form ended without being sent: the values of its own fields are forgotten."""
    next_service: str | None = None
    """The service whose form begins now."""
