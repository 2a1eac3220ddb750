"""Sets up the tests of the bot: Rasa's own warnings, and where there is no Rasa."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.rasa_imports import HAS_RASA, import_rasa

HERE = Path(__file__).parent

if HAS_RASA:
    import_rasa()
    from tests.bot.running import *  # noqa: F403 (fixtures)
else:
    # The platform environment needs none of these tests: the bot environment runs all of them.
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
