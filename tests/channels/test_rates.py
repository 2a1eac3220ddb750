"""Rates over a sliding window."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from channels.rates import TIDY_EVERY, Rate, SignInRates


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


def test_guessing_one_name_from_one_address() -> None:
    rates = SignInRates(clock=Clock())
    for _ in range(5):
        assert rates.is_free("alex", "1.1.1.1")
        rates.count("alex", "1.1.1.1")
    assert not rates.is_free("alex", "1.1.1.1")
    assert rates.is_free("alex", "2.2.2.2"), "the owner of the name is not kept out"
    assert rates.is_free("sam", "1.1.1.1")
    rates.forgive("alex", "1.1.1.1")
    assert rates.is_free("alex", "1.1.1.1")


def test_guessing_many_names_from_one_address() -> None:
    rates = SignInRates(clock=Clock())
    for number in range(30):
        assert rates.is_free(f"name{number}", "1.1.1.1")
        rates.count(f"name{number}", "1.1.1.1")
    assert not rates.is_free("another", "1.1.1.1")
    assert rates.is_free("another", "2.2.2.2")


def test_guessing_one_name_from_many_addresses() -> None:
    rates = SignInRates(clock=Clock())
    for number in range(100):
        assert rates.is_free("alex", f"1.1.1.{number}")
        rates.count("alex", f"1.1.1.{number}")
    assert not rates.is_free("alex", "2.2.2.2")
