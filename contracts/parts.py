"""What the bot says in one turn: message parts with their citations, buttons and field prompts."""

from __future__ import annotations

from typing import Literal

import msgspec

from contracts.languages import Language

Origin = Literal["rule", "retrieval", "llm", "human", "translated"]
"""Where a text comes from: shown to the citizen and kept in every export (AI Act article 50)."""

FieldType = Literal[
    "national_id",
    "date",
    "commune",
    "address",
    "postcode",
    "phone",
    "email",
    "iban",
    "plate",
    "amount",
    "choice",
    "text",
    "file",
]
"""Built-in types of form fields."""


class Citation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The official page an answer rests on."""

    title: str
    link: str
    checked: str
    """Day on which a person compared the content with the page, ISO 8601 (``2026-11-01``)."""
    language: Language
    """Language of the page, which may differ from the language of the answer."""


class Button(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A choice the citizen may press instead of typing. The browser sees the title only, never the intent."""

    title: str
    intent: str
    entities: dict[str, str] = {}


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value of a field of type ``choice`` (or one commune)."""

    value: str
    label: str


class FieldPrompt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Says that the bot waits for the value of a form field, so that the widget can offer a proper input."""

    service: str
    name: str
    type: FieldType
    label: str
    choices: list[Choice] = []
    step: int
    """1 for the first field of the form."""
    steps: int
    problem: bool = False
    """True when the part explains why the last value was refused."""


class SummaryRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a completed form: what was asked and what the citizen gave."""

    field: str
    label: str
    value: str
    from_login: bool = False
    """True where the login gave the value: the citizen cannot change it."""


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One bubble of the bot."""

    text: str
    """Markdown subset: paragraphs, lists, **strong**, *emphasis*, links; no HTML, no images."""
    origin: Origin = "rule"
    citations: list[Citation] = []
    buttons: list[Button] = []
    field: FieldPrompt | None = None
    summary: list[SummaryRow] = []
    code: str | None = None
    """Finds the stored record of an answer to free text."""
    model: str | None = None
    """Name of the language model that wrote the text; with origin ``llm``."""
    login: str | None = None
    """Service for which the citizen must log in: the widget shows the way to the login."""
    easy: str | None = None
    """The same in easy language, where the catalogue has it; Markdown as ``text``."""
