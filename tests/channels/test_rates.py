"""Rates over a sliding window."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import rates
from channels.rates import TIDY_EVERY, Rate


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_rate_allows_so_many_in_its_window() -> None:
    clock = Clock()
    rate = Rate(3, 10, clock=clock)
    assert [rate.take("a") for _ in range(4)] == [True, True, True, False]
    assert rate.take("b")
    clock.now = 9.9
    assert not rate.take("a")
    clock.now = 10
    assert [rate.take("a") for _ in range(4)] == [True, True, True, False]


@given(st.lists(st.floats(0, 5), max_size=60))
def test_no_window_ever_holds_more(pauses: list[float]) -> None:
    clock = Clock()
    rate = Rate(4, 10, clock=clock)
    taken = []
    for pause in pauses:
        clock.now += pause
        if rate.take("a"):
            taken.append(clock.now)
    assert all(sum(start <= moment < start + 10 for moment in taken) <= 4 for start in taken)


def test_quiet_keys_are_forgotten() -> None:
    clock = Clock()
    rate = Rate(5, 10, clock=clock)
    for number in range(TIDY_EVERY - 1):
        rate.take(str(number))
    clock.now = 20
    rate.take("last")
    assert list(rate._times) == ["last"]


def test_how_long_to_wait() -> None:
    clock = Clock()
    rate = Rate(3, 10, clock=clock)
    rate.count("a")
    clock.now = 4
    rate.count("a", 2)
    clock.now = 5
    assert [rate.wait("a", times) for times in (1, 2, 3, 9)] == [5, 9, 9, 9]
    assert [rate.wait("b", times) for times in (1, 3, 4)] == [0, 0, 10]
    clock.now = 10
    assert [rate.wait("a", times) for times in (1, 2)] == [0, 4]


def test_taking_back_and_beginning_anew() -> None:
    rate = Rate(2, 10, clock=Clock())
    rate.count("a", 2)
    rate.give_back("a")
    assert [rate.take("a"), rate.take("a")] == [True, False]
    rate.forget("a")
    rate.give_back("a")
    assert rate.wait("a", 2) == 0


def test_a_flood_of_new_keys_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_KEYS", 50)
    rate = Rate(5, 10, clock=Clock())
    for number in range(TIDY_EVERY):
        rate.count(str(number))
    assert list(rate._times) == [str(number) for number in range(TIDY_EVERY - 50, TIDY_EVERY)]
