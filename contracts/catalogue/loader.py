"""Loads the catalogue from its YAML files into the model, or says everything that keeps it from loading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from contracts.catalogue.check import examine
from contracts.catalogue.model import Catalogue, Service, SmallTalk
from contracts.catalogue.problems import CatalogueError
from contracts.languages import LANGUAGES, Language


def load_catalogue(bot_dir: Path) -> Catalogue:
    """Read ``bot_dir/catalogue/*.yaml`` and ``bot_dir/conversation.yaml``.

    Raises ``CatalogueError`` with all problems when the check finds any.
    """
    examined = examine(bot_dir)
    if examined.problems or examined.conversation is None or examined.conversation.root is None:
        raise CatalogueError(examined.problems)
    services = [_build_service(source.root.value) for source in examined.services if source.root is not None]
    conversation = examined.conversation.root.value
    return Catalogue(
        services={service.id: service for service in sorted(services, key=lambda service: service.id)},
        small_talk={
            intent: msgspec.convert({"intent": intent, **talk}, SmallTalk)
            for intent, talk in conversation["small_talk"].items()
        },
        wording=msgspec.convert(conversation["wording"], dict[str, dict[Language, str]]),
    )


def _build_service(data: dict[str, Any]) -> Service:
    pages: dict[Language, Language] = {language: _page_language(data["link"], language) for language in LANGUAGES}
    built = {
        **data,
        "link": {language: data["link"][page] for language, page in pages.items()},
        "link_language": pages,
        "intents": {kind: intent["examples"] for kind, intent in data["intents"].items()},
    }
    return msgspec.convert(built, Service)


def _page_language(link: dict[str, str], language: Language) -> Language:
    """Give the language of the page for a reader: their own, else the first one that has a page."""
    return next(page for page in (language, *LANGUAGES) if page in link)
