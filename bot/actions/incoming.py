"""What came in with this turn, read from the tracker that Rasa sends to the action server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from contracts.effects import Guess
from contracts.names import FALLBACK_INTENT

InputKind = Literal["text", "press", "file", "system"]

WORTH_A_GUESS = 0.02
"""Confidence below which an intent of the NLU's ranking is not worth mentioning; ``worth_asking`` in config.yml."""


@dataclass(frozen=True)
class Incoming:
    """The latest message: a text with what the NLU made of it, a pressed button, a file, or a system turn."""

    kind: InputKind
    intent: str
    text: str = ""
    confidence: float = 1.0
    entities: Mapping[str, str] = field(default_factory=dict)
    """What a pressed button carries."""
    found: tuple[tuple[str, str], ...] = ()
    """Type and value of what the NLU found in a text."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """What a system turn carries, as in ``contracts.turns``; of a file its ``Document``."""
    guesses: tuple[Guess, ...] = ()
    """Intents that the NLU held possible, best first."""


def read_paused(message: Mapping[str, Any]) -> Mapping[str, str]:
    """Read which services were offline when the message came, with their notices."""
    paused: Mapping[str, str] = (message.get("metadata") or {}).get("paused") or {}
    return paused


def read_incoming(message: Mapping[str, Any]) -> Incoming:
    """Read ``tracker.latest_message``; the turn channel wrote its ``metadata``."""
    intent = message.get("intent") or {}
    metadata = message.get("metadata") or {}
    ranking = message.get("intent_ranking") or []
    kind = cast("InputKind", metadata.get("input", "text"))
    entities = [(entity["entity"], str(entity["value"])) for entity in message.get("entities") or []]
    return Incoming(
        kind=kind,
        intent=intent.get("name") or FALLBACK_INTENT,
        text=message.get("text") or "",
        confidence=float(intent.get("confidence") or 0.0),
        entities=dict(entities) if kind == "press" else {},
        found=tuple(entities) if kind == "text" else (),
        data=metadata.get("data") or {},
        guesses=tuple(
            Guess(intent=guess["name"], confidence=guess["confidence"])
            for guess in ranking
            if guess["confidence"] >= WORTH_A_GUESS
        ),
    )
