"""Training without the marks that Rasa's cache needs: every step is carried out, and none is marked."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import rasa.shared.utils.io
from rasa.engine.caching import LocalTrainingCache
from rasa.engine.graph import GraphComponent, GraphModelConfiguration, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.training import graph_trainer
from rasa.engine.training.graph_trainer import GraphTrainer
from rasa.engine.training.hooks import TrainingHook
from rasa.shared.core.domain import Domain
from rasa.shared.data import TrainingType
from rasa.shared.importers.importer import TrainingDataImporter

from bot.uncached import without_cache

RULES = ["greet", "bye"]
PASSED: list[list[str]] = []


class Gives(GraphComponent):
    """The first step; ``take`` is the second."""

    @classmethod
    def create(cls, *_: Any, **__: Any) -> Gives:
        return cls()

    def give(self) -> list[str]:
        return RULES

    def take(self, rules: list[str]) -> list[str]:
        PASSED.append(rules)
        return rules


class Importer(TrainingDataImporter):
    """Gives a domain, which is all that is asked of it here."""

    def __init__(self) -> None:
        """Reads no file."""

    def get_domain(self) -> Domain:
        return Domain.empty()

    get_stories = get_nlu_data = get_config = get_config_file_for_auto_config = None


def train(folder: Path) -> None:
    schema = GraphSchema(
        {
            "give": SchemaNode(needs={}, uses=Gives, constructor_name="create", fn="give", config={}),
            "take": SchemaNode(
                needs={"rules": "give"}, uses=Gives, constructor_name="create", fn="take", config={}, is_target=True
            ),
        }
    )
    configuration = GraphModelConfiguration(
        train_schema=schema,
        predict_schema=schema,
        training_type=TrainingType.BOTH,
        assistant_id="x",
        language=None,
        core_target=None,
        nlu_target=None,
    )
    (folder / "storage").mkdir()
    trainer = GraphTrainer(LocalModelStorage(folder / "storage"), LocalTrainingCache(), DaskGraphRunner)
    trainer.train(configuration, Importer(), folder / "model.tar.gz", force_retraining=True)


@pytest.mark.parametrize("is_cached", [True, False])
def test_steps_are_carried_out_and_marked_for_a_cache_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_cached: bool
) -> None:
    marked: list[Any] = []
    monkeypatch.setenv("RASA_MAX_CACHE_SIZE", "0")
    monkeypatch.setattr(
        rasa.shared.utils.io, "deep_container_fingerprint", lambda given, **_: marked.append(given) or "mark"
    )
    PASSED.clear()
    with nullcontext() if is_cached else without_cache():
        train(tmp_path)
    assert PASSED == [RULES]
    assert (tmp_path / "model.tar.gz").exists()
    assert (RULES in marked) == is_cached
    assert graph_trainer.TrainingHook is TrainingHook
