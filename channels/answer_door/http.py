"""Asks the answer server over HTTP: ``POST {MOIEN_ANSWER_URL}/answers``, which replies line by line."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import httpx
import msgspec

from channels.answer_door.door import AnswersRefusedError, AnswersUnavailableError
from contracts import tracing
from contracts.answers import Answered, AnswerLine, AnswerRequest, Progress
from contracts.misfits import describe_misfit

CONNECT_SECONDS = 2.0
LONGEST_REPLY = 1_000_000
"""Bytes; no honest reply comes near."""

_LINE = msgspec.json.Decoder(AnswerLine)


class HttpAnswerDoor:
    """The answer server, over connections that are kept open."""

    def __init__(self, url: str, silence: float, connections: int) -> None:
        """``silence`` is the longest wait for the next line in seconds."""
        self._client = httpx.AsyncClient(
            base_url=url,
            timeout=httpx.Timeout(silence, connect=CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            headers={"Content-Type": "application/json"},
            # The answer server is near: no proxy that the environment names may see what citizens write.
            trust_env=False,
        )

    async def answer(
        self, request: AnswerRequest, show: Callable[[Progress], None], draft: str | None = None
    ) -> Answered:
        """Return the answer; raises `AnswersUnavailableError` and `AnswersRefusedError`.

        ``draft``: fingerprint of a model whose content is searched instead of what is live.
        """
        asked = msgspec.json.encode(request)
        query = {} if draft is None else {"content": draft}
        try:
            async with self._client.stream(
                "POST", "/answers", content=asked, params=query, headers=tracing.headers()
            ) as response:
                return await _read(response, show)
        except httpx.HTTPError as error:
            raise AnswersUnavailableError(type(error).__name__) from error

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()


async def _read(response: httpx.Response, show: Callable[[Progress], None]) -> Answered:
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise AnswersUnavailableError(f"status {response.status_code}")
    if response.status_code != HTTPStatus.OK:
        raise AnswersRefusedError(f"status {response.status_code}")
    read = 0
    async for line in response.aiter_lines():
        read += len(line)
        if read > LONGEST_REPLY:
            raise AnswersRefusedError(f"a reply of more than {LONGEST_REPLY} bytes")
        try:
            told = _LINE.decode(line)
        except msgspec.DecodeError as error:
            raise AnswersRefusedError(f"a line is no AnswerLine: {describe_misfit(error)}") from error
        if isinstance(told, Answered):
            return told
        show(told)
    raise AnswersUnavailableError("the reply ended without an answer")
