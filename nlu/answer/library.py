"""Keeps the index of the official content and makes a new one when the files change, while the old one serves.

Whoever answers takes ``edition`` once and works with that; the next one is put in its place in one assignment.
"""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import structlog

from contracts.catalogue.loader import load_catalogue
from contracts.catalogue.problems import CatalogueError
from contracts.knowledge.reader import FOLDER, read_knowledge
from nlu.answer.pages import convert_pages, read_follow_ups, read_pages
from nlu.answer.search import Index

log = structlog.get_logger()

LOOK_SECONDS = 5.0
"""Pause between two looks at the files."""


@dataclass(frozen=True)
class Edition:
    """The content at one moment, ready to be searched."""

    version: str
    """Twelve hexadecimal digits that change with any file."""
    index: Index
    pages: int


def read_version(bot_dir: Path) -> str:
    """Give the version of the files that an edition is made from."""
    digest = hashlib.sha256()
    knowledge = (bot_dir / FOLDER).rglob("*.md")
    for path in sorted([*(bot_dir / "catalogue").glob("*.yaml"), *bot_dir.glob("*.yaml"), *knowledge]):
        digest.update(path.relative_to(bot_dir).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def make_edition(bot_dir: Path) -> Edition:
    """Read the content and index it; takes some seconds.

    Raises:
        CatalogueError: the catalogue has problems. Of the pages beside it, those with problems are left out and told
            in the log: one of them must not take all the others away.
    """
    version = read_version(bot_dir)
    catalogue = load_catalogue(bot_dir)
    knowledge, problems = read_knowledge(bot_dir, catalogue.services)
    for problem in problems:
        log.warning("content.page_left_out", problem=str(problem))
    pages = [*read_pages(catalogue), *convert_pages(knowledge)]
    index = Index(pages, catalogue.out_of_scope, read_follow_ups(catalogue), catalogue.synonyms)
    return Edition(version, index, len(pages))


class Library:
    """The newest sound edition."""

    def __init__(self, bot_dir: Path, edition: Edition) -> None:
        """Begin with an edition of the content in a folder."""
        self._bot_dir = bot_dir
        self._tried = edition.version
        self.edition = edition

    async def keep_up(self) -> None:
        """Look at the files again and again until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.look()

    async def look(self) -> None:
        """Make a new edition where the files changed; the old one stays where they have problems."""
        try:
            version = await asyncio.to_thread(read_version, self._bot_dir)
            if version == self._tried:
                return
            self._tried = version
            made = await make_aside(self._bot_dir)
        except (OSError, BrokenProcessPool):
            # A file that is being written or moved away for a moment: the next look sees it.
            self._tried = ""
            log.warning("content.unreadable", kept=self.edition.version)
            return
        if isinstance(made, Edition):
            self.edition = made
            log.info("content.new", version=made.version, pages=made.pages)
        else:
            log.warning("content.has_problems", problems=made, kept=self.edition.version)


async def make_aside(bot_dir: Path) -> Edition | int:
    """Make an edition in a process of its own, so that questions do not wait for it; or count the problems."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as aside:
        return await asyncio.get_running_loop().run_in_executor(aside, _try_to_make, bot_dir)


def _try_to_make(bot_dir: Path) -> Edition | int:
    try:
        return make_edition(bot_dir)
    except CatalogueError as error:
        return len(error.problems)
