"""What the gateway asks the language model for agents: translations and summaries. Bodies of the answer server."""

from __future__ import annotations

import msgspec

from contracts.languages import Language


class TranslationRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST /translations``: 200 with a `Translation`; 503 where no language model serves; 422 with
    ``{"error": …, "changed": [...]}`` where the model lost or changed protected tokens twice.
    """

    text: str
    source: Language
    target: Language


class Translation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text in another language, its dates, amounts, numbers and names unchanged."""

    text: str
    model: str


class SummaryRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST /summaries``: 200 with a `Summary`; 503 where no language model serves; 422 where what the model
    wrote is not borne out by the messages.
    """

    language: Language
    """Language of the summary."""
    messages: list[str]
    """``citizen: …``, ``bot: …`` and ``agent: …``, oldest first."""


class Summary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a conversation was about, for the agent who takes it over."""

    lines: list[str]
    """At most five."""
    model: str | None
    """None where the lines are quotations."""
