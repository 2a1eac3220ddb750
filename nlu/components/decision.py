"""Decides whether the best intent is sure enough to act on; otherwise the message counts as not understood."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message
from typing_extensions import override

from contracts.names import FALLBACK_INTENT


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class IntentDecision(GraphComponent):
    """Replaces an unsure intent by the fallback intent; the ranking keeps what it might have been.

    Rasa's own FallbackClassifier knows one threshold for all intents. Here those that file or throw away what a
    citizen has written can ask for more.
    """

    def __init__(self, threshold: float, thresholds: dict[str, float]) -> None:
        """Take the least confidence in general, and for single intents by name."""
        self._threshold = threshold
        self._thresholds = thresholds

    @classmethod
    @override
    def required_components(cls) -> list[type]:
        return [IntentClassifier]

    @staticmethod
    @override
    def get_default_config() -> dict[str, Any]:
        return {"threshold": 0.5, "thresholds": {}}

    @classmethod
    @override
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentDecision:
        return cls(float(config["threshold"]), dict(config["thresholds"]))

    def process(self, messages: list[Message]) -> list[Message]:
        """Decide on each message; a fallback says how sure the best guess was."""
        for message in messages:
            best = message.get(INTENT)
            name, confidence = best[INTENT_NAME_KEY], best[PREDICTED_CONFIDENCE_KEY]
            if name is None or confidence < self._thresholds.get(name, self._threshold):
                fallback = {INTENT_NAME_KEY: FALLBACK_INTENT, PREDICTED_CONFIDENCE_KEY: confidence}
                message.set(INTENT, fallback, add_to_output=True)
        return messages
