"""Between the hub's turns and Rasa's events: a turn's input becomes a user event, the events after it the reply."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.core.events import BotUttered, Event, UserUttered

from bot.buttons import from_rasa_button
from contracts.effects import Effect
from contracts.names import (
    CRISIS_INTENTS,
    FALLBACK_INTENT,
    INTENT_INFORM_FILE,
    OTHER_LANGUAGE_INTENT,
    TURN_CHANNEL,
)
from contracts.parts import Part
from contracts.turns import (
    FileInput,
    PressInput,
    SystemInput,
    TextInput,
    TurnInput,
    TurnReply,
    TurnRequest,
    Understanding,
)

_COMMAND_PREFIX = re.compile(rf"^[\s{INTENT_MESSAGE_PREFIX}]+")
_KINDS = {TextInput: "text", PressInput: "press", FileInput: "file", SystemInput: "system"}


def readable_text(text: str) -> str:
    """Give the text as the NLU may read it: Rasa takes ``/intent{…}`` for a command, so what leads there is left out.

    The user event keeps the text as it was written.
    """
    return _COMMAND_PREFIX.sub("", text)


def as_user_event(request: TurnRequest, parsed: dict[str, Any]) -> UserUttered:
    """Make the event that puts the turn into the tracker; ``parsed`` is what ``parse_input`` or the NLU gave."""
    given = request.input
    text = given.text if isinstance(given, TextInput) else parsed["text"]
    return UserUttered(
        text=text,
        intent=parsed["intent"],
        entities=parsed["entities"],
        parse_data={
            "text": text,
            "intent": parsed["intent"],
            "entities": parsed["entities"],
            "intent_ranking": parsed.get("intent_ranking", []),
        },
        input_channel=TURN_CHANNEL,
        message_id=request.turn,
        metadata={
            "input": _KINDS[type(given)],
            "data": _data_of(given),
            **({"paused": request.paused} if request.paused else {}),
        },
    )


def parse_input(given: PressInput | FileInput | SystemInput, known_intents: Iterable[str]) -> dict[str, Any]:
    """Say in the NLU's form what a button, a file or a system turn means.

    A button of an older model may mean nothing now.
    """
    intent = INTENT_INFORM_FILE if isinstance(given, FileInput) else given.intent
    entities = given.entities if isinstance(given, PressInput) else {}
    return {
        "text": _text_of(given),
        "intent": {"name": intent if intent in known_intents else FALLBACK_INTENT, "confidence": 1.0},
        "entities": [{"entity": name, "value": value} for name, value in entities.items()],
    }


def _text_of(given: PressInput | FileInput | SystemInput) -> str:
    if isinstance(given, SystemInput):
        return f"{INTENT_MESSAGE_PREFIX}{given.intent}"
    return given.title if isinstance(given, PressInput) else given.document.name


def _data_of(given: TurnInput) -> dict[str, Any]:
    """Give what a turn carries beside its words: the data of a system turn, the document of a file."""
    if isinstance(given, SystemInput):
        return given.data
    return dict(msgspec.to_builtins(given.document)) if isinstance(given, FileInput) else {}


def as_other_language(parsed: dict[str, Any]) -> dict[str, Any]:
    """Say that the NLU's result is of a text in a language the bot does not know; a cry for help stays one."""
    if parsed["intent"]["name"] in CRISIS_INTENTS:
        return parsed
    return {
        **parsed,
        "intent": {"name": OTHER_LANGUAGE_INTENT, "confidence": 1.0},
        "entities": [],
        "intent_ranking": [],
    }


def read_reply(events: Iterable[Event], turn: str) -> TurnReply | None:
    """Give the reply of a turn, or None when the events hold no message with that turn's id.

    Raises:
        KeyError, ValueError: an event holds something that is no part, no button and no effect.
    """
    following = iter(events)
    message = next((event for event in following if isinstance(event, UserUttered) and event.message_id == turn), None)
    if message is None:
        return None
    parts: list[Part] = []
    effects: list[Effect] = []
    for event in following:
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            custom: dict[str, Any] = event.data.get("custom") or {}
            effects += msgspec.convert(custom.get("effects", []), list[Effect])
            if event.text:
                parts.append(_read_part(event, custom.get("part", {})))
    return TurnReply(turn=turn, parts=parts, effects=effects, understanding=_read_understanding(message))


def _read_part(event: BotUttered, rest: dict[str, Any]) -> Part:
    buttons = [from_rasa_button(button) for button in event.data.get("buttons") or []]
    return msgspec.convert({**rest, "text": event.text, "buttons": msgspec.to_builtins(buttons)}, Part)


def _read_understanding(message: UserUttered) -> Understanding | None:
    """Say what the NLU made of a text; buttons and system turns need no understanding."""
    if message.metadata.get("input") != _KINDS[TextInput]:
        return None
    return Understanding(intent=str(message.intent_name), confidence=float(message.intent["confidence"]))
