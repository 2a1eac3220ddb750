"""Asks a server of an embedding model for vectors, as OpenAI's embeddings are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import httpx
import msgspec
import numpy as np
from circuitbreaker import CircuitBreaker
from numpy.typing import NDArray

from contracts.outbound import destinations
from contracts.outbound_http import AsyncGuardedTransport

QUESTION_SECONDS = 1.0
"""Longest wait for the vector of a question: without it, words alone find the pages."""
CONTENT_SECONDS = 60.0
"""Longest wait for the vectors of some passages."""
TEXTS_AT_ONCE = 64
FAILURES_IN_A_ROW = 3
REST_SECONDS = 20

Vectors = NDArray[np.float32]


class EmbeddingError(Exception):
    """The server gave no vectors. The message holds no text of a citizen."""


class _Embedding(msgspec.Struct):
    index: int
    embedding: list[float]


class _Reply(msgspec.Struct):
    data: list[_Embedding]


class Embedder:
    """An embedding model behind HTTP."""

    def __init__(
        self,
        url: str,
        name: str,
        question_prefix: str = "",
        content_prefix: str = "",
        inner_hosts: Iterable[str] = (),
    ) -> None:
        """``url`` is the server's address without ``/v1``; some models want a word before questions and content."""
        self._name = name
        self._question_prefix, self._content_prefix = question_prefix, content_prefix
        self._breaker = CircuitBreaker(
            failure_threshold=FAILURES_IN_A_ROW, recovery_timeout=REST_SECONDS, expected_exception=EmbeddingError
        )
        # The model is near: no proxy that the environment names may see what citizens write.
        transport = AsyncGuardedTransport(destinations([url], inner_hosts))
        self._client = httpx.AsyncClient(base_url=url, transport=transport, trust_env=False)

    async def embed_question(self, text: str) -> Vectors:
        """Give one vector of length one; shape (dimensions,). Raises `EmbeddingError`."""
        if self._breaker.opened:
            raise EmbeddingError("it failed several times in a row and is left in peace")
        asked = [self._question_prefix + text]
        vectors: Vectors = await self._breaker.call_async(self._ask, asked, QUESTION_SECONDS)
        first: Vectors = vectors[0]
        return first

    async def embed_content(self, texts: Sequence[str]) -> Vectors:
        """Give a vector for each text; shape (texts, dimensions). Raises `EmbeddingError`."""
        parts = [
            await self._ask([self._content_prefix + text for text in texts[start : start + TEXTS_AT_ONCE]])
            for start in range(0, len(texts), TEXTS_AT_ONCE)
        ]
        return np.concatenate(parts)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def _ask(self, texts: list[str], seconds: float = CONTENT_SECONDS) -> Vectors:
        body = {"input": texts, "model": self._name}
        try:
            response = (await self._client.post("/v1/embeddings", json=body, timeout=seconds)).raise_for_status()
            reply = msgspec.json.decode(response.content, type=_Reply)
        except (httpx.HTTPError, msgspec.DecodeError) as error:
            raise EmbeddingError(type(error).__name__) from error
        listed = [it.embedding for it in sorted(reply.data, key=lambda it: it.index)]
        if len(listed) != len(texts) or len({len(vector) for vector in listed}) != 1:
            raise EmbeddingError(f"{len(listed)} vectors for {len(texts)} texts, or of different lengths")
        vectors = np.asarray(listed, dtype=np.float32)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return vectors
