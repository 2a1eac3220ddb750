"""What the pipeline needs of a language model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol


class ChatMessage(NamedTuple):
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


class Completion(NamedTuple):
    """A whole answer, and how long it took."""

    text: str
    first_token: float = 0.0
    """Seconds until its first word."""
    seconds: float = 0.0
    tokens: int = 0
    """Tokens of the answer, as its server counts them; where it does not, the pieces in which it came."""


Failure = Literal["unavailable", "busy", "slow", "cut_off", "refused"]
"""Not there, or failing; too many wait; no answer in time; an answer without an end; the request is wrong."""


class ChatError(Exception):
    """The model gave no whole answer."""

    def __init__(self, failure: Failure, detail: str) -> None:
        """``detail`` is for the log and holds no text of a citizen."""
        super().__init__(f"{failure}: {detail}")
        self.failure = failure


class ChatModel(Protocol):
    """A language model that serves on this administration's machines."""

    @property
    def name(self) -> str:
        """Name of the model, shown with what it wrote."""

    async def complete(self, messages: Sequence[ChatMessage]) -> Completion:
        """Return the whole answer; raises `ChatError`. A cancelled call stops the model."""
