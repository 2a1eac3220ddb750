"""Puts the parts of trying drafts together for one gateway: trials, talk, calls, and the queues of a draft."""

from __future__ import annotations

import asyncio
from pathlib import Path

from channels.desk.routing import Routing
from channels.runner.jobs import JobSender
from channels.studio.publishing.room import PublishingRoom
from channels.studio.trying.calls import Calls
from channels.studio.trying.door import DraftAnswerDoor, RehearsalDoor
from channels.studio.trying.talk import Talk
from channels.studio.trying.trials import DraftTrials
from contracts.desk.loader import load_desk
from contracts.models import content_path


class DraftDesks:
    """The queues of drafts, read from the content beside their models; the one that was asked for last is kept."""

    def __init__(self, model_dir: Path) -> None:
        """Nothing is read before the first question, which takes some seconds."""
        self._model_dir = model_dir
        self._one_at_a_time = asyncio.Lock()
        self._kept: tuple[str, Routing] | None = None

    async def routing(self, model: str) -> Routing:
        """Return the rules of the queues; raises `CatalogueError` where the content was not one that was trained."""
        async with self._one_at_a_time:
            if self._kept is None or self._kept[0] != model:
                content = await asyncio.to_thread(load_desk, content_path(self._model_dir, model))
                self._kept = (model, Routing(content.plan, content.administrations))
            return self._kept[1]


class TryingRoom:
    """Trying drafts at this gateway; several may run beside each other."""

    def __init__(
        self,
        publishing: PublishingRoom,
        bot: RehearsalDoor,
        answers: DraftAnswerDoor,
        sender: JobSender,
        model_dir: Path,
    ) -> None:
        """``publishing``: what trials are sent with; ``sender`` brings the id of a call to the workers."""
        self.clerk = publishing.clerk
        self.trials = DraftTrials(publishing.live, publishing.check)
        self.calls = Calls(publishing.database, sender, publishing.now)
        self.talk = Talk(bot, answers, self.calls, DraftDesks(model_dir).routing)
