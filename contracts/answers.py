"""Free text: what the hub asks the answer server (``nlu/answer``), and what comes back, line by line."""

from __future__ import annotations

from typing import Literal, Union

import msgspec

from contracts.effects import KnowledgeQuery
from contracts.languages import Language
from contracts.parts import Citation, Origin

Stage = Literal["searching", "reading", "writing", "checking"]
"""What is done for an answer, in this order; ``writing`` and ``checking`` only with a language model."""

Standing = Literal["answered", "related", "unknown", "routed"]
"""Answered from the official content; pages that may help; nothing known; not a question for the content at all."""


class AnswerRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST /answers``."""

    language: Language
    query: KnowledgeQuery
    quoted: bool = False
    """Whether the answer is to be a quotation: nobody waits for a language model."""


class Progress(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="progress"):
    """The answer server is at work; shown, never stored."""

    stage: Stage
    pages: int = 0
    """Pages that are read; with stage ``reading``."""


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came of a question: what the bot needs to put it into words."""

    standing: Standing
    text: str = ""
    """The answer in the Markdown subset of ``Part.text``; empty unless answered."""
    origin: Origin = "retrieval"
    citations: list[Citation] = []
    """Pages the answer rests on; for ``related``: pages of no service that may help."""
    services: list[str] = []
    """Services it is about, or that may be meant, best first."""
    intent: str | None = None
    """For ``routed``: the intent whose response is to be given instead."""
    source_language: Language | None = None
    """Language of the text where it is not the citizen's."""
    model: str | None = None
    code: str | None = None
    """Finds the record; None when the answer server could not be reached."""


class StepTaken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of the pipeline and how it ended."""

    step: str
    status: str
    milliseconds: float


class UsedPassage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A passage that the answer was to rest on, as it was at the time."""

    page: str
    language: Language
    heading: str
    version: str
    text: str
    link: str
    checked: str


class AnswerRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an answer came about, kept for agents and auditors."""

    code: str
    question: str
    """As it was searched for, personal data masked."""
    language: Language
    steps: list[StepTaken]
    confidence: float
    """Probability (0 to 1) that the best page answers the question."""
    passages: list[UsedPassage]
    model: str | None
    """Language model that was asked, also where its answer was not shown."""
    faults: list[str] = []
    """What was wrong with what it wrote."""
    answer: Answer


class Answered(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="answered"):
    """Last line of a reply."""

    answer: Answer
    record: AnswerRecord


AnswerLine = Union[Progress, Answered]
"""One line of the reply to ``POST /answers``, which is JSON Lines (NDJSON)."""
