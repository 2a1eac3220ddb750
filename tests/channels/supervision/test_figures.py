"""Figures of tickets and conversations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.supervision.figures import HandledTicket, Kept, Spread, Talk, count_promises, spread, sum_up

NOW = datetime(2026, 11, 23, 8, 15, tzinfo=UTC)


def ticket(wait: float | None = 60, handling: float | None = 300, **more: object) -> HandledTicket:
    """A ticket that waited, and was handled, for so many seconds; unclaimed ones ended after ``handling``."""
    claimed = NOW + timedelta(seconds=wait) if wait is not None else None
    closed = (claimed or NOW) + timedelta(seconds=handling) if handling is not None else None
    usual = {"queue": "general", "language": "lb", "ending": "closed", "moves": 0, "score": None}
    return HandledTicket(opened_at=NOW, first_claimed_at=claimed, closed_at=closed, **usual | more)  # type: ignore[arg-type]


def talk(*, contained: bool) -> Talk:
    return Talk(language="lb", began_at=NOW, contained=contained)


def test_everything_is_counted() -> None:
    tickets = [
        ticket(10, 100, score=5),
        ticket(30, 200, moves=2, score=2),
        ticket(500, None, ending=None),
        ticket(None, 20, ending="cancelled"),
        ticket(None, 40, ending="call_back"),
        ticket(None, None, ending=None),
    ]
    figures = sum_up(tickets, [talk(contained=True)] * 3 + [talk(contained=False)], {"general": 60})
    assert (figures.conversations, figures.contained, figures.containment) == (4, 3, 0.75)
    assert (figures.handovers, figures.claimed, figures.abandoned, figures.call_backs) == (6, 3, 1, 1)
    assert figures.transfers == 2
    assert figures.wait == Spread(p50=30, p80=500, count=3)
    assert figures.handling == Spread(p50=100, p80=200, count=2)
    assert figures.promises == Kept(kept=2, of=3)
    assert figures.satisfaction is not None
    assert (figures.satisfaction.mean, figures.satisfaction.scores) == (3.5, [0, 1, 0, 0, 1])


def test_of_nothing_nothing_is_said() -> None:
    figures = sum_up([], [], {})
    assert (figures.conversations, figures.containment, figures.wait, figures.satisfaction) == (0, None, None, None)
    assert sum_up([], None, {}).conversations is None


@pytest.mark.parametrize(
    ("one", "kept"),
    [
        (ticket(60), (1, 1)),
        (ticket(61), (0, 1)),
        (ticket(None, 60, ending="cancelled"), (0, 0)),
        (ticket(None, 61, ending="cancelled"), (0, 1)),
        (ticket(None, None), (0, 0)),
        (ticket(10, queue="gone"), (0, 0)),
    ],
)
def test_a_promise_counts_once_its_time_has_come(one: HandledTicket, kept: tuple[int, int]) -> None:
    counted = count_promises([one], {"general": 60})
    assert (counted.kept, counted.of) == kept


@given(st.lists(st.integers(0, 100_000), min_size=1))
def test_percentiles_are_values_that_were_measured(seconds: list[int]) -> None:
    told = spread(seconds)
    assert told is not None
    assert {told.p50, told.p80} <= set(seconds)
    assert sum(it <= told.p50 for it in seconds) >= len(seconds) / 2
    assert sum(it <= told.p80 for it in seconds) >= 0.8 * len(seconds)
    assert told.p50 <= told.p80
