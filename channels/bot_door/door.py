"""What the hub needs of the bot."""

from __future__ import annotations

from typing import Protocol

from contracts.turns import TurnReply, TurnRequest


class BotUnavailableError(Exception):
    """The bot did not answer; the same question may be asked again."""


class BotRefusedError(Exception):
    """The bot cannot answer this question, however often it is asked."""


class BotDoor(Protocol):
    """Whoever answers turns; the same turn id twice must give the same reply."""

    async def answer(self, request: TurnRequest) -> TurnReply:
        """Return the bot's reply; raises `BotUnavailableError` and `BotRefusedError`."""

    async def forget(self, conversation: str) -> None:
        """Have everything deleted that the bot keeps of a conversation.

        Raises `BotUnavailableError`, and `BotRefusedError` where it answers but cannot do that for this conversation.
        """

    async def check(self) -> None:
        """Raise `BotUnavailableError` when the bot cannot answer now."""
