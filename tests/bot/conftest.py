"""Sets up the tests of the bot: Rasa's own warnings, and where there is no Rasa."""

from __future__ import annotations

import importlib.util
import os
import warnings
from pathlib import Path

import pytest

os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3", LOG_LEVEL="WARNING")

HERE = Path(__file__).parent
HAS_RASA = importlib.util.find_spec("rasa") is not None

if HAS_RASA:
    with warnings.catch_warnings(record=True):
        # Importing Rasa 3.6 and the libraries of 2022 below it warns of deprecated things in each of them. Recorded,
        # since one of them turns its own back on.
        warnings.simplefilter("ignore")
        import rasa.core.processor
        import rasa.core.tracker_store
        import rasa.engine.recipes.default_components
        import rasa.graph_components.validators.default_recipe_validator
        import rasa.model_training  # noqa: F401

    from tests.bot.running import *  # noqa: F403 (fixtures)
else:
    # The platform environment has no Rasa, and needs none of these tests: the bot environment runs all of them.
    collect_ignore_glob = ["*"]

RASA_WARNINGS = (
    # Rasa says this whenever a domain has slot mappings, whatever they are.
    "ignore:Slot auto-fill has been removed:UserWarning",
    # pykwalify, with which Rasa checks the form of YAML files.
    r"ignore:the load_module\(\) method is deprecated:DeprecationWarning",
)
"""Warnings that are not about this project; all others stay errors."""


def pytest_configure(config: pytest.Config) -> None:
    for line in RASA_WARNINGS:
        config.addinivalue_line("filterwarnings", line)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.bot)
