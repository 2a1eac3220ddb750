"""The commands of the evaluation read the real catalogue, for all of them once."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.catalogue.model import Catalogue
from tests.content import ROOT, read_catalogue


@pytest.fixture(autouse=True)
def catalogue_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(bot_dir: Path) -> Catalogue:
        assert bot_dir == ROOT / "bot"
        return read_catalogue()

    for module in ("__main__", "answers"):
        monkeypatch.setattr(f"nlu.evaluation.{module}.load_catalogue", load)
