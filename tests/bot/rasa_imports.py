"""Imports Rasa before warnings are errors: it and the libraries of 2022 below it warn of deprecated things in each."""

from __future__ import annotations

import importlib
import importlib.util
import os
import warnings

HAS_RASA = importlib.util.find_spec("rasa") is not None
"""Whether this is the bot environment."""

_MODULES = (
    "rasa.core.processor",
    "rasa.core.tracker_store",
    "rasa.engine.recipes.default_components",
    "rasa.graph_components.validators.default_recipe_validator",
    "rasa.model_training",
    "rasa_sdk.endpoint",
)


def import_rasa() -> None:
    """Import what the tests of the bot need of Rasa; later imports then find it and warn of nothing."""
    os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3", LOG_LEVEL="WARNING")
    # Recorded, since one of these libraries turns its own warnings back on.
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("ignore")
        for module in _MODULES:
            importlib.import_module(module)
