"""Compiles the example sentences of services and small talk into NLU examples with their language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from contracts.catalogue.model import Catalogue, IntentKind, Service
from contracts.languages import LANGUAGES, Language
from contracts.names import about_intent, apply_intent

_NAMES: dict[IntentKind, Callable[[str], str]] = {"about": about_intent, "apply": apply_intent}


@dataclass(frozen=True)
class Example:
    """One sentence to learn from."""

    intent: str
    language: Language
    text: str


def compile_examples(catalogue: Catalogue) -> list[Example]:
    """Give every example of the catalogue: services in their order, then small talk; languages in theirs."""
    return [
        Example(intent=intent, language=language, text=text)
        for intent, examples in _examples_by_intent(catalogue)
        for language in LANGUAGES
        for text in examples[language]
    ]


def service_intents(service: Service) -> list[str]:
    """Give the intents of a service."""
    return [_NAMES[kind](service.id) for kind in service.intents]


def _examples_by_intent(catalogue: Catalogue) -> Iterator[tuple[str, dict[Language, list[str]]]]:
    for service in catalogue.services.values():
        yield from ((_NAMES[kind](service.id), examples) for kind, examples in service.intents.items())
    for talk in catalogue.small_talk.values():
        yield talk.intent, talk.examples
