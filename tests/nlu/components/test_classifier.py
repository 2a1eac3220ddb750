"""The classifier inside Rasa's own storage and graph classes."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.classifier import NgramIntentClassifier
from tests.nlu.components.topics import INTENTS, TEXTS

CONFIG = {**NgramIntentClassifier.get_default_config(), "ranking_length": 3}
CONTEXT = ExecutionContext(GraphSchema({}))
RESOURCE = Resource("intents")


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage(tmp_path)


def examples() -> TrainingData:
    unlabelled = Message(data={"text": "a sentence without an intent"})
    return TrainingData([*map(Message.build, TEXTS, INTENTS), unlabelled])


def trained(storage: LocalModelStorage) -> NgramIntentClassifier:
    classifier = NgramIntentClassifier.create(CONFIG, storage, RESOURCE, CONTEXT)
    assert classifier.train(examples()) == RESOURCE
    return classifier


def test_what_was_trained_is_loaded_from_rasas_storage(storage: LocalModelStorage) -> None:
    before = trained(storage).process([Message.build("Wat kascht mäi Reespass?")])[0]
    loaded = NgramIntentClassifier.load(CONFIG, storage, RESOURCE, CONTEXT)
    after = loaded.process([Message.build("Wat kascht mäi Reespass?")])[0]
    assert after.get("intent")["name"] == before.get("intent")["name"] == "passport_fee"
    # weights are stored in half precision
    assert after.get("intent")["confidence"] == pytest.approx(before.get("intent")["confidence"], abs=0.01)


def test_intent_and_ranking_are_part_of_the_answer(storage: LocalModelStorage) -> None:
    message = trained(storage).process([Message.build("moien")])[0]
    answer = message.as_dict(only_output_properties=True)
    assert answer["intent"] == answer["intent_ranking"][0]
    assert len(answer["intent_ranking"]) == 3


def test_training_data_are_classified_for_components_that_come_later(storage: LocalModelStorage) -> None:
    data = trained(storage).process_training_data(examples())
    assert data.training_examples[0].get("intent")["name"] == INTENTS[0]


def test_without_a_model_no_intent_is_given(storage: LocalModelStorage) -> None:
    message = NgramIntentClassifier.create(CONFIG, storage, RESOURCE, CONTEXT).process([Message.build("moien")])[0]
    assert message.get("intent") == {"name": None, "confidence": 0.0}
    assert message.get("intent_ranking") == []


def test_a_model_that_was_never_stored_is_not_loaded(storage: LocalModelStorage) -> None:
    with pytest.raises(ValueError, match="intents"):
        NgramIntentClassifier.load(CONFIG, storage, RESOURCE, CONTEXT)


def test_what_was_found_in_a_sentence_does_not_decide_what_is_wanted(storage: LocalModelStorage) -> None:
    classifier = trained(storage)
    text = "Wat kascht mäi Reespass AB 1234 xyzzy?"
    found = {"entity": "plate", "start": text.index("AB"), "end": text.index("?"), "value": "AB 1234"}
    named = {**found, "entity": "service_name"}
    plain, without, still = classifier.process(
        [
            Message.build("Wat kascht mäi Reespass?"),
            Message(data={"text": text, "entities": [found]}),
            Message(data={"text": text, "entities": [named]}),
        ]
    )
    assert without.get("intent") == plain.get("intent")
    assert still.get("intent")["confidence"] < plain.get("intent")["confidence"]


def test_a_message_that_is_an_entity_as_a_whole_is_read_all_the_same(storage: LocalModelStorage) -> None:
    found = {"entity": "commune", "start": 0, "end": 5, "value": "x"}
    plain, whole = trained(storage).process(
        [Message.build("moien"), Message(data={"text": "moien", "entities": [found]})]
    )
    assert whole.get("intent") == plain.get("intent")
