"""Asks the bot over HTTP: ``{MOIEN_RASA_URL}/webhooks/moien/…``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import aiohttp
import msgspec

from channels.bot_door.door import BotRefusedError, BotUnavailableError
from contracts import tracing
from contracts.misfits import describe_misfit
from contracts.names import TURN_CHANNEL
from contracts.turns import TurnReply, TurnRequest

CONNECT_SECONDS = 2.0
CHECK_SECONDS = 2.0
KEEP_SECONDS = 4.0
"""How long an unused connection is kept; servers close theirs after five seconds or later."""
LONGEST_REPLY = 1_000_000
"""Bytes; no honest reply comes near."""


class HttpBotDoor:
    """Rasa's door, over connections that are kept open."""

    def __init__(self, url: str, timeout: float, connections: int) -> None:
        """``timeout`` is the longest wait for one answer in seconds. To be made where an event loop runs."""
        self._url = f"{url}/webhooks/{TURN_CHANNEL}"
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections + 1, keepalive_timeout=KEEP_SECONDS),
            timeout=aiohttp.ClientTimeout(connect=timeout, sock_connect=CONNECT_SECONDS, sock_read=timeout),
            headers={"Content-Type": "application/json"},
            cookie_jar=aiohttp.DummyCookieJar(),
            # The bot is near: no proxy that the environment names may see what citizens write.
            trust_env=False,
        )

    async def answer(self, request: TurnRequest) -> TurnReply:
        """Return the bot's reply; raises `BotUnavailableError` and `BotRefusedError`."""
        async with self._ask("POST", "/turns", data=msgspec.json.encode(request), headers=tracing.headers()) as reply:
            if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise BotUnavailableError(f"status {reply.status}")
            if reply.status != HTTPStatus.OK:
                raise BotRefusedError(f"status {reply.status}")
            content = await reply.read()
        if len(content) > LONGEST_REPLY:
            raise BotRefusedError(f"a reply of {len(content)} bytes; at most {LONGEST_REPLY} are read")
        try:
            read = msgspec.json.decode(content, type=TurnReply)
        except msgspec.DecodeError as error:
            raise BotRefusedError(f"the reply is no TurnReply: {describe_misfit(error)}") from error
        if read.turn != request.turn:
            raise BotRefusedError("the reply is to another turn")
        return read

    async def forget(self, conversation: str) -> None:
        """Have everything deleted that the bot keeps of a conversation.

        Raises `BotUnavailableError` and `BotRefusedError`; no answer in time may be due to this conversation alone.
        """
        try:
            async with self._ask("DELETE", f"/conversations/{conversation}") as reply:
                status = reply.status
        except BotUnavailableError as error:
            if isinstance(error.__cause__, aiohttp.SocketTimeoutError):
                raise BotRefusedError(str(error)) from error
            raise
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            raise BotUnavailableError(f"status {status}")
        if status != HTTPStatus.OK:
            raise BotRefusedError(f"status {status}")

    async def check(self) -> None:
        """Raise `BotUnavailableError` when the bot does not answer or has no model yet."""
        async with self._ask("GET", "/health", timeout=aiohttp.ClientTimeout(total=CHECK_SECONDS)) as reply:
            if reply.status != HTTPStatus.OK:
                raise BotUnavailableError(f"status {reply.status}")

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()

    @asynccontextmanager
    async def _ask(
        self,
        method: str,
        path: str,
        **options: Any,  # noqa: ANN401 - of aiohttp
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Open the answer to a request; raises `BotUnavailableError`."""
        try:
            async with self._session.request(method, self._url + path, allow_redirects=False, **options) as reply:
                yield reply
        except (aiohttp.ClientError, TimeoutError) as error:
            raise BotUnavailableError(type(error).__name__) from error
