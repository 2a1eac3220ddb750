"""What service owners wrote for the desk, as it is now: follows its files, so that a release needs no new gateway."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

import structlog

from channels.desk.hours import OpeningHours
from channels.desk.routing import Routing
from contracts.catalogue.problems import CatalogueError
from contracts.desk.loader import DeskContent
from contracts.effects import HandoverReason
from contracts.languages import Language

log = structlog.get_logger()

PAUSE = 1.0
"""Seconds between two looks at the files."""


class Reader(Protocol):
    """Whoever reads the files; `contracts.desk.loader.DeskReader` does."""

    def read_if_changed(self) -> DeskContent | None:
        """Return what they hold where they changed; raises ``CatalogueError`` or ``OSError``."""
        ...


class StandingDesk:
    """The content of the desk and the rules made of it; whoever asks gets those of this moment."""

    def __init__(self, content: DeskContent, reader: Reader) -> None:
        """``content``: what ``reader`` read last. Nothing is followed before `run`."""
        self._reader = reader
        self.on_changed: Callable[[], None] = lambda: None
        """What to do when the content is another."""
        self.edition = 0
        """Counts what was taken; consoles that know another one ask again."""
        self._take(content)

    def route(self, reason: HandoverReason, language: Language, service: str | None) -> str:
        """Return the id of the queue that takes such a ticket."""
        return self.routing.route(reason, language, service)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(PAUSE)

    async def look(self) -> None:
        """Look once; files that cannot be used change nothing."""
        try:
            content = await asyncio.to_thread(self._reader.read_if_changed)
        except CatalogueError as error:
            log.warning("desk.content_refused", problems=[str(problem) for problem in error.problems[:5]])
        except OSError as error:
            log.warning("desk.content_unread", error=str(error))
        else:
            if content is not None:
                self._take(content)
                self.on_changed()
                log.info("desk.content_taken", edition=self.edition)

    def _take(self, content: DeskContent) -> None:
        self.content = content
        self.routing = Routing(content.plan, content.administrations)
        self.hours = OpeningHours(content.plan.time_zone)
        self.edition += 1
