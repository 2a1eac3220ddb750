"""Decides what the bot does with a message: act on the best intent, ask what is meant, or say it does not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from typing_extensions import override

from contracts.names import (
    ABUSE_INTENT,
    ASK_INTENT,
    CRISIS_INTENTS,
    EMPTY_INTENT,
    FALLBACK_INTENT,
    HARMLESS_INTENT,
    OUT_OF_SCOPE_INTENT,
    split_intent,
)
from nlu.components.crisis import CRISIS
from nlu.components.intents import Guess


@dataclass(frozen=True)
class Thresholds:
    """Confidences from which something is done (``docs/quality.md`` shows what other values would do)."""

    confident: float = 0.2
    """Act on the best intent."""
    confident_for: dict[str, float] = field(default_factory=dict)
    """The same for single intents, by name: more for what files an application or throws one away."""
    ask: float = 0.05
    """Ask what is meant: the least confidence of the best."""
    worth_asking: float = 0.02
    """Offer an intent beside the best."""
    crisis: float = 0.1
    """Take the message for a cry for help when all kinds of danger together are this likely, and likelier than anything
    else but an insult: rather once too often."""


@dataclass(frozen=True)
class Decision:
    """The intent on which the bot goes on, and how sure that is."""

    intent: str
    confidence: float


def decide(text: str, crisis: str | None, guesses: Sequence[Guess], thresholds: Thresholds) -> Decision:
    """Decide on a message; ``crisis``: the intent of a phrase of danger in it, ``guesses``: the ranking, best first."""
    if crisis is not None:
        return Decision(crisis, 1.0)
    if not any(character.isalnum() for character in text) or not guesses:
        return Decision(EMPTY_INTENT, 1.0)
    best = guesses[0]
    if best.intent == HARMLESS_INTENT:
        return Decision(FALLBACK_INTENT, best.confidence)
    dangers = [guess for guess in guesses if guess.intent in CRISIS_INTENTS]
    danger = min(1.0, sum(guess.confidence for guess in dangers))
    others = [guess for guess in guesses if guess not in dangers and guess.intent != ABUSE_INTENT]
    anything_else = max((guess.confidence for guess in others), default=0.0)
    if danger >= max(thresholds.crisis, anything_else):
        return Decision(dangers[0].intent, danger)
    if best.confidence >= thresholds.confident_for.get(best.intent, thresholds.confident):
        return Decision(*best)
    if best.intent != OUT_OF_SCOPE_INTENT and best.confidence >= thresholds.ask:
        worth = [
            guess for guess in guesses if split_intent(guess.intent) and guess.confidence >= thresholds.worth_asking
        ]
        if best in worth:
            return Decision(ASK_INTENT, best.confidence)
    return Decision(FALLBACK_INTENT, best.confidence)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class IntentDecision(GraphComponent):
    """Replaces the best intent of a message by what was decided; the ranking keeps what it might have been.

    Rasa's own FallbackClassifier knows one threshold for all intents, and no question back.
    """

    def __init__(self, thresholds: Thresholds) -> None:
        """Take the confidences from which something is done."""
        self._thresholds = thresholds

    @classmethod
    @override
    def required_components(cls) -> list[type]:
        return [IntentClassifier]

    @staticmethod
    @override
    def get_default_config() -> dict[str, Any]:
        defaults = Thresholds()
        return {name: getattr(defaults, name) for name in defaults.__dataclass_fields__}

    @classmethod
    @override
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentDecision:
        return cls(Thresholds(**{name: config[name] for name in cls.get_default_config()}))

    def process(self, messages: list[Message]) -> list[Message]:
        """Decide on each message."""
        for message in messages:
            guesses = [
                Guess(guess[INTENT_NAME_KEY], guess[PREDICTED_CONFIDENCE_KEY])
                for guess in message.get(INTENT_RANKING_KEY) or []
            ]
            decision = decide(message.get(TEXT) or "", message.get(CRISIS), guesses, self._thresholds)
            intent = {INTENT_NAME_KEY: decision.intent, PREDICTED_CONFIDENCE_KEY: decision.confidence}
            message.set(INTENT, intent, add_to_output=True)
        return messages
