from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from contracts.names import FALLBACK_INTENT
from nlu.components.decision import IntentDecision

DECISION = IntentDecision(threshold=0.3, thresholds={"cancel": 0.7})


def decided(name: str | None, confidence: float) -> dict[str, Any]:
    ranking = [{"name": name, "confidence": confidence}, {"name": "other", "confidence": 0.1}]
    message = Message(data={"text": "x", "intent": ranking[0], "intent_ranking": ranking})
    (answer,) = DECISION.process([message])
    assert answer.get("intent_ranking") == ranking, "the ranking keeps what it might have been"
    return answer.as_dict(only_output_properties=True)["intent"] if answer.get("intent") != ranking[0] else ranking[0]


@pytest.mark.parametrize(
    ("name", "confidence", "intent"),
    [
        ("greet", 0.3, "greet"),
        ("greet", 0.29, FALLBACK_INTENT),
        ("cancel", 0.7, "cancel"),
        ("cancel", 0.69, FALLBACK_INTENT),
        (None, 0.0, FALLBACK_INTENT),
    ],
)
def test_an_intent_needs_its_confidence(name: str | None, confidence: float, intent: str) -> None:
    assert decided(name, confidence) == {"name": intent, "confidence": confidence}


def test_it_comes_after_a_classifier() -> None:
    from rasa.nlu.classifiers.classifier import IntentClassifier

    assert IntentDecision.required_components() == [IntentClassifier]
    assert set(IntentDecision.get_default_config()) == {"threshold", "thresholds"}
