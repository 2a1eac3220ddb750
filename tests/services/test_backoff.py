"""The pause between two attempts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.backoff import LONGEST_RETRY_AFTER_SECONDS, Backoff
from services.connectors.operation import RetryPolicy
from services.settings import MAX_WAIT_SECONDS


def policy(base: float) -> RetryPolicy:
    return RetryPolicy(attempts=8, base=base, most=MAX_WAIT_SECONDS)


@pytest.mark.parametrize(
    ("attempt", "after", "draw", "seconds"),
    [
        (1, None, 0.0, 1),
        (1, None, 0.5, 1.5),
        (2, None, 0.0, 2),
        (4, None, 0.5, 12),
        (20, None, 0.0, 150),
        (1, 30, 0.0, 30),
        (1, 30, 0.5, 30.5),
        (1, 0, 0.0, 1),
        (1, 10**9, 0.0, LONGEST_RETRY_AFTER_SECONDS),
    ],
)
def test_table(attempt: int, after: float | None, draw: float, seconds: float) -> None:
    assert Backoff(lambda: draw).wait(policy(2), attempt, after) == seconds


@given(
    st.integers(1, 10_000),
    st.none() | st.floats(0, 10**9),
    st.floats(0, 1, exclude_max=True),
    st.floats(0.01, 1000),
)
def test_bounds(attempt: int, after: float | None, draw: float, base: float) -> None:
    wait = Backoff(lambda: draw).wait(policy(base), attempt, after)
    assert wait >= min(after or 0, LONGEST_RETRY_AFTER_SECONDS)
    assert 0 < wait <= max(MAX_WAIT_SECONDS, LONGEST_RETRY_AFTER_SECONDS + MAX_WAIT_SECONDS / 2)
    if not after:
        assert wait <= min(MAX_WAIT_SECONDS, base * 2.0 ** min(attempt - 1, 40))


@given(st.integers(1, 100), st.floats(0, 1, exclude_max=True))
def test_later_attempts_never_wait_less(attempt: int, draw: float) -> None:
    backoff = Backoff(lambda: draw)
    assert backoff.wait(policy(2), attempt + 1, None) >= backoff.wait(policy(2), attempt, None)
