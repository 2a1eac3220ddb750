"""The official content that free text is answered from, cut into passages: services, and pages beside the catalogue."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from contracts.catalogue.model import Answer, Catalogue, Service
from contracts.knowledge.page import Block, KnowledgePage
from contracts.languages import LANGUAGES, Language
from contracts.names import Question

_SENTENCE_END = re.compile(r"(?:(?<=[^\W\d_]{2}[.!?])|(?<=[)»\"%€][.!?])) (?=[\"«(]?[A-ZÄÖÜÀÂÉÈÊÎÔÇ])")

_FACTS: dict[str, Question] = {
    "steps": "apply",
    "documents": "documents",
    "fee": "fee",
    "deadline": "time",
    "duration": "time",
    "place": "place",
}
"""Facts of an answer and the question that each answers, in the order in which a page tells them.

Names of attributes of ``Answer`` and of keys ``label_…``.
"""


class Asked(NamedTuple):
    """How a citizen may ask for a page."""

    text: str
    question: Question


@dataclass(frozen=True)
class Passage:
    """One part of a page that can be quoted by itself."""

    heading: str
    """What it is about (*Fee*); empty for the summary."""
    sentences: tuple[str, ...]
    """Its sentences, or the items of its list."""
    question: Question = "about"
    """What it answers."""
    listed: bool = False
    """True for a list: its items belong together."""

    @property
    def text(self) -> str:
        """Give the sentences as one text."""
        return " ".join(self.sentences)

    @property
    def version(self) -> str:
        """Give twelve hexadecimal digits that change with any change of the text, for records of answers."""
        return hashlib.sha256(f"{self.heading}\n{self.text}".encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Page:
    """What is known about one matter, in one language."""

    id: str
    """The same in all languages: the id of the service, or the name of the page's file."""
    language: Language
    title: str
    authority: str
    link: str
    link_language: Language
    """Language of the page behind the link, which may be another one."""
    checked: str
    """Day (ISO 8601) on which somebody last compared the page with the official source."""
    passages: tuple[Passage, ...]
    asked: tuple[Asked, ...] = ()
    """How citizens ask for it; found by, never shown."""
    is_service: bool = True
    """Whether the id is that of a service."""

    @cached_property
    def text(self) -> str:
        """Give all that the page says."""
        return "\n".join(f"{passage.heading} {passage.text}".strip() for passage in self.passages)


def read_pages(catalogue: Catalogue) -> list[Page]:
    """Give a page for each service and language, services in the order of their ids."""
    return [
        _read_page(catalogue, service, language) for service in catalogue.services.values() for language in LANGUAGES
    ]


def convert_pages(pages: Sequence[KnowledgePage]) -> list[Page]:
    """Give the pages that service owners added beside the catalogue."""
    return [
        Page(
            id=page.id,
            language=page.language,
            title=page.title,
            authority=page.authority,
            link=page.link,
            link_language=page.language,
            checked=page.checked,
            passages=tuple(_convert_block(block) for block in page.blocks),
            asked=tuple(Asked(text, "about") for text in page.asked),
            is_service=False,
        )
        for page in pages
    ]


def read_follow_ups(catalogue: Catalogue) -> dict[Language, list[Asked]]:
    """Give how citizens ask without saying for which page (*and what does that cost?*)."""
    return {
        language: [Asked(text, question) for question, texts in catalogue.questions.items() for text in texts[language]]
        for language in LANGUAGES
    }


def split_sentences(text: str) -> tuple[str, ...]:
    """Cut a text behind full stops, question and exclamation marks that a capital letter or a quote follows.

    Behind a number or a single letter (``31. Dezember``, ``p. ex. L.``) no sentence ends.
    """
    return tuple(_SENTENCE_END.split(" ".join(text.split())))


def _convert_block(block: Block) -> Passage:
    sentences = block.lines if block.listed else [it for line in block.lines for it in split_sentences(line)]
    return Passage(block.heading, tuple(sentences), "apply" if block.ordered else "about", block.listed)


def _read_page(catalogue: Catalogue, service: Service, language: Language) -> Page:
    return Page(
        id=service.id,
        language=language,
        title=service.title[language],
        authority=service.authority[language],
        link=service.link[language],
        link_language=service.link_language[language],
        checked=service.checked,
        passages=tuple(_read_passages(catalogue, service.answer, language)),
        asked=tuple(
            Asked(text, question) for question, examples in service.intents.items() for text in examples[language]
        ),
    )


def _read_passages(catalogue: Catalogue, answer: Answer, language: Language) -> Iterator[Passage]:
    yield Passage("", split_sentences(answer.summary[language]))
    for name, question in _FACTS.items():
        fact = getattr(answer, name)
        if fact is not None:
            told = fact[language]
            listed = not isinstance(told, str)
            items = split_sentences(told) if isinstance(told, str) else tuple(item.strip() for item in told)
            heading = catalogue.wording[f"label_{name}"][language].rstrip(": \N{NO-BREAK SPACE}")
            yield Passage(heading, items, question, listed)
