"""A model that is being tried: its turns, and what it saw in them. Importing this imports Rasa, which takes seconds."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import aiohttp
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker
from typing_extensions import override

from bot.processor import TurnProcessor
from bot.rehearsal.sight import make_sight, read_thresholds
from bot.storage import ActionEndpoint
from contracts.models import mark_of
from contracts.rehearsal import Rehearsed
from contracts.turns import TextInput, TurnRequest


class WatchedProcessor(TurnProcessor):
    """A processor that keeps what its model made of each text, so that nothing is parsed twice."""

    def __init__(self, model_path: str, trackers: InMemoryTrackerStore, actions: ActionEndpoint) -> None:
        """Load the model; see ``TurnProcessor``."""
        super().__init__(model_path, trackers, actions)
        self.thresholds = read_thresholds(self.model_metadata.predict_schema.nodes)
        self.seen: dict[str, tuple[dict[str, Any], float]] = {}
        """By the id of the turn: what the graph gave, and the milliseconds."""

    @override
    async def parse_message(
        self, message: UserMessage, tracker: DialogueStateTracker | None = None, only_output_properties: bool = True
    ) -> dict[str, Any]:
        began = time.perf_counter()
        parsed: dict[str, Any] = await super().parse_message(message, tracker, only_output_properties)
        self.seen[message.message_id] = parsed, 1000 * (time.perf_counter() - began)
        return parsed


class TriedModel:
    """One loaded model with its actions."""

    def __init__(self, path: Path, trackers: InMemoryTrackerStore, actions_url: str) -> None:
        """Load the model; ``trackers`` may hold conversations that another model has begun."""
        self._actions = ActionEndpoint(actions_url, mark_of(path))
        self._processor = WatchedProcessor(str(path), trackers, self._actions)

    async def rehearse(self, request: TurnRequest) -> Rehearsed:
        """Answer a turn and say what was seen.

        Raises:
            OSError: the actions of the model cannot be had at the moment.
            TurnFailedError: nothing of the turn is kept.
        """
        # With each turn: the action server keeps those of few models only, and making them takes seconds.
        try:
            await self._actions.get_ready()
        except aiohttp.ClientError as error:
            raise OSError(f"the action server cannot make the actions of this model: {error}") from error
        reply = await self._processor.take_turn(request)
        seen = self._processor.seen.get(request.turn)
        if seen is None or reply.understanding is None or not isinstance(request.input, TextInput):
            return Rehearsed(reply=reply)
        parsed, milliseconds = seen
        text, thresholds = request.input.text, self._processor.thresholds
        return Rehearsed(reply=reply, sight=make_sight(text, parsed, reply.understanding, thresholds, milliseconds))


class Loader:
    """Loads models that take up each other's conversations, all of which stand in memory only."""

    def __init__(self, actions_url: str) -> None:
        """Loads nothing yet."""
        self._actions_url = actions_url
        self._trackers = InMemoryTrackerStore(None)

    def load(self, path: Path) -> TriedModel:
        """Load a model; takes some seconds."""
        return TriedModel(path, self._trackers, self._actions_url)
