"""The official content that free text is answered from: one page per service and language, cut into passages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from contracts.catalogue.model import Answer, Catalogue, Service
from contracts.languages import LANGUAGES, Language

_FACTS = ("steps", "documents", "fee", "deadline", "duration", "place")
"""Facts of an answer, in the order in which a page tells them; attributes of ``Answer`` and keys ``label_…``."""


@dataclass(frozen=True)
class Passage:
    """One part of a page that can be quoted by itself."""

    heading: str
    """What it is about (*Fee*); empty for the summary."""
    sentences: tuple[str, ...]
    """Its sentences, or the items of its list."""

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
    """The same in all languages: the id of the service."""
    language: Language
    title: str
    authority: str
    link: str
    link_language: Language
    """Language of the page behind the link, which may be another one."""
    checked: str
    """Day (ISO 8601) on which somebody last compared the page with the official source."""
    passages: tuple[Passage, ...]
    asked: tuple[str, ...] = ()
    """How citizens ask for it; found by, never shown."""

    @cached_property
    def text(self) -> str:
        """Give all that the page says."""
        return "\n".join(f"{passage.heading} {passage.text}".strip() for passage in self.passages)


def read_pages(catalogue: Catalogue) -> list[Page]:
    """Give a page for each service and language, services in the order of their ids."""
    return [
        _read_page(catalogue, service, language) for service in catalogue.services.values() for language in LANGUAGES
    ]


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
        asked=tuple(example for examples in service.intents.values() for example in examples[language]),
    )


def _read_passages(catalogue: Catalogue, answer: Answer, language: Language) -> Iterator[Passage]:
    yield Passage("", (answer.summary[language].strip(),))
    for name in _FACTS:
        fact = getattr(answer, name)
        if fact is not None:
            told = fact[language]
            items = (told.strip(),) if isinstance(told, str) else tuple(item.strip() for item in told)
            yield Passage(catalogue.wording[f"label_{name}"][language].rstrip(": \N{NO-BREAK SPACE}"), items)
