"""Fixtures with the trained model and the real actions, in one process."""

from __future__ import annotations

import functools
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.processor import TurnProcessor
from bot.rehearsal.in_process import ActionsInProcess
from bot.rehearsal.talk import Talk
from bot.settings import ROOT, read_settings
from bot.storage import open_tracker_store
from contracts.catalogue.model import Catalogue
from contracts.languages import Language
from contracts.models import fingerprint, model_path
from tests.content import read_catalogue

__all__ = ["ActionsThatMayFail", "actions", "catalogue", "processor", "shared_actions", "talk", "trained_model"]


class ActionsThatMayFail(ActionsInProcess):
    """The real actions; while ``failure`` is set, each call fails with it."""

    def __init__(self) -> None:
        super().__init__(read_catalogue())
        self.failure: Exception | None = None

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        if self.failure is not None:
            raise self.failure
        assert "domain" not in kwargs["json"], "actions get no domain: it is large and they do not need it"
        return await super().request(*args, **kwargs)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue of the project."""
    return read_catalogue()


@pytest.fixture(scope="session")
def trained_model() -> Path:
    """The model of the present files; trained once, in the folder where the platform keeps its models."""
    subprocess.run([sys.executable, "-m", "bot.train"], cwd=ROOT, check=True, timeout=280)
    return model_path(read_settings().model_dir, fingerprint())


@pytest.fixture(scope="session")
def shared_actions() -> ActionsThatMayFail:
    return ActionsThatMayFail()


@pytest.fixture
def actions(shared_actions: ActionsThatMayFail) -> Iterator[ActionsThatMayFail]:
    """The actions; a failure that a test sets ends with the test."""
    yield shared_actions
    shared_actions.failure = None


@pytest.fixture(scope="session")
def processor(
    trained_model: Path, shared_actions: ActionsThatMayFail, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TurnProcessor]:
    """Rasa with the trained model; conversations do not see each other, so all tests may share it."""
    store = open_tracker_store(f"sqlite:///{tmp_path_factory.mktemp('tracker') / 'tracker.db'}")
    yield TurnProcessor(str(trained_model), store, shared_actions)
    store.engine.dispose()


@pytest.fixture
def talk(processor: TurnProcessor) -> Callable[[Language], Talk]:
    """Conversations with the trained bot: ``talk("lb")`` begins one."""
    return functools.partial(Talk, processor)
