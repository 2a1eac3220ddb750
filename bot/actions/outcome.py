"""What an action decides: things to say with their effects, slots to set, the form to go on with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Union

import msgspec
from rasa_sdk.executor import CollectingDispatcher

from bot.buttons import as_rasa_button
from contracts.effects import Effect, KnowledgeQuery, LoginRequest, ServiceRequest
from contracts.parts import Button, Part


@dataclass(frozen=True)
class Response:
    """A response of the domain, worded by Rasa in the language of the conversation."""

    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    """For the placeholders of its text."""
    buttons: tuple[Button, ...] = ()
    """Shown after the buttons that the response itself has."""
    effects: tuple[Effect, ...] = ()


Said = Union[Response, Part, KnowledgeQuery, LoginRequest, ServiceRequest]
"""Something to say, or something for the hub to do without a word of the bot's beside it."""


@dataclass(frozen=True)
class Outcome:
    """The result of one action; ``slots`` are set in their order."""

    said: tuple[Said, ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)


def say(dispatcher: CollectingDispatcher, said: Said) -> None:
    """Hand one thing to Rasa; the turn channel reads it back as one part and its effects."""
    if isinstance(said, Part):
        part = msgspec.to_builtins(said)
        text = part.pop("text")
        part.pop("buttons", None)
        dispatcher.utter_message(
            text=text, buttons=[as_rasa_button(button) for button in said.buttons], json_message={"part": part}
        )
        return
    if isinstance(said, (KnowledgeQuery, LoginRequest, ServiceRequest)):
        dispatcher.utter_message(json_message={"effects": [msgspec.to_builtins(said)]})
        return
    custom = {"effects": [msgspec.to_builtins(effect) for effect in said.effects]} if said.effects else None
    dispatcher.utter_message(
        response=said.name,
        buttons=[as_rasa_button(button) for button in said.buttons],
        json_message=custom,
        **said.values,
    )
