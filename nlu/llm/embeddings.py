"""The embedding server: ``POST /v1/embeddings`` as OpenAI's, from a local model of sentence-transformers.

    python -m nlu.llm.embeddings

Settings: ``MOIEN_EMBEDDING_MODEL``, ``MOIEN_EMBEDDING_PORT``, ``MOIEN_HOST``. Texts are neither kept nor logged.
"""

from __future__ import annotations

import asyncio
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import uvicorn
from pydantic import BaseModel, Field, ValidationError
from sentence_transformers import SentenceTransformer
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nlu.llm.source import ModelNotFoundError, find_model

EXIT_BAD_SETTINGS = 2
WANTED = ("*.json", "*.txt", "*.model", "*.safetensors")
MOST_TEXTS = 256
LONGEST_TEXT = 20_000
"""Characters of a text; models read far less of it."""
TEXTS_AT_ONCE = 16


class Asked(BaseModel):
    """The body of a request."""

    input: str | list[str] = Field(max_length=MOST_TEXTS)
    model: str = ""


class EmbeddingServer:
    """Turns texts into vectors of length one."""

    def __init__(self, model: SentenceTransformer, name: str) -> None:
        """Serve a model."""
        self._model = model
        self._name = name
        # One after another: two at once would only take each other's cores.
        self._worker = ThreadPoolExecutor(max_workers=1)

    async def embed(self, request: Request) -> Response:
        """Answer ``POST /v1/embeddings``."""
        try:
            asked = Asked.model_validate_json(await request.body())
        except ValidationError as error:
            told = "; ".join(f"{it['loc']}: {it['msg']}" for it in error.errors(include_url=False, include_input=False))
            return JSONResponse({"error": told}, status_code=HTTPStatus.BAD_REQUEST)
        texts = [asked.input] if isinstance(asked.input, str) else asked.input
        loop = asyncio.get_running_loop()
        vectors = await loop.run_in_executor(self._worker, self._encode, [text[:LONGEST_TEXT] for text in texts])
        data = [{"object": "embedding", "index": index, "embedding": it} for index, it in enumerate(vectors)]
        return JSONResponse({"object": "list", "model": self._name, "data": data})

    async def show_health(self, _request: Request) -> Response:
        """Answer ``GET /health``."""
        return JSONResponse({"status": "ok", "model": self._name})

    def app(self) -> Starlette:
        """Return the application."""
        return Starlette(
            routes=[
                Route("/v1/embeddings", self.embed, methods=["POST"]),
                Route("/health", self.show_health, methods=["GET"]),
            ]
        )

    def _encode(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._model.encode(
            texts, batch_size=TEXTS_AT_ONCE, normalize_embeddings=True, show_progress_bar=False
        ).tolist()
        return vectors


def main() -> int:
    """Load the model and serve until SIGTERM."""
    name = os.environ.get("MOIEN_EMBEDDING_MODEL", "")
    try:
        folder = find_model("MOIEN_EMBEDDING_MODEL", name, WANTED)
        model = SentenceTransformer(str(folder), local_files_only=True)
    except (ModelNotFoundError, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_BAD_SETTINGS
    server = uvicorn.Server(
        uvicorn.Config(
            EmbeddingServer(model, name).app(),
            host=os.environ.get("MOIEN_HOST", "127.0.0.1"),
            port=int(os.environ.get("MOIEN_EMBEDDING_PORT", "8007")),
            access_log=False,
            server_header=False,
        )
    )
    server.run()
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
