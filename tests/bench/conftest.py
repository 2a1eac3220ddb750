"""Tests of benchmarks that train are imported only where the bot's libraries are."""

from __future__ import annotations

from tests.bot.rasa_imports import HAS_RASA, import_rasa

if HAS_RASA:
    import_rasa()
else:
    collect_ignore_glob = ["test_*_bot.py"]
