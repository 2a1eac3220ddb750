"""The header Retry-After: seconds, dates, and whatever else arrives."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.connectors.retry_after import read_retry_after

NOW = datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0),
        ("7", 7),
        (" 120 ", 120),
        ("-5", None),
        ("1.5", None),
        ("١٢", None),
        ("soon", None),
        ("Mon, 23 Nov 2026 10:00:30 GMT", 30),
        ("Mon, 23 Nov 2026 09:59:00 GMT", 0),
        ("Mon, 23 Nov 2026 10:00:30 -0000", 30),
        ("Mon, 99 Nov 2026 10:00:30 GMT", None),
    ],
)
def test_table(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, NOW) == seconds


@given(st.text(max_size=60))
def test_any_text_gives_seconds_or_nothing(text: str) -> None:
    seconds = read_retry_after(text, NOW)
    assert seconds is None or seconds >= 0


@given(st.integers(min_value=0, max_value=10**11))
def test_seconds_are_read_as_written(seconds: int) -> None:
    assert read_retry_after(str(seconds), NOW) == seconds
