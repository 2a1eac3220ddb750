"""What the trace of a turn says: which stage it is, and how it ended."""

from __future__ import annotations

from channels.core.inputs import BotOff, Input, QuestionAnswered, TurnAnswered
from contracts.effects import KnowledgeQuery
from contracts.tracing import Outcome, Stage
from contracts.turns import OutboxInput


def stage_of(asked: OutboxInput) -> Stage:
    """Return the stage of what is taken from the outbox."""
    return "hub.question" if isinstance(asked, KnowledgeQuery) else "hub.turn"


def outcome_of(happened: Input | None) -> Outcome:
    """Return how a turn ended; None: another process has it."""
    match happened:
        case None:
            return "lease_lost"
        case TurnAnswered():
            return "answered"
        case QuestionAnswered(answered=answered) if answered is not None:
            return answered.answer.standing
        case BotOff():
            return "switched_off"
        case _:
            return "unavailable"
