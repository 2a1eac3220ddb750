"""What servers that speak OpenAI's chat completions do differently: one profile each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

ProfileName = Literal["transformers", "vllm", "llama_cpp", "ollama", "openai"]


@dataclass(frozen=True)
class Profile:
    """The ways of one kind of server."""

    health: str
    """Path that answers 200 once the model is loaded."""
    sends_temperature: bool
    """False where the first request's sampling holds for all; the model's own settings must then say *no sampling*."""
    names_model: bool
    """False where the name of the model may be left out of a request, so that it need not be the same string."""


PROFILES: dict[ProfileName, Profile] = {
    # With continuous batching the sampling of the first request holds for the server's life (transformers 5.23).
    "transformers": Profile(health="/health", sends_temperature=False, names_model=False),
    "vllm": Profile(health="/health", sends_temperature=True, names_model=True),
    "llama_cpp": Profile(health="/health", sends_temperature=True, names_model=False),
    "ollama": Profile(health="/api/version", sends_temperature=True, names_model=True),
    "openai": Profile(health="/v1/models", sends_temperature=True, names_model=True),
}

assert set(PROFILES) == set(get_args(ProfileName))  # noqa: S101 - both stand in this file
