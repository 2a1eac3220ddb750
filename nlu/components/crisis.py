"""Looks for cries for help as a Rasa graph component; what counts as one is trained from ``bot/crisis.yaml``."""

from __future__ import annotations

import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from typing_extensions import override

from contracts.names import CRISIS_KINDS, crisis_intent
from nlu.components.phrases import PhraseBook

CRISIS = "crisis"
"""Property of a message: the intent whose phrase stands in it."""
_FILE = "phrases.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class CrisisGuard(GraphComponent):
    """Marks messages that hold a phrase of somebody in danger.

    The phrases come in as lookup tables named after the intents (``bot/importer.py``).
    """

    def __init__(self, storage: ModelStorage, resource: Resource, phrases: dict[str, list[str]]) -> None:
        """Take the place where the phrases are stored, and the phrases by intent."""
        self._storage = storage
        self._resource = resource
        self._book = PhraseBook(phrases)

    @classmethod
    @override
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CrisisGuard:
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
    ) -> CrisisGuard:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, json.loads((folder / _FILE).read_text(encoding="utf-8")))

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the phrases."""
        tables = {table["name"]: table["elements"] for table in training_data.lookup_tables}
        intents = [crisis_intent(kind) for kind in CRISIS_KINDS]
        phrases = {intent: tables[intent] for intent in intents if intent in tables}
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(phrases, ensure_ascii=False), encoding="utf-8")
        self._book = PhraseBook(phrases)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Mark each message."""
        for message in messages:
            message.set(CRISIS, self._book.find(message.get(TEXT) or ""))
        return messages
