"""Compiles the sentences of the catalogue into NLU examples with their language, and its phrases into tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.catalogue.model import Catalogue, TextLists
from contracts.languages import LANGUAGES, Language
from contracts.names import (
    ANY_SERVICE,
    HARMLESS_INTENT,
    OUT_OF_SCOPE_INTENT,
    SERVICE_TABLE,
    crisis_intent,
    service_intent,
)


@dataclass(frozen=True)
class Example:
    """One sentence to learn from."""

    intent: str
    language: Language
    text: str


def compile_examples(catalogue: Catalogue) -> list[Example]:
    """Give every example of the catalogue, intent by intent; languages in their order."""
    return [
        Example(intent=intent, language=language, text=text)
        for intent, examples in _examples_by_intent(catalogue)
        for language in LANGUAGES
        for text in examples[language]
    ]


def compile_intents(catalogue: Catalogue) -> list[str]:
    """Give every intent that has examples."""
    return [intent for intent, _ in _examples_by_intent(catalogue)]


def compile_tables(catalogue: Catalogue) -> dict[str, list[str]]:
    """Give what the NLU looks up, by the name of the table: phrases of people in danger, names of services."""
    titles = {
        f"{SERVICE_TABLE}{service.id}": [service.title[language] for language in LANGUAGES]
        for service in catalogue.services.values()
    }
    return {**_phrases(catalogue), **titles}


def _phrases(catalogue: Catalogue) -> dict[str, list[str]]:
    """Give the phrases of people in danger by the intent they stand for, in all languages together."""
    return {
        crisis_intent(kind): [phrase for language in LANGUAGES for phrase in crisis.phrases[language]]
        for kind, crisis in catalogue.crisis.items()
    }


def _examples_by_intent(catalogue: Catalogue) -> Iterator[tuple[str, TextLists]]:
    for service in catalogue.services.values():
        yield from ((service_intent(service.id, question), given) for question, given in service.intents.items())
    yield from ((service_intent(ANY_SERVICE, question), given) for question, given in catalogue.questions.items())
    for talk in catalogue.small_talk.values():
        yield talk.intent, talk.examples
    for kind, crisis in catalogue.crisis.items():
        yield crisis_intent(kind), crisis.examples
    yield HARMLESS_INTENT, catalogue.harmless
    yield OUT_OF_SCOPE_INTENT, catalogue.out_of_scope
