"""Knows the pages by their meaning: a vector for each passage, and which pages are nearest to a question.

A plug-in: without an embedding model, or while it is away, pages are found by their words alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import structlog

from contracts.languages import Language
from nlu.answer.embedder import Embedder, EmbeddingError, Vectors
from nlu.answer.pages import Page
from nlu.answer.search import MOST_RANKED, Nearness

log = structlog.get_logger()

LOOK_SECONDS = 2.0
"""Pause between two looks at whether the content has changed."""
RETRY_SECONDS = 10.0
"""Pause after the model was away."""


class _Shelf(NamedTuple):
    owners: list[str]
    """By row: the id of the page."""
    vectors: Vectors


class Meaning:
    """The pages of the newest content that the model has read."""

    def __init__(self, embedder: Embedder, weight: float) -> None:
        """``weight``: what the order by meaning counts beside the order by words, which counts 1."""
        self._embedder = embedder
        self._weight = weight
        self._shelves: dict[Language, _Shelf] = {}
        self._known: dict[str, Vectors] = {}

    @property
    def pages(self) -> int:
        """Count the pages that are known by their meaning."""
        return sum(len(set(shelf.owners)) for shelf in self._shelves.values())

    async def find(self, question: str, language: Language) -> Nearness:
        """Give the pages of a language nearest to a question; none where the model is away."""
        shelf = self._shelves.get(language)
        if shelf is None:
            return Nearness()
        try:
            likeness = shelf.vectors @ await self._embedder.embed_question(question)
        except EmbeddingError as error:
            log.warning("embedding.away", why=str(error))
            return Nearness()
        except ValueError:
            # Another model has taken the place of the one that read the pages.
            self._shelves, self._known = {}, {}
            return Nearness()
        nearest = dict.fromkeys(shelf.owners[row] for row in np.argsort(-likeness, kind="stable"))
        return Nearness(tuple(nearest)[:MOST_RANKED], self._weight)

    async def learn(self, pages: Sequence[Page]) -> None:
        """Have the model read the pages; passages that it has read before are not read again.

        Raises:
            EmbeddingError: the model is away; what was known before stays.
        """
        texts = {(page.language, page.id, text) for page in pages for text in _cut(page)}
        new = sorted({text for _, _, text in texts} - self._known.keys())
        if new:
            self._known.update(zip(new, await self._embedder.embed_content(new), strict=True))
        self._known = {text: self._known[text] for _, _, text in texts}
        shelves: dict[Language, _Shelf] = {}
        for language in {page.language for page in pages}:
            rows = sorted((page, text) for spoken, page, text in texts if spoken == language)
            shelves[language] = _Shelf([page for page, _ in rows], np.stack([self._known[text] for _, text in rows]))
        self._shelves = shelves

    async def keep_up(self, content: Callable[[], tuple[str, Sequence[Page]]]) -> None:
        """Read the pages again whenever their version changes, until cancelled."""
        learned = ""
        while True:
            version, pages = content()
            if version == learned and self._shelves:
                await asyncio.sleep(LOOK_SECONDS)
                continue
            try:
                await self.learn(pages)
                learned = version
                log.info("embedding.content", version=version, pages=self.pages)
            except EmbeddingError as error:
                log.warning("embedding.away", why=str(error))
                await asyncio.sleep(RETRY_SECONDS)


def _cut(page: Page) -> list[str]:
    return [page.title, *(f"{page.title}: {it.heading} {it.text}" for it in page.passages)]
