"""The gateway's counters and gauges, and what its rooms call to have something counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from channels.core.commands import ClaimTicket, CloseTicket, Command, OpenTicket, StoreJob
from channels.core.inputs import BotOff, Input, QuestionAnswered, TurnAnswered, TurnFailed
from channels.store.turns import TakenTurn
from contracts import metrics
from contracts.effects import KnowledgeQuery
from contracts.metering import Counter, Gauge, Histogram, Readings, make_lag
from contracts.names import (
    ASK_INTENT,
    CRISIS_INTENTS,
    EMPTY_INTENT,
    FALLBACK_INTENT,
    OTHER_LANGUAGE_INTENT,
    OUT_OF_SCOPE_INTENT,
)
from contracts.turns import FileInput, OutboxInput, PressInput, SystemInput, TextInput

TURNS = Counter(metrics.TURNS)
TURN_STAGES = Histogram(metrics.TURN_STAGES)
DECISIONS = Counter(metrics.DECISIONS)
FREE_TEXT = Counter(metrics.FREE_TEXT)
ACKNOWLEDGED = Counter(metrics.ACKNOWLEDGED)
CHECKED = Counter(metrics.CHECKED)
UNCHECKED = Counter(metrics.UNCHECKED)
LOST = Counter(metrics.LOST)
SOCKETS = Gauge(metrics.SOCKETS)
SOCKETS_OPENED = Counter(metrics.SOCKETS_OPENED)
SLOW_READERS = Counter(metrics.SLOW_READERS)
FRAMES_REFUSED = Counter(metrics.FRAMES_REFUSED)
HANDOVERS_OPENED = Counter(metrics.HANDOVERS_OPENED)
HANDOVERS_CLAIMED = Counter(metrics.HANDOVERS_CLAIMED)
HANDOVERS_CLOSED = Counter(metrics.HANDOVERS_CLOSED)
JOBS_STORED = Counter(metrics.JOBS_STORED)
LOOP_LAG = make_lag()
READINGS = Readings()
"""What is read when somebody asks."""

_DECISIONS = {
    FALLBACK_INTENT: "fallback",
    ASK_INTENT: "ask",
    EMPTY_INTENT: "empty",
    OTHER_LANGUAGE_INTENT: "other_language",
    OUT_OF_SCOPE_INTENT: "out_of_scope",
    **dict.fromkeys(CRISIS_INTENTS, "crisis"),
}
_KINDS: dict[type[OutboxInput], str] = {
    TextInput: "text",
    PressInput: "press",
    FileInput: "file",
    SystemInput: "system",
    KnowledgeQuery: "question",
}


@contextmanager
def open_socket(door: str) -> Iterator[None]:
    """Count a socket, or a call that stands for one, for the time of the block."""
    SOCKETS_OPENED.count(door)
    with SOCKETS.one_more(door):
        yield


def count_commands(commands: Iterable[Command]) -> None:
    """Count what was decided in a conversation, after the commit."""
    for command in commands:
        match command:
            case OpenTicket(reason=reason):
                HANDOVERS_OPENED.count(reason)
            case ClaimTicket():
                HANDOVERS_CLAIMED.count()
            case CloseTicket(ending=ending):
                HANDOVERS_CLOSED.count(ending)
            case StoreJob(service=service, kind=kind):
                JOBS_STORED.count(service, kind)
            case _:
                pass


class TurnMeter:
    """Times the turns that one runner carries out; a message and the questions and answers that it leads to are one."""

    def __init__(self) -> None:
        """No turn is in progress."""
        self._since: dict[str, datetime] = {}
        """By conversation: when the message was stored that is being answered."""

    def take(self, taken: TakenTurn, now: datetime) -> None:
        """A turn left the outbox."""
        if taken.attempt == 1:
            TURN_STAGES.observe((now - taken.created_at).total_seconds(), "waiting")
        if not isinstance(taken.input, SystemInput | KnowledgeQuery):
            self._since[taken.conversation] = taken.created_at

    def end(self, taken: TakenTurn, happened: Input | None, now: datetime, *, goes_on: bool) -> None:
        """What came of a turn was stored; None where another process took it. ``goes_on``: it led to another turn."""
        kind = _KINDS[type(taken.input)]
        TURNS.count(kind, _outcome(happened))
        if isinstance(happened, QuestionAnswered):
            answered = happened.answered
            FREE_TEXT.count(taken.language, answered.answer.standing if answered else "unreachable")
        if isinstance(happened, TurnAnswered) and happened.reply.understanding and kind == "text":
            decision = _DECISIONS.get(happened.reply.understanding.intent, "understood")
            DECISIONS.count(taken.language, decision)
        if not goes_on and (since := self._since.pop(taken.conversation, None)) is not None:
            TURN_STAGES.observe((now - since).total_seconds(), "whole")

    def break_off(self, conversation_id: str) -> None:
        """Nothing is in progress in a conversation any more, however it ended."""
        self._since.pop(conversation_id, None)


def _outcome(happened: Input | None) -> str:
    match happened:
        case None:
            return "lease_lost"
        case TurnFailed(final=final):
            return "refused" if final else "unavailable"
        case BotOff():
            return "bot_off"
        case _:
            return "answered"
