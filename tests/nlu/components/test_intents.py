from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.components.intents import LEARNED_BY_HEART, Guess, IntentModel
from tests.nlu.components.topics import EXAMPLES, INTENTS, TEXTS

MODEL = IntentModel.learn(TEXTS, INTENTS)


def best(text: str, model: IntentModel = MODEL) -> Guess:
    return model.rank(text)[0]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Wat kascht mäi Reespass?", "passport_fee"),
        ("où mettre ma poubelle", "waste_about"),
        ("I want to apply for parking", "parking_apply"),
        ("Guten Tag!", "greet"),
    ],
)
def test_new_sentences_get_their_intent(text: str, intent: str) -> None:
    assert best(text).intent == intent


@pytest.mark.parametrize("text", ["zwetschgenkuchen mit sahne", "qwfp luyg", "xylophon zwölf"])
def test_sentences_about_nothing_that_was_learned_get_less_confidence_than_known_ones(text: str) -> None:
    assert best(text).confidence < best("wat kascht de reespass").confidence / 2


def test_the_ranking_names_every_topic_once_best_first() -> None:
    ranking = MODEL.rank("wat kascht e pass")
    assert len(ranking) == len({guess.intent.split("_")[0] for guess in ranking}) == 8
    assert {guess.intent.rpartition("_")[2] for guess in ranking} == {"fee", "greet"}
    confidences = [guess.confidence for guess in ranking]
    assert confidences == sorted(confidences, reverse=True)


def test_a_question_that_a_service_has_no_intent_for_is_a_question_about_it() -> None:
    known = [(text, intent) for text, intent in EXAMPLES if intent != "dog_fee"]
    model = IntentModel.learn([text for text, _ in known], [intent for _, intent in known])
    assert best("wat kascht hond", model).intent == "dog_about"
    assert best("wat kascht reespass", model).intent == "passport_fee"


@given(st.text(max_size=60))
def test_any_text_gets_confidences_between_nothing_and_certain(text: str) -> None:
    assert all(0 <= guess.confidence <= 1 for guess in MODEL.rank(text))


@pytest.mark.parametrize("text", ["", "🙂🙂", "a" * 10_000, "паспорт pass 护照", "?!…"])
def test_odd_texts_are_ranked_like_any_other(text: str) -> None:
    assert len(MODEL.rank(text)) == len(MODEL.topics)


def test_learning_twice_gives_the_same_model() -> None:
    again = IntentModel.learn(TEXTS, INTENTS).rank("wat kascht e pass")
    assert [guess.intent for guess in again] == [guess.intent for guess in MODEL.rank("wat kascht e pass")]


def test_two_topics_are_enough_and_one_is_not() -> None:
    two = [(text, intent) for text, intent in EXAMPLES if intent in {"greet", "waste_about"}]
    model = IntentModel.learn([text for text, _ in two], [intent for _, intent in two])
    assert (best("moien", model).intent, best("poubelle", model).intent) == ("greet", "waste_about")
    with pytest.raises(ValueError, match=r"1 topic\(s\)"):
        IntentModel.learn(["moien", "hello"], ["greet", "greet"])


def test_one_sentence_per_topic_is_enough_to_find_it_again() -> None:
    model = IntentModel.learn(["moien", "reespass", "poubelle"], ["greet", "passport_about", "waste_about"])
    assert [best(text, model).intent for text in ("reespass", "poubelle")] == ["passport_about", "waste_about"]


def test_a_stored_model_answers_as_before(tmp_path: Path) -> None:
    MODEL.save(tmp_path)
    loaded = IntentModel.load(tmp_path)
    for text in [*TEXTS[::7], "", "something new"]:
        before, after = MODEL.rank(text)[0], loaded.rank(text)[0]
        assert after.intent == before.intent
        # weights are stored in half precision
        assert after.confidence == pytest.approx(before.confidence, abs=0.01)


def test_a_stored_model_is_data_only(tmp_path: Path) -> None:
    MODEL.save(tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".npz", ".json"}
    json.loads((tmp_path / "intents.json").read_text(encoding="utf-8"))
    with np.load(tmp_path / "intents.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind in "fiu" for name in arrays.files)


def test_arrays_that_would_run_something_are_not_loaded(tmp_path: Path) -> None:
    MODEL.save(tmp_path)
    np.savez(tmp_path / "intents.npz", buckets_0=np.array([object()], dtype=object))
    with pytest.raises(ValueError, match="pickle"):
        IntentModel.load(tmp_path)


def test_a_missing_model_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        IntentModel.load(tmp_path)


def test_an_example_is_known_by_heart_however_it_is_written() -> None:
    for text, intent in EXAMPLES:
        guess = best(f"{text.upper()} !")
        assert guess.intent == intent
        assert guess.confidence >= LEARNED_BY_HEART
