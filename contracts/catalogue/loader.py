"""Loads the catalogue from its YAML files into the model, or says everything that keeps it from loading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from contracts.catalogue.check import (
    CATALOGUE_FOLDER,
    CONVERSATION_FILE,
    CRISIS_FILE,
    OUT_OF_SCOPE_FILE,
    SYNONYMS_FILE,
    examine,
)
from contracts.catalogue.model import Catalogue, Crisis, Service, SmallTalk, TextLists
from contracts.catalogue.nodes import Source
from contracts.catalogue.problems import CatalogueError, Problem
from contracts.catalogue.shape import SERVICE_SCHEMA, check_shape
from contracts.catalogue.source import read_source
from contracts.languages import LANGUAGES, Language
from contracts.names import CrisisKind, Question


def load_catalogue(bot_dir: Path) -> Catalogue:
    """Read ``bot_dir/catalogue/*.yaml`` and the files beside that folder.

    Raises ``CatalogueError`` with all problems when the check finds any.
    """
    examined = examine(bot_dir)
    if examined.problems:
        raise CatalogueError(examined.problems)
    beside = {name: source.root.value for name, source in examined.beside.items() if source.root is not None}
    conversation = beside[CONVERSATION_FILE]
    services = [_build_service(source.root.value) for source in examined.services if source.root is not None]
    return Catalogue(
        services={service.id: service for service in sorted(services, key=lambda service: service.id)},
        small_talk={
            intent: msgspec.convert({"intent": intent, **talk}, SmallTalk)
            for intent, talk in conversation["small_talk"].items()
        },
        questions=msgspec.convert(_examples(conversation["questions"]), dict[Question, TextLists]),
        crisis=msgspec.convert(beside[CRISIS_FILE]["crisis"], dict[CrisisKind, Crisis]),
        harmless=msgspec.convert(beside[CRISIS_FILE]["harmless"], TextLists),
        out_of_scope=beside[OUT_OF_SCOPE_FILE]["examples"],
        synonyms=beside[SYNONYMS_FILE]["synonyms"],
        offered=conversation["offered"],
        wording=msgspec.convert(conversation["wording"], dict[str, dict[Language, str]]),
    )


def load_services(bot_dir: Path) -> dict[str, Service]:
    """Read the services alone, for whoever needs no more; the catalogue as a whole is not checked.

    Raises ``CatalogueError`` where a file cannot be read, or has not the shape of a service.
    """
    sources = [read_source(path) for path in sorted((bot_dir / CATALOGUE_FOLDER).glob("*.yaml"))]
    problems = [problem for source in sources for problem in _problems_of(source)]
    if problems:
        raise CatalogueError(sorted(problems))
    services = [_build_service(source.root.value) for source in sources if source.root is not None]
    return {service.id: service for service in services}


def read_service(path: Path, content: bytes | None = None) -> Service:
    """Read one service; ``content``: what its file holds, where it was read already. Raises ``CatalogueError``."""
    source = read_source(path, content)
    problems = _problems_of(source)
    if problems or source.root is None:
        raise CatalogueError(sorted(problems))
    return _build_service(source.root.value)


def _problems_of(source: Source) -> list[Problem]:
    return source.problems + (check_shape(source, source.root, SERVICE_SCHEMA) if source.root is not None else [])


def _build_service(data: dict[str, Any]) -> Service:
    pages: dict[Language, Language] = {language: _page_language(data["link"], language) for language in LANGUAGES}
    built = {
        **data,
        "link": {language: data["link"][page] for language, page in pages.items()},
        "link_language": pages,
        "intents": _examples(data["intents"]),
        "form": _build_form(data["form"]) if "form" in data else None,
        "regulated": _is_true(data, "regulated"),
    }
    return msgspec.convert(built, Service)


def _build_form(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "needs_identity": _is_true(data, "needs_identity")}


def _is_true(data: dict[str, Any], key: str) -> bool:
    """Make a truth of what the reader keeps as it was written."""
    return key in data and bool(data[key].text.lower() == "true")


def _examples(intents: dict[str, Any]) -> dict[str, Any]:
    return {name: intent["examples"] for name, intent in intents.items()}


def _page_language(link: dict[str, str], language: Language) -> Language:
    """Give the language of the page for a reader: their own, else the first one that has a page."""
    return next(page for page in (language, *LANGUAGES) if page in link)
