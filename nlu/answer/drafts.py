"""Keeps the content of the draft that somebody tries, indexed when it is first asked for; it never changes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import structlog

from contracts.models import content_path
from nlu.answer.library import Edition, Library, make_aside, read_version

log = structlog.get_logger()


class NoSuchContentError(LookupError):
    """No content lies there under this fingerprint, or none that can be read."""


class Drafts:
    """The content beside the models, one draft's at a time."""

    def __init__(self, model_dir: Path, library: Library) -> None:
        """``library``: what is live; whoever tries that gets its index."""
        self._model_dir = model_dir
        self._library = library
        self._mark = ""
        self._edition: Edition | None = None
        self._making = asyncio.Lock()

    async def find(self, mark: str) -> Edition:
        """Return the content beside the model with this fingerprint; the first time takes some seconds.

        Raises:
            NoSuchContentError: it is not there, or has problems.
        """
        async with self._making:
            if self._edition is None or self._mark != mark:
                self._edition = None
                self._edition = await self._make(mark)
                self._mark = mark
            return self._edition

    async def _make(self, mark: str) -> Edition:
        folder = content_path(self._model_dir, mark)
        if not folder.is_dir():
            raise NoSuchContentError(f"there is no content of {mark}; it is kept while its draft is in review or live")
        live = self._library.edition
        if await asyncio.to_thread(read_version, folder) == live.version:
            return live
        made = await make_aside(folder)
        if not isinstance(made, Edition):
            raise NoSuchContentError(f"the content of {mark} has {made} problems")
        log.info("draft.content", mark=mark, version=made.version, pages=made.pages)
        return made
