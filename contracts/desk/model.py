"""The agents' desk as data: queues with their rules and hours, wrap-up codes, canned replies."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from contracts.catalogue.model import Texts
from contracts.effects import HandoverReason
from contracts.languages import Language

Level = Literal["A1", "A2", "B1", "B2", "C1", "C2"]
"""How well somebody speaks a language (CEFR), from beginner to perfect."""

LEVELS: tuple[Level, ...] = get_args(Level)

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
"""As Python counts them: Monday is 0."""

PLACEHOLDERS = ("agent", "citizen_language", "service", "reference")
"""What the console fills in where a canned reply has it in braces."""


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a day in which a queue is open, in minutes since midnight by the clock on the wall."""

    begins: int
    ends: int
    """Not open any more; 1440 for midnight."""


class Overflow(msgspec.Struct, frozen=True, kw_only=True):
    """Where tickets go that have waited too long in a queue."""

    to: str
    after: int
    """Seconds."""


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """A queue: which tickets it takes, and when and how soon they are answered."""

    id: str
    name: Texts
    services: frozenset[str] = frozenset()
    """Services that it takes, together with those of ``administrations``; all where both are empty."""
    administrations: frozenset[str] = frozenset()
    languages: frozenset[Language] = frozenset()
    """Empty for all."""
    reasons: frozenset[HandoverReason] = frozenset()
    """Empty for all."""
    level: Level
    """Least level at which an agent must speak the language of a ticket."""
    hours: dict[Weekday, list[Block]]
    closed_on_holidays: bool = True
    answer_within: int
    """Seconds that are promised."""
    overflow: Overflow | None = None

    @property
    def takes_everything(self) -> bool:
        """Tell whether it takes any ticket."""
        return not (self.services or self.administrations or self.languages or self.reasons)


class WrapUpCode(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a conversation."""

    id: str
    label: Texts


class CannedReply(msgspec.Struct, frozen=True, kw_only=True):
    """A text that agents write often."""

    id: str
    shortcut: str
    service: str | None = None
    """Service that it is about; None for all."""
    text: Texts
    """May have `PLACEHOLDERS` in braces."""


class DeskPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything in ``bot/desk``."""

    time_zone: str
    queues: list[Queue]
    """In the order in which they are tried; the last one takes everything."""
    wrap_up: list[WrapUpCode]
    replies: list[CannedReply]

    def queue(self, queue_id: str) -> Queue:
        """Return a queue; the last one where the file has it no more."""
        return next((queue for queue in self.queues if queue.id == queue_id), self.queues[-1])

    def has_queue(self, queue_id: str) -> bool:
        """Tell whether there is a queue of this id."""
        return any(queue.id == queue_id for queue in self.queues)

    def has_code(self, code: str) -> bool:
        """Tell whether there is a wrap-up code of this id."""
        return any(known.id == code for known in self.wrap_up)
