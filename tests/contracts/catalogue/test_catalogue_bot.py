"""The bot environment, with its older libraries, finds the same mistakes and loads the same catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.catalogue.check import check_catalogue
from contracts.catalogue.loader import load_catalogue
from contracts.languages import LANGUAGES
from tests.contracts.catalogue.mistakes import MISTAKES, Mistake, check_mistake

pytestmark = pytest.mark.bot

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_reported_where_it_stands(mistake: Mistake, tmp_path: Path) -> None:
    check_mistake(mistake, tmp_path)


def test_the_real_catalogue_loads() -> None:
    assert check_catalogue(ROOT / "bot", with_tests=True) == []
    catalogue = load_catalogue(ROOT / "bot")
    assert all(set(service.title) == set(LANGUAGES) for service in catalogue.services.values())
