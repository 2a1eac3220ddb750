"""Says what the understanding saw in a text: what it weighed, what each would have needed, what it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.messages import readable_text
from bot.understand import list_offered
from contracts.names import CRISIS_INTENTS
from contracts.rehearsal import SeenEntity, Sight, Weighed
from contracts.turns import Understanding

MOST_WEIGHED = 5
DECISION = "IntentDecision"
"""Name of the graph component that decides by thresholds."""


@dataclass(frozen=True)
class Thresholds:
    """Confidences from which a model does something, as it was trained; see ``nlu/components/decision.py``."""

    confident: float
    confident_for: Mapping[str, float]
    crisis: float
    ask: float

    def needed_for(self, intent: str) -> float:
        """Give the confidence from which the bot acts on an intent."""
        return self.crisis if intent in CRISIS_INTENTS else self.confident_for.get(intent, self.confident)


def read_thresholds(nodes: Mapping[str, Any]) -> Thresholds:
    """Read the thresholds from the nodes of a loaded model's graph.

    Raises:
        LookupError: no node decides; such a model is none of ours.
    """
    for node in nodes.values():
        if node.uses.__name__ == DECISION:
            told = {**node.uses.get_default_config(), **node.config}
            return Thresholds(**{name: told[name] for name in Thresholds.__dataclass_fields__})
    raise LookupError(f"the model has no {DECISION}")


def make_sight(
    text: str, parsed: Mapping[str, Any], decided: Understanding, thresholds: Thresholds, milliseconds: float
) -> Sight:
    """Say what was seen; ``parsed`` is what the model's graph gave, ``decided`` what the bot went on with."""
    ranking = [(guess["name"], float(guess["confidence"])) for guess in parsed.get("intent_ranking") or []]
    # The model reads the text without what leads there and would be a command.
    left_out = len(text) - len(readable_text(text))
    return Sight(
        intent=decided.intent,
        confidence=decided.confidence,
        ranking=[
            Weighed(intent=name, confidence=confidence, needed=thresholds.needed_for(name))
            for name, confidence in ranking[:MOST_WEIGHED]
        ],
        ask=thresholds.ask,
        offered=list(dict.fromkeys(list_offered(ranking))),
        entities=[
            SeenEntity(
                entity=found["entity"],
                value=str(found["value"]),
                start=found["start"] + left_out,
                end=found["end"] + left_out,
            )
            for found in parsed.get("entities") or []
        ],
        milliseconds=milliseconds,
    )
