"""A model that is tried parses each text once, and remembers what it saw for whoever asks again."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from rasa.core.tracker_store import InMemoryTrackerStore

from bot.rehearsal import model as module
from bot.rehearsal.model import TriedModel, WatchedProcessor
from bot.storage import ActionEndpoint
from contracts.turns import PressInput, TextInput, TurnInput, TurnRequest
from tests.bot.running import ActionsInProcess


@pytest.fixture
def tried(trained_model: Path, actions: ActionsInProcess, monkeypatch: pytest.MonkeyPatch) -> TriedModel:
    """The trained model, with actions that need no server."""

    async def get_ready(_: ActionEndpoint) -> None:
        """They are."""

    async def request(_: ActionEndpoint, *args: Any, **kwargs: Any) -> Any:
        return await actions.request(*args, **kwargs)

    monkeypatch.setattr(ActionEndpoint, "get_ready", get_ready)
    monkeypatch.setattr(ActionEndpoint, "request", request)
    return module.Loader("http://127.0.0.1:9").load(trained_model)


def turn(given: TurnInput) -> TurnRequest:
    return TurnRequest(conversation=uuid.uuid4().hex, turn=uuid.uuid4().hex, language="lb", input=given)


async def test_a_text_is_parsed_once_and_remembered(tried: TriedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    through = WatchedProcessor._parse_message_with_graph

    def parse(self: WatchedProcessor, message: Any, *rest: Any) -> dict[str, Any]:
        parsed.append(message.text)
        return dict(through(self, message, *rest))

    monkeypatch.setattr(WatchedProcessor, "_parse_message_with_graph", parse)
    request, other = turn(TextInput(text="/Wat kascht e Pass?")), turn(TextInput(text="Moien"))
    first = await tried.rehearse(request)
    await tried.rehearse(other)
    assert await tried.rehearse(request) == first
    assert parsed == ["Wat kascht e Pass?", "Moien"]
    assert first.sight is not None
    assert (first.sight.intent, first.sight.ranking[0].intent) == ("passport_fee", "passport_fee")
    pressed = await tried.rehearse(turn(PressInput(title="x", intent="passport_fee")))
    assert (pressed.sight, pressed.reply.parts) == (None, first.reply.parts)


def test_models_take_up_each_others_conversations(trained_model: Path) -> None:
    loader = module.Loader("http://127.0.0.1:9")
    assert isinstance(loader._trackers, InMemoryTrackerStore)
    assert loader.load(trained_model)._processor.tracker_store is loader._trackers
