"""What servers that speak OpenAI's chat completions do differently: one profile each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import msgspec

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
    control_tokens: tuple[str, ...] = ()
    """What the model's template reads as commands; none of it may reach the model in a message."""


PROFILES: dict[ProfileName, Profile] = {
    # With continuous batching the sampling of the first request holds for the server's life (transformers 5.23).
    "transformers": Profile(health="/health", sends_temperature=False, names_model=False),
    "vllm": Profile(health="/health", sends_temperature=True, names_model=True),
    "llama_cpp": Profile(health="/health", sends_temperature=True, names_model=False),
    "ollama": Profile(health="/api/version", sends_temperature=True, names_model=True),
    "openai": Profile(health="/v1/models", sends_temperature=True, names_model=True),
}

assert set(PROFILES) == set(get_args(ProfileName))  # noqa: S101 - both stand in this file


class _Token(msgspec.Struct):
    content: str
    special: bool = False


class _Tokenizer(msgspec.Struct):
    added_tokens: list[_Token]


def read_control_tokens(tokenizer: Path) -> tuple[str, ...]:
    """Give the control tokens of a model from its ``tokenizer.json``.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no such file; the message says why.
    """
    try:
        read = msgspec.json.decode(tokenizer.read_bytes(), type=_Tokenizer)
    except msgspec.DecodeError as error:
        raise ValueError(f"{tokenizer} is no tokenizer.json of a model: {error}") from error
    special = {token.content for token in read.added_tokens if token.special}
    # A word of letters alone is what anybody may write.
    return tuple(sorted(token for token in special if not token.isalnum()))
