"""The expected wait is a quantile of waits like this one, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.desk.estimate import FEWEST, Wait, Waits, likeness
from contracts.waiting import Minutes


def waits(*seconds: float, queue: str = "general", ahead: int = 0) -> Waits:
    return Waits(Wait(queue, ahead, one) for one in seconds)


TEN = waits(*(60 * n for n in range(1, 11)))


@pytest.mark.parametrize(
    ("waited", "expected"),
    [
        (0, Minutes(least=5, most=8)),
        (1, Minutes(least=5, most=8)),
        (60, Minutes(least=4, most=7)),
        (90, Minutes(least=4, most=7)),
        (300, Minutes(least=0, most=3)),
        (479, Minutes(least=0, most=1)),
        (480, None),
        (5000, None),
    ],
)
def test_half_waited_at_most_the_one_four_of_five_the_other(waited: float, expected: Minutes | None) -> None:
    assert TEN.estimate("general", 0, waited) == expected


def test_too_few_waits_say_nothing() -> None:
    assert waits(*[60] * (FEWEST - 1)).estimate("general", 0, 0) is None
    assert waits(*[60] * FEWEST).estimate("general", 0, 0) == Minutes(least=1, most=1)
    assert Waits().estimate("general", 0, 0) is None


def test_only_waits_like_this_one_count() -> None:
    assert TEN.estimate("taxes", 0, 0) is None
    assert TEN.estimate("general", 1, 0) is None
    assert waits(*[60] * 8, ahead=3).estimate("general", 4, 0) is not None


@pytest.mark.parametrize(
    ("ahead", "group"), [(-1, 0), (0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (9, 4), (10, 5), (500, 5)]
)
def test_groups_of_citizens_before(ahead: int, group: int) -> None:
    assert likeness("general", ahead) == ("general", group)


@given(st.lists(st.floats(0, 10_000), min_size=FEWEST, max_size=60), st.floats(0, 10_000))
def test_it_never_promises_less_than_it_says(seconds: list[float], waited: float) -> None:
    found = waits(*seconds).estimate("general", 0, waited)
    if found is None:
        assert sum(one <= waited for one in seconds) >= 0.8 * len(seconds)
        return
    assert 0 <= found.least <= found.most
    assert found.most >= 1
    kept = sum(one <= waited + 60 * found.most for one in seconds)
    assert kept >= 0.8 * len(seconds)
