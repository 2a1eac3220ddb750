"""The content of the repository, read once by all tests of a process that look at it and leave it as it is."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.catalogue.check import check_catalogue
from contracts.catalogue.loader import load_catalogue
from contracts.catalogue.model import Catalogue

if TYPE_CHECKING:
    from nlu.answer.library import Edition

ROOT = Path(__file__).parents[1]


@cache
def read_catalogue() -> Catalogue:
    """Takes several seconds of work the first time."""
    return load_catalogue(ROOT / "bot")


@cache
def read_edition() -> Edition:
    """Takes three times as long; only the platform's environment can do it."""
    from nlu.answer.library import make_edition

    return make_edition(ROOT / "bot")


def keep_offered(content: Path) -> None:
    """Delete every service from a copy of the content that is not offered: ten are learned in half the time.

    Tests go that need others.
    """
    offered = load_catalogue(content).offered
    for path in (content / "catalogue").glob("*.yaml"):
        if path.stem not in offered:
            path.unlink()
    for problem in check_catalogue(content, with_tests=True):
        if Path(problem.path).parent.name == "tests":
            Path(problem.path).unlink(missing_ok=True)
