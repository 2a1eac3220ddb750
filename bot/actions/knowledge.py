"""The catalogue the actions work with, read once when the action server starts."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from contracts.catalogue.loader import load_catalogue
from contracts.catalogue.model import Catalogue

BOT_DIR = Path(__file__).resolve().parents[1]


@lru_cache(maxsize=1)
def read_knowledge() -> Catalogue:
    """Read the catalogue; raises ``CatalogueError`` with all problems when it has any."""
    return load_catalogue(BOT_DIR)
