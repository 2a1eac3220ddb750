"""The components run where Rasa is; the platform environment leaves these tests to the bot environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.rasa_imports import HAS_RASA, import_rasa

HERE = Path(__file__).parent

if HAS_RASA:
    import_rasa()
else:
    collect_ignore_glob = ["*"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.bot)
