"""The crisis phrases inside Rasa's own storage and graph classes."""

from __future__ import annotations

from pathlib import Path

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.crisis import CRISIS, CrisisGuard

CONTEXT = ExecutionContext(GraphSchema({}))
RESOURCE = Resource("crisis")
TABLES = [
    {"name": "crisis_violence", "elements": ["mäi mann schléit mech", "il me frappe"]},
    {"name": "service:passport", "elements": ["reespass"]},
]


def marked(guard: CrisisGuard, text: str) -> str | None:
    (message,) = guard.process([Message.build(text)])
    mark: str | None = message.get(CRISIS)
    return mark


def test_phrases_come_from_the_lookup_tables_of_crisis_intents_and_are_loaded_again(tmp_path: Path) -> None:
    storage = LocalModelStorage(tmp_path)
    guard = CrisisGuard.create({}, storage, RESOURCE, CONTEXT)
    assert marked(guard, "mäi mann schléit mech") is None
    assert guard.train(TrainingData(lookup_tables=TABLES)) == RESOURCE
    for trained in (guard, CrisisGuard.load({}, storage, RESOURCE, CONTEXT)):
        assert marked(trained, "Au secours, il me frappe") == "crisis_violence"
        assert marked(trained, "Wat kascht e Reespass?") is None


def test_a_catalogue_without_phrases_marks_nothing(tmp_path: Path) -> None:
    guard = CrisisGuard.create({}, LocalModelStorage(tmp_path), RESOURCE, CONTEXT)
    guard.train(TrainingData())
    assert marked(guard, "il me frappe") is None
