"""Sums up conversations and tickets: volumes, waits, handling times, promises kept, satisfaction, containment. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from contracts.languages import Language

Ending = str
ABANDONED: Ending = "cancelled"
CALL_BACK: Ending = "call_back"


@dataclass(frozen=True, kw_only=True, slots=True)
class HandledTicket:
    """A ticket as figures need it; moments are aware."""

    queue: str
    language: Language
    opened_at: datetime
    first_claimed_at: datetime | None
    closed_at: datetime | None
    ending: Ending | None
    moves: int
    score: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Talk:
    """A conversation in which the citizen wrote or pressed something."""

    language: Language
    began_at: datetime
    contained: bool
    """Whether it never had a ticket."""


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """Of durations in seconds: half took at most ``p50``, four of five at most ``p80``."""

    p50: int
    p80: int
    count: int


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Tickets that were answered within what their queue promises, of those whose time has come."""

    kept: int
    of: int


class Satisfaction(msgspec.Struct, frozen=True, kw_only=True):
    """How citizens rated what a person did."""

    mean: float
    """From 1 to 5; 5 is best."""
    scores: list[int]
    """How often each was given, 1 first."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in a part of the period."""

    conversations: int | None
    """In which the citizen wrote or pressed something; null where queues are told apart: most never reach one."""
    contained: int | None
    """Of these, those that never had a ticket."""
    containment: float | None
    """Their share, 0 to 1; null where there was no conversation."""
    handovers: int
    """Tickets opened."""
    claimed: int
    abandoned: int
    """The citizen left the queue before anybody came."""
    call_backs: int
    """The citizen asked to be called instead."""
    transfers: int
    wait: Spread | None
    """From the opening of a ticket until an agent claimed it first."""
    handling: Spread | None
    """From then until it was closed or given back."""
    promises: Kept
    satisfaction: Satisfaction | None


def sum_up(tickets: Collection[HandledTicket], talks: Collection[Talk] | None, promised: Mapping[str, int]) -> Figures:
    """Sum up; ``promised``: by queue the seconds within which somebody answers."""
    waits = [_seconds(it.opened_at, it.first_claimed_at) for it in tickets if it.first_claimed_at is not None]
    handled = [
        _seconds(it.first_claimed_at, it.closed_at)
        for it in tickets
        if it.first_claimed_at is not None and it.closed_at is not None
    ]
    contained = sum(it.contained for it in talks) if talks is not None else None
    left = [it for it in tickets if it.first_claimed_at is None]
    return Figures(
        conversations=len(talks) if talks is not None else None,
        contained=contained,
        containment=round(contained / len(talks), 4) if talks and contained is not None else None,
        handovers=len(tickets),
        claimed=len(waits),
        abandoned=sum(it.ending == ABANDONED for it in left),
        call_backs=sum(it.ending == CALL_BACK for it in tickets),
        transfers=sum(it.moves for it in tickets),
        wait=spread(waits),
        handling=spread(handled),
        promises=count_promises(tickets, promised),
        satisfaction=_satisfaction([it.score for it in tickets if it.score is not None]),
    )


def count_promises(tickets: Iterable[HandledTicket], promised: Mapping[str, int]) -> Kept:
    """Count the promises kept.

    A citizen who left in time was promised nothing; one who waits still, or left too late, counts once it is too late.
    Queues that are gone from the plan promised nothing that is known.
    """
    kept = late = 0
    for it in tickets:
        within = promised.get(it.queue)
        if within is None:
            continue
        if it.first_claimed_at is not None and _seconds(it.opened_at, it.first_claimed_at) <= within:
            kept += 1
        elif it.first_claimed_at is not None or (
            it.closed_at is not None and _seconds(it.opened_at, it.closed_at) > within
        ):
            late += 1
    return Kept(kept=kept, of=kept + late)


def spread(seconds: Sequence[float]) -> Spread | None:
    """Return percentiles by nearest rank; None of nothing."""
    if not seconds:
        return None
    ordered = sorted(seconds)

    def percentile(share: float) -> int:
        return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)])

    return Spread(p50=percentile(0.5), p80=percentile(0.8), count=len(ordered))


def _satisfaction(scores: list[int]) -> Satisfaction | None:
    if not scores:
        return None
    return Satisfaction(mean=round(sum(scores) / len(scores), 2), scores=[scores.count(score) for score in range(1, 6)])


def _seconds(since: datetime, until: datetime) -> float:
    return max(0.0, (until - since).total_seconds())
