"""Where an open form stands, and what a message does to it: the values that ``form_turn`` reads and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.actions.offers import Offer
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
    """Checked values by field name; only those that are known, and none that only a login may give."""
    asked: str = ""
    """What was asked for: the name of a field, ``CONFIRMATION``, ``CHANGE``, or nothing that this form knows.

    Whoever must log in first, or wait for what an administration offers, comes back to this.
    """
    failures: int = 0
    """Unusable answers in a row so far."""
    offers: Mapping[str, Offer] = field(default_factory=dict)
    """By the name of a field whose choices an administration gives, or that is a file."""
    claims: Mapping[str, str] | None = None
    """What the login says about the citizen; None while nobody is logged in."""


@dataclass(frozen=True)
class Step:
    """What the message did."""

    said: tuple[Said, ...]
    asked: str = ""
    """What is asked for now, as in ``OpenForm``; empty once the form has ended."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Values that the citizen gave just now, by field name."""
    forgotten: frozenset[str] = frozenset()
    """Fields whose values no longer count."""
    offers: Mapping[str, Offer] = field(default_factory=dict)
    """Offers that have changed."""
    failures: int = 0
    dropped: bool = False
    """The form ended without being sent: the values of its own fields are forgotten."""
    next_service: str | None = None
    """The service whose form begins now."""
