from __future__ import annotations

from typing import Any

import pytest
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.message import Message

from contracts.names import ASK_INTENT, EMPTY_INTENT, FALLBACK_INTENT
from nlu.components.crisis import CRISIS
from nlu.components.decision import Decision, IntentDecision, Thresholds, decide
from nlu.components.intents import Guess

THRESHOLDS = Thresholds(confident=0.6, confident_for={"cancel": 0.8}, ask=0.3, worth_asking=0.1, crisis=0.4)

Ranking = list[tuple[str, float]]


def decided(ranking: Ranking, text: str = "x", crisis: str | None = None) -> Decision:
    return decide(text, crisis, [Guess(*guess) for guess in ranking], THRESHOLDS)


@pytest.mark.parametrize(
    ("ranking", "decision"),
    [
        # sure enough
        ([("pass_fee", 0.6), ("card_fee", 0.5)], ("pass_fee", 0.6)),
        ([("greet", 0.6)], ("greet", 0.6)),
        ([("out_of_scope", 0.6), ("pass_fee", 0.3)], ("out_of_scope", 0.6)),
        # more is asked of some
        ([("cancel", 0.8), ("pass_fee", 0.1)], ("cancel", 0.8)),
        ([("cancel", 0.79), ("pass_fee", 0.1)], (FALLBACK_INTENT, 0.79)),
        # one, two or three services may be meant
        ([("pass_fee", 0.59), ("card_fee", 0.09)], (ASK_INTENT, 0.59)),
        ([("pass_fee", 0.59), ("card_fee", 0.1)], (ASK_INTENT, 0.59)),
        ([("pass_fee", 0.3), ("greet", 0.2), ("card_fee", 0.1)], (ASK_INTENT, 0.3)),
        # the likeliest is no service
        ([("greet", 0.5), ("pass_fee", 0.3), ("card_fee", 0.3)], (FALLBACK_INTENT, 0.5)),
        # too unsure even to ask
        ([("pass_fee", 0.29), ("card_fee", 0.28)], (FALLBACK_INTENT, 0.29)),
        ([("out_of_scope", 0.5), ("pass_fee", 0.4), ("card_fee", 0.3)], (FALLBACK_INTENT, 0.5)),
        # what resembles a cry for help and is none
        ([("nlu_harmless", 0.9), ("crisis_suicide", 0.5)], (FALLBACK_INTENT, 0.9)),
        # danger needs little confidence when nothing else is likelier
        ([("crisis_violence", 0.4), ("pass_fee", 0.39)], ("crisis_violence", 0.4)),
        ([("crisis_violence", 0.39), ("pass_fee", 0.38)], (FALLBACK_INTENT, 0.39)),
        ([("pass_fee", 0.9), ("crisis_violence", 0.8)], ("pass_fee", 0.9)),
        # an insult beside it changes nothing
        ([("abuse", 0.9), ("crisis_violence", 0.4)], ("crisis_violence", 0.4)),
        ([("abuse", 0.9), ("pass_fee", 0.5), ("crisis_violence", 0.4)], ("abuse", 0.9)),
        ([("abuse", 0.9), ("crisis_violence", 0.39)], ("abuse", 0.9)),
        # which danger it is may be open
        ([("crisis_suicide", 0.25), ("pass_fee", 0.25), ("crisis_violence", 0.25)], ("crisis_suicide", 0.5)),
        ([("pass_fee", 0.375), ("crisis_violence", 0.25), ("crisis_suicide", 0.25)], ("crisis_violence", 0.5)),
        ([("crisis_violence", 0.9), ("crisis_suicide", 0.8)], ("crisis_violence", 1.0)),
    ],
)
def test_what_is_decided(ranking: Ranking, decision: tuple[str, float]) -> None:
    assert decided(ranking) == Decision(*decision)


def test_a_phrase_of_danger_decides_alone() -> None:
    assert decided([("pass_fee", 1.0)], crisis="crisis_suicide") == Decision("crisis_suicide", 1.0)


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂", "?!…", "—"])
def test_a_message_without_letters_and_digits_is_empty(text: str) -> None:
    assert decided([("greet", 0.9)], text) == Decision(EMPTY_INTENT, 1.0)


@pytest.mark.parametrize("text", ["a" * 10_000, "паспорт", "护照", "12", "Moien 🙂"])
def test_any_other_message_is_not(text: str) -> None:
    assert decided([("greet", 0.9)], text).intent == "greet"


def process(ranking: list[dict[str, Any]], **properties: Any) -> dict[str, Any]:
    message = Message(data={"text": "x", "intent": None, "intent_ranking": ranking, **properties})
    component = IntentDecision.create({**IntentDecision.get_default_config(), "confident": 0.6}, *[None] * 3)  # type: ignore[arg-type]
    (answer,) = component.process([message])
    assert answer.get("intent_ranking") == ranking, "the ranking keeps what it might have been"
    return dict(answer.as_dict(only_output_properties=True)["intent"])


def test_the_component_reads_what_those_before_it_found() -> None:
    ranking = [{"name": "pass_fee", "confidence": 0.7}, {"name": "card_fee", "confidence": 0.2}]
    assert process(ranking) == {"name": "pass_fee", "confidence": 0.7}
    assert process(ranking, **{CRISIS: "crisis_violence"}) == {"name": "crisis_violence", "confidence": 1.0}
    assert process([]) == {"name": EMPTY_INTENT, "confidence": 1.0}


def test_it_comes_after_a_classifier_and_knows_its_settings() -> None:
    assert IntentDecision.required_components() == [IntentClassifier]
    assert set(IntentDecision.get_default_config()) == set(Thresholds.__dataclass_fields__)
