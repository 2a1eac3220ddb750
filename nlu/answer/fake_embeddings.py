"""An embedding server for tests: real HTTP, vectors from the words of a text, and the faults that servers have."""

from __future__ import annotations

import zlib

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


class FakeEmbeddingServer:
    """What the scripted server was asked, and what is wrong with it."""

    def __init__(self) -> None:
        """Nothing was asked yet, and nothing is wrong."""
        self.texts: list[str] = []
        self.sizes: list[int] = []
        self.requests = 0
        self.dimensions = 64
        self.fault = ""
        """``status``, ``no json``, ``too few`` or ``uneven``."""

    async def embed(self, request: Request) -> Response:
        """Answer ``POST /v1/embeddings``."""
        self.requests += 1
        if self.fault == "status":
            return JSONResponse({"error": "as asked"}, status_code=500)
        if self.fault == "no json":
            return Response("<html>")
        texts = (await request.json())["input"]
        self.texts += texts
        self.sizes.append(len(texts))
        vectors = [self._count_words(text) for text in texts]
        if self.fault == "too few":
            vectors = vectors[1:]
        if self.fault == "uneven":
            vectors.append([1.0])
        # Servers may answer in any order; the index says which is which.
        data = [{"index": index, "embedding": vector} for index, vector in enumerate(vectors)]
        return JSONResponse({"data": data[::-1]})

    def app(self) -> Starlette:
        """Return the application."""
        return Starlette(routes=[Route("/v1/embeddings", self.embed, methods=["POST"])])

    def _count_words(self, text: str) -> list[float]:
        vector = [0.01] * self.dimensions
        for word in text.lower().split():
            vector[zlib.crc32(word.strip(".:?").encode()) % self.dimensions] += 1.0
        return vector
