"""The catalogue the actions work with, read once when the action server starts."""

from __future__ import annotations

from functools import lru_cache

from bot.settings import BOT_DIR
from contracts.catalogue.loader import load_catalogue
from contracts.catalogue.model import Catalogue


@lru_cache(maxsize=1)
def read_knowledge() -> Catalogue:
    """Read the catalogue; raises ``CatalogueError`` with all problems when it has any."""
    return load_catalogue(BOT_DIR)
