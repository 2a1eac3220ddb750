"""A conversation with the bot as the hub holds it: turns with ids of their own, buttons pressed by what they mean."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from contracts.jobs import Document
from contracts.languages import Language
from contracts.parts import Button
from contracts.turns import FileInput, PressInput, SystemInput, TextInput, TurnInput, TurnReply, TurnRequest

if TYPE_CHECKING:
    from bot.processor import TurnProcessor


class NoButtonError(LookupError):
    """The latest reply has no such button."""


class Talk:
    """One conversation; ``last`` is the latest reply."""

    def __init__(self, processor: TurnProcessor, language: Language) -> None:
        """Begin one in a language."""
        self.processor = processor
        self.language: Language = language
        self.conversation = uuid.uuid4().hex
        self.last = TurnReply(turn="", parts=[])

    async def say(self, text: str) -> TurnReply:
        """Write a message."""
        return await self.take(TextInput(text=text))

    async def press(self, intent: str, **entities: str) -> TurnReply:
        """Press the button of the latest reply that means this; raises ``NoButtonError``."""
        offered = [button for part in self.last.parts for button in part.buttons]
        button = next((button for button in offered if _means(button, intent, entities)), None)
        if button is None:
            named = ", ".join(_name(one.intent, one.entities) for one in offered) or "none"
            raise NoButtonError(f"no button {_name(intent, entities)} was offered, but {named}")
        return await self.take(PressInput(title=button.title, intent=button.intent, entities=button.entities))

    async def send_file(self, name: str) -> TurnReply:
        """Upload a file."""
        document = Document(id="f" * 32, name=name, media_type="application/pdf", size=1000)
        return await self.take(FileInput(document=document))

    async def happen(self, intent: Any, **data: Any) -> TurnReply:  # noqa: ANN401 - as written in a test
        """Let something happen that the hub reports."""
        return await self.take(SystemInput(intent=intent, data=data))

    async def take(self, given: TurnInput) -> TurnReply:
        """Take a turn."""
        self.last = await self.processor.take_turn(self.request(given))
        return self.last

    def request(self, given: TurnInput) -> TurnRequest:
        """Make a request with an id of its own."""
        return TurnRequest(
            conversation=self.conversation,
            turn=uuid.uuid4().hex,
            language=self.language,
            input=given,
        )


def _means(button: Button, intent: str, entities: dict[str, str]) -> bool:
    return button.intent == intent and entities.items() <= button.entities.items()


def _name(intent: str, entities: dict[str, str]) -> str:
    return " ".join([intent, *(f"{name}={value}" for name, value in entities.items())])
