"""What the gateway asks the language model for the staff: translations, summaries, drafted examples.

Bodies of the answer server.
"""

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


MOST_DRAFTED = 10
"""Sentences that are drafted at once."""


class ExamplesRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST /assist/examples``: 200 with `DraftedExamples`; 503 where no language model serves; 422 where it
    wrote nothing that can be used, twice.
    """

    language: Language
    """In which sentences are wanted."""
    service: str
    """Title of the service in this language; empty for what belongs to none."""
    about: str
    """What citizens want who write such sentences, in this language."""
    examples: list[str]
    """Those that are there in this language."""
    others: dict[Language, list[str]] = {}
    """Those of other languages."""
    taken: list[str] = []
    """Sentences of this language that stand elsewhere and may not come again."""
    count: int


class DraftedExamples(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sentences that citizens might write, none of which is there already."""

    sentences: list[str]
    """At most as many as were wanted."""
    model: str
