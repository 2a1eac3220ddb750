"""What a model makes of sentences; what it made of the test sentences is kept beside it, for worker and gateway."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from contracts.languages import Language
from contracts.models import replace_text, understood_path
from contracts.names import ANY_SERVICE, ASK_INTENT, split_intent

_KEPT_GUESSES = 3


class Understood(msgspec.Struct, frozen=True):
    """How a text was understood; see ``bot.understand``, which writes it."""

    intent: str
    """As decided."""
    ranking: tuple[tuple[str, float], ...]
    """Intents with their confidence, likeliest first."""
    offered: tuple[str, ...]
    """Services that a question back would offer."""
    milliseconds: float
    language: Language = "lb"
    """What the text is taken for by itself, without the conversation's language."""

    @property
    def first(self) -> str:
        """The likeliest intent, whatever was decided; the decision itself where nothing was weighed."""
        return self.ranking[0][0] if self.ranking else self.intent

    def reaches(self, service: str) -> bool:
        """Tell whether a citizen who asks about a service gets there, at once or after a question back."""
        return service_of(self.intent) == service or (self.intent == ASK_INTENT and service in self.offered)


def service_of(intent: str) -> str | None:
    """Give the service of an intent; None for small talk, decisions and questions that name no service."""
    asked = split_intent(intent)
    return asked[0] if asked and asked[0] != ANY_SERVICE else None


def read_understood(model_dir: Path, mark: str) -> dict[str, Understood]:
    """Give what the model with this fingerprint makes of texts; empty where nobody measured."""
    try:
        return msgspec.json.decode(understood_path(model_dir, mark).read_bytes(), type=dict[str, Understood])
    except (FileNotFoundError, msgspec.DecodeError):
        return {}


def keep_understood(model_dir: Path, mark: str, understood: Mapping[str, Understood]) -> None:
    """Keep what the model with this fingerprint makes of texts, in one step, with the first guesses only."""
    kept = {text: msgspec.structs.replace(it, ranking=it.ranking[:_KEPT_GUESSES]) for text, it in understood.items()}
    replace_text(understood_path(model_dir, mark), msgspec.json.encode(kept).decode())
