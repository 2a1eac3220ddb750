"""Finds entities as a Rasa graph component: what ``nlu.text.entities`` finds, and names of services."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import Any

from rapidfuzz import fuzz, process
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from typing_extensions import override

from contracts.names import ENTITY_SERVICE_NAME, SERVICE_TABLE
from nlu.text.entities import LONGEST_TEXT, find_entities
from nlu.text.fold import fold

NEAR = 90.0
"""Similarity (0 to 100) from which a misspelt name is understood."""
_FILE = "services.json"
_WORD = re.compile(r"\w+")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class EntityFinder(GraphComponent):
    """Adds to a message the entities that stand in it.

    The names of services come in as lookup tables (``bot/importer.py``).
    """

    def __init__(self, storage: ModelStorage, resource: Resource, services: dict[str, list[str]]) -> None:
        """Take the place where the names are stored, and the names by the id of the service."""
        self._storage = storage
        self._resource = resource
        self._by_words: dict[int, dict[str, str]] = defaultdict(dict)
        for service, titles in services.items():
            for title in map(_folded, titles):
                self._by_words[len(title.split())][title] = service

    @classmethod
    @override
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityFinder:
        return cls(model_storage, resource, {})

    @classmethod
    @override
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: object,
    ) -> EntityFinder:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, json.loads((folder / _FILE).read_text(encoding="utf-8")))

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the names of services."""
        tables = {table["name"]: table["elements"] for table in training_data.lookup_tables}
        services = {
            name[len(SERVICE_TABLE) :]: titles for name, titles in tables.items() if name.startswith(SERVICE_TABLE)
        }
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(services, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add to each message what stands in it; what others found stays."""
        for message in messages:
            text = message.get(TEXT) or ""
            found = [(it.type, it.start, it.end, it.value) for it in find_entities(text)]
            found += self._find_services(text[:LONGEST_TEXT])
            entities = [
                {
                    ENTITY_ATTRIBUTE_TYPE: type_,
                    ENTITY_ATTRIBUTE_START: start,
                    ENTITY_ATTRIBUTE_END: end,
                    ENTITY_ATTRIBUTE_VALUE: value,
                    EXTRACTOR: type(self).__name__,
                }
                for type_, start, end, value in found
            ]
            message.set(ENTITIES, [*(message.get(ENTITIES) or []), *entities], add_to_output=True)
        return messages

    def _find_services(self, text: str) -> list[tuple[str, int, int, str]]:
        """Give type, start, end and service of each name, longer names first; no two overlap."""
        words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
        found: list[tuple[str, int, int, str]] = []
        for length in sorted(self._by_words, reverse=True):
            titles = self._by_words[length]
            for first in range(len(words) - length + 1):
                start, end = words[first][0], words[first + length - 1][1]
                near = process.extractOne(_folded(text[start:end]), titles.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
                if near and all(end <= other[1] or other[2] <= start for other in found):
                    found.append((ENTITY_SERVICE_NAME, start, end, titles[near[0]]))
        return sorted(found, key=lambda entity: entity[1])


def _folded(text: str) -> str:
    """Give the words of a folded text without punctuation."""
    return " ".join(_WORD.findall(fold(text)))
