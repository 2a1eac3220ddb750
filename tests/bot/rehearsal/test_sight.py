"""What was seen is told in order, with what each intent needs, and where each entity stands in the text."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.processor import TurnProcessor
from bot.rehearsal.sight import DECISION, MOST_WEIGHED, Thresholds, make_sight, read_thresholds
from contracts.names import CRISIS_INTENTS, FALLBACK_INTENT
from contracts.rehearsal import SeenEntity, Weighed
from contracts.turns import Understanding
from nlu.components.decision import IntentDecision

THRESHOLDS = Thresholds(confident=0.2, confident_for={"restart": 0.4}, crisis=0.1, ask=0.05)
DECIDED = Understanding(intent=FALLBACK_INTENT, confidence=0.3)


@pytest.mark.parametrize(
    ("intent", "needed"),
    [("passport_fee", 0.2), ("restart", 0.4), *((intent, 0.1) for intent in sorted(CRISIS_INTENTS))],
)
def test_what_an_intent_needs(intent: str, needed: float) -> None:
    assert THRESHOLDS.needed_for(intent) == needed


def node(name: str, **config: Any) -> SimpleNamespace:
    """A node of a graph, as Rasa describes it."""
    defaults = {"confident": 0.2, "confident_for": {}, "crisis": 0.1, "ask": 0.05, "worth_asking": 0.02}
    return SimpleNamespace(uses=type(name, (), {"get_default_config": lambda: defaults}), config=config)


def test_thresholds_are_those_of_the_graph_over_the_defaults() -> None:
    nodes = {"first": node("Other", ask=0.9), "second": node(DECISION, ask=0.07, confident_for={"greet": 0.15})}
    assert read_thresholds(nodes) == Thresholds(confident=0.2, confident_for={"greet": 0.15}, crisis=0.1, ask=0.07)


def test_a_graph_that_decides_nothing_is_refused() -> None:
    with pytest.raises(LookupError, match=DECISION):
        read_thresholds({"first": node("Other")})


def test_the_component_has_this_name_and_these_thresholds() -> None:
    assert IntentDecision.__name__ == DECISION
    assert set(Thresholds.__dataclass_fields__) <= set(IntentDecision.get_default_config())


def test_the_likeliest_come_first_and_others_are_left_out() -> None:
    names = ["passport_fee", "passport_documents", "id_card_fee", "restart", "greet", "thanks"]
    ranking = [{"name": name, "confidence": 0.4 / 2**place} for place, name in enumerate(names)]
    sight = make_sight("x", {"intent_ranking": ranking}, DECIDED, THRESHOLDS, 1.5)
    assert (sight.intent, sight.confidence, sight.ask, sight.milliseconds) == (FALLBACK_INTENT, 0.3, 0.05, 1.5)
    assert len(sight.ranking) == MOST_WEIGHED
    assert sight.ranking[0] == Weighed(intent="passport_fee", confidence=0.4, needed=0.2)
    assert sight.ranking[3] == Weighed(intent="restart", confidence=0.05, needed=0.4)
    assert sight.offered == ["passport", "id_card"], "each service once"


@pytest.mark.parametrize(("text", "start"), [("12.3.2026", 0), ("/12.3.2026", 1), ("  / 12.3.2026", 4)])
def test_entities_stand_where_the_citizen_wrote_them(text: str, start: int) -> None:
    found = {"entity": "date", "value": "2026-03-12", "start": 0, "end": 9, "extractor": "x"}
    sight = make_sight(text, {"entities": [found]}, DECIDED, THRESHOLDS, 1)
    assert sight.entities == [SeenEntity(entity="date", value="2026-03-12", start=start, end=start + 9)]
    assert text[start : start + 9] == "12.3.2026"


def test_nothing_may_be_seen() -> None:
    sight = make_sight("🙂", {"intent_ranking": [], "entities": []}, DECIDED, THRESHOLDS, 1)
    assert (sight.ranking, sight.offered, sight.entities) == ([], [], [])


def test_a_trained_model_tells_its_thresholds(processor: TurnProcessor) -> None:
    thresholds = read_thresholds(processor.model_metadata.predict_schema.nodes)
    assert thresholds.needed_for("restart") > thresholds.needed_for("passport_fee") > thresholds.ask > 0
