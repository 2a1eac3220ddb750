from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.components.intents import IntentModel
from tests.nlu.components.topics import INTENTS, TEXTS

MODEL = IntentModel.learn(TEXTS, INTENTS)


def best(text: str, model: IntentModel = MODEL) -> tuple[str, float]:
    return model.rank(text)[0]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Wat kascht mäi Reespass?", "passport_about"),
        ("où mettre ma poubelle", "waste_about"),
        ("I want to apply for parking", "parking_apply"),
        ("Guten Tag!", "greet"),
    ],
)
def test_new_sentences_get_their_intent(text: str, intent: str) -> None:
    assert best(text)[0] == intent
    assert best(text)[1] > 0.5


@pytest.mark.parametrize("text", ["", "🙂", "zwetschgenkuchen mit sahne", "Wéi gëtt d'Wieder?", "qwfp luyg"])
def test_sentences_about_nothing_that_was_learned_get_little_confidence(text: str) -> None:
    assert best(text)[1] < 0.3


def test_the_ranking_names_every_intent_once_best_first() -> None:
    ranking = MODEL.rank("wat kascht e pass")
    assert sorted(name for name, _ in ranking) == sorted(set(INTENTS))
    confidences = [confidence for _, confidence in ranking]
    assert confidences == sorted(confidences, reverse=True)


@given(st.text(max_size=60))
def test_any_text_gets_confidences_between_nothing_and_certain(text: str) -> None:
    assert all(0 <= confidence <= 1 for _, confidence in MODEL.rank(text))


def test_learning_twice_gives_the_same_model() -> None:
    assert IntentModel.learn(TEXTS, INTENTS).rank("wat kascht e pass") == MODEL.rank("wat kascht e pass")


def test_two_intents_are_enough_and_one_is_not() -> None:
    two = [number for number, intent in enumerate(INTENTS) if intent in {"greet", "waste_about"}]
    model = IntentModel.learn([TEXTS[number] for number in two], [INTENTS[number] for number in two])
    assert (best("moien", model)[0], best("poubelle", model)[0]) == ("greet", "waste_about")
    with pytest.raises(ValueError, match=r"1 intent\(s\)"):
        IntentModel.learn(["moien", "hello"], ["greet", "greet"])


def test_a_stored_model_answers_as_before(tmp_path: Path) -> None:
    MODEL.save(tmp_path)
    loaded = IntentModel.load(tmp_path)
    for text in [*TEXTS[::7], "", "something new"]:
        assert loaded.rank(text) == MODEL.rank(text)


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
