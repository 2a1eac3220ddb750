"""The bot's intent classifier as a Rasa graph component; ``nlu.components.intents`` says what it learns and how."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from typing_extensions import override

from contracts.names import ENTITY_SERVICE_NAME
from nlu.components.intents import IntentModel


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramIntentClassifier(IntentClassifier, GraphComponent):
    """Sets ``intent`` and ``intent_ranking`` of each message.

    Rasa checks the annotations of ``train`` and ``process``, return types included, and refuses a model without them.
    """

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, model: IntentModel | None = None
    ) -> None:
        """Take the place where the model is (or will be) stored; without a model every message keeps no intent."""
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the settings: ``ranking_length``, how many intents the ranking names."""
        return {"ranking_length": 5}

    @classmethod
    @override
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramIntentClassifier:
        """Make an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    @override
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: object,
    ) -> NgramIntentClassifier:
        """Make a component from what ``train`` stored."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples that have an intent, and store the model."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        self._model = IntentModel.learn(
            [example.get(TEXT) for example in examples], [example.get(INTENT) for example in examples]
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify each message."""
        for message in messages:
            guesses = self._model.rank(_without_entities(message)) if self._model else []
            ranking = [
                {INTENT_NAME_KEY: guess.intent, PREDICTED_CONFIDENCE_KEY: guess.confidence}
                for guess in guesses[: self._config["ranking_length"]]
            ]
            first = ranking[0] if ranking else {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
            message.set(INTENT, dict(first), add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Classify the training examples, for components that come later."""
        self.process(training_data.training_examples)
        return training_data


def _without_entities(message: Message) -> str:
    """Give the text without numbers, places and the like that were found in it: they say nothing of what is wanted.

    The names of services stay; so does the whole text when nothing else would be left.
    """
    text: str = message.get(TEXT) or ""
    rest = text
    for entity in sorted(message.get(ENTITIES) or [], key=lambda entity: entity[ENTITY_ATTRIBUTE_START], reverse=True):
        if entity[ENTITY_ATTRIBUTE_TYPE] != ENTITY_SERVICE_NAME:
            rest = f"{rest[: entity[ENTITY_ATTRIBUTE_START]]} {rest[entity[ENTITY_ATTRIBUTE_END] :]}"
    return rest if any(character.isalpha() for character in rest) else text
