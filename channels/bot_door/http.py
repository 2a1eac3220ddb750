"""Asks the bot over HTTP: ``{MOIEN_RASA_URL}/webhooks/moien/…``."""

from __future__ import annotations

from http import HTTPStatus

import httpx
import msgspec

from channels.bot_door.door import BotRefusedError, BotUnavailableError
from contracts import tracing
from contracts.misfits import describe_misfit
from contracts.names import TURN_CHANNEL
from contracts.turns import TurnReply, TurnRequest

CONNECT_SECONDS = 2.0
CHECK_SECONDS = 2.0
LONGEST_REPLY = 1_000_000
"""Bytes; no honest reply comes near."""


class HttpBotDoor:
    """Rasa's door, over connections that are kept open."""

    def __init__(self, url: str, timeout: float, connections: int) -> None:
        """``timeout`` is the longest wait for one answer in seconds."""
        self._client = httpx.AsyncClient(
            base_url=f"{url}/webhooks/{TURN_CHANNEL}",
            timeout=httpx.Timeout(timeout, connect=CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=connections + 1, max_keepalive_connections=connections),
            headers={"Content-Type": "application/json"},
            # The bot is near: no proxy that the environment names may see what citizens write.
            trust_env=False,
        )

    async def answer(self, request: TurnRequest) -> TurnReply:
        """Return the bot's reply; raises `BotUnavailableError` and `BotRefusedError`."""
        try:
            response = await self._client.post(
                "/turns", content=msgspec.json.encode(request), headers=tracing.headers()
            )
        except httpx.HTTPError as error:
            raise BotUnavailableError(type(error).__name__) from error
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise BotUnavailableError(f"status {response.status_code}")
        if response.status_code != HTTPStatus.OK:
            raise BotRefusedError(f"status {response.status_code}")
        if len(response.content) > LONGEST_REPLY:
            raise BotRefusedError(f"a reply of {len(response.content)} bytes; at most {LONGEST_REPLY} are read")
        try:
            reply = msgspec.json.decode(response.content, type=TurnReply)
        except msgspec.DecodeError as error:
            raise BotRefusedError(f"the reply is no TurnReply: {describe_misfit(error)}") from error
        if reply.turn != request.turn:
            raise BotRefusedError("the reply is to another turn")
        return reply

    async def forget(self, conversation: str) -> None:
        """Have everything deleted that the bot keeps of a conversation.

        Raises `BotUnavailableError` and `BotRefusedError`; no answer in time may be due to this conversation alone.
        """
        try:
            response = await self._client.delete(f"/conversations/{conversation}")
        except httpx.ReadTimeout as error:
            raise BotRefusedError(type(error).__name__) from error
        except httpx.HTTPError as error:
            raise BotUnavailableError(type(error).__name__) from error
        if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            raise BotUnavailableError(f"status {response.status_code}")
        if response.status_code != HTTPStatus.OK:
            raise BotRefusedError(f"status {response.status_code}")

    async def check(self) -> None:
        """Raise `BotUnavailableError` when the bot does not answer or has no model yet."""
        try:
            response = await self._client.get("/health", timeout=CHECK_SECONDS)
        except httpx.HTTPError as error:
            raise BotUnavailableError(type(error).__name__) from error
        if response.status_code != HTTPStatus.OK:
            raise BotUnavailableError(f"status {response.status_code}")

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()
