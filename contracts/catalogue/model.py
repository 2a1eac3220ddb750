"""The catalogue as data: public services, their answers, forms and wording, as the loader returns them."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from contracts.jobs import JobKind
from contracts.languages import LANGUAGES, Language
from contracts.names import CrisisKind, Question
from contracts.parts import FieldType

Texts = dict[Language, str]
"""One text per language; all four are always present."""

TextLists = dict[Language, list[str]]


Claim = Literal["national_id", "given_name", "family_name", "birthdate", "email"]
"""What a login with an eID says about the citizen and a form may use: names of claims of OpenID Connect, and the
national identification number."""

CLAIMS: tuple[Claim, ...] = get_args(Claim)


FACTS: dict[Question, tuple[str, ...]] = {
    "about": ("steps", "documents", "fee", "deadline", "duration", "place"),
    "documents": ("documents",),
    "fee": ("fee",),
    "time": ("deadline", "duration"),
    "place": ("place",),
    "apply": ("steps", "place"),
}
"""The facts that answer each question, in their order; names of ``Answer``'s attributes and of ``label_…``."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot says about a service; ``None`` where no official source confirms the fact."""

    summary: Texts
    steps: TextLists | None = None
    documents: TextLists | None = None
    fee: Texts | None = None
    deadline: Texts | None = None
    duration: Texts | None = None
    place: Texts | None = None
    easy: dict[Question, Texts] = {}
    """The whole answer to a question in easy language, where somebody wrote it."""


class FieldChoice(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a field of type ``choice``."""

    value: str
    label: Texts


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a form asks for."""

    name: str
    type: FieldType
    label: Texts
    question: Texts
    choices: list[FieldChoice] = []
    choices_from: str | None = None
    """Operation that gives the choices; it gets the values of the fields before."""
    claim: Claim | None = None
    """What the login says and the citizen is not asked for; only in forms that need one."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot says about the job of a form."""

    waiting: Texts
    success: Texts
    rejection: dict[str, Texts]
    """By the administration's reason code; ``other`` is always present."""
    failure: Texts
    ready: Texts | None = None
    """Once the administration says that what was asked for is ready."""
    undone: Texts | None = None
    """Once the administration has taken the application back."""


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot asks, and the operation it calls when the citizen confirms."""

    operation: str
    intro: Texts
    fields: list[Field]
    said: Said
    kind: JobKind = "file"
    """``look_up`` where the operation only reads: nothing is confirmed, the result is what is said on success."""
    needs_identity: bool = False
    undo: str | None = None
    """Operation that takes the application back."""
    follow_up: str | None = None
    """Operation that says where the application stands."""
    words: dict[str, dict[str, Texts]] = {}
    """By name of a value that the administration gives as a code: what each code means."""


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """One public service: one file of the catalogue."""

    id: str
    title: Texts
    authority: Texts
    link: Texts
    """Official page for a reader of each language."""
    link_language: dict[Language, Language]
    """Language of that page, which may differ from the reader's."""
    checked: str
    intents: dict[Question, TextLists]
    """Examples by question and language."""
    answer: Answer
    form: Form | None = None
    regulated: bool = False
    """Whether a wrong answer does harm: where the bot is not sure of one, it offers a person before anything else."""


class SmallTalk(msgspec.Struct, frozen=True, kw_only=True):
    """An intent that belongs to no service (greet, thanks, human …), with its answer where it has a fixed one."""

    intent: str
    examples: TextLists
    answer: Texts | None = None
    buttons: list[str] = []
    """Intents that are offered below the answer: ``human``, ``help``."""


class Crisis(msgspec.Struct, frozen=True, kw_only=True):
    """What people in one kind of danger write, and what they are told first."""

    phrases: TextLists
    """Words that are nearly always a cry for help, wherever they stand in a message."""
    examples: TextLists
    answer: Texts


class Catalogue(msgspec.Struct, frozen=True, kw_only=True):
    """All that the bot knows: services in the order of their ids, small talk, and the wording of the dialogue."""

    services: dict[str, Service]
    small_talk: dict[str, SmallTalk]
    questions: dict[Question, TextLists]
    """Examples of questions that name no service."""
    crisis: dict[CrisisKind, Crisis]
    harmless: TextLists
    """What resembles cries for help and is none."""
    out_of_scope: TextLists
    """Examples of matters that are none of the bot's."""
    offered: list[str]
    """Ids of the services that stand on buttons when a citizen asks for help, the most wanted first."""
    synonyms: dict[Language, list[list[str]]] = {}
    """Groups of words for the same thing; the first of a group is the one that pages use."""
    wording: dict[str, Texts]
    """Sentences of the dialogue itself by key: questions of forms, field problems, labels, fallback."""


def slot_name(service: str, field: Field) -> str:
    """Name of the Rasa slot that keeps a field.

    A field named like its type is remembered for the whole conversation and shared by all forms, so that nobody
    is asked twice for the same thing (WCAG 2.2, 3.3.7); any other field belongs to its service.
    """
    return field.name if field.name == field.type else f"{service}__{field.name}"


__all__ = [
    "CLAIMS",
    "FACTS",
    "LANGUAGES",
    "Answer",
    "Catalogue",
    "Claim",
    "Crisis",
    "Field",
    "FieldChoice",
    "Form",
    "Said",
    "Service",
    "SmallTalk",
    "TextLists",
    "Texts",
    "slot_name",
]
