"""Faults on demand: how they are written and which one an application meets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.sandbox.faults import LONGEST_SECONDS, Fault, Faults, parse_fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("delay", Fault("delay", 5)),
        ("delay:0.5", Fault("delay", 0.5)),
        (" error ", Fault("error")),
        ("unavailable:3", Fault("unavailable", 3)),
        ("commit-then-timeout:30", Fault("commit-then-timeout", 30)),
        ("malformed", Fault("malformed")),
        ("conflict", Fault("conflict")),
    ],
)
def test_good_ones(text: str, fault: Fault) -> None:
    assert parse_fault(text) == fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "write one of delay, error"),
        ("fire", "'fire' is no fault"),
        ("delay:soon", "'delay:soon'"),
        ("delay:-1", "from 0 to 600"),
        ("delay:601", "from 0 to 600"),
        ("delay:nan", "from 0 to 600"),
        ("error:3", "only delay, unavailable, commit-then-timeout take seconds"),
    ],
)
def test_bad_ones_say_what_to_write(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_fault(text)


@given(st.text(max_size=30))
def test_any_text_is_a_bounded_fault_or_an_error(text: str) -> None:
    try:
        fault = parse_fault(text)
    except ValueError:
        return
    assert 0 <= fault.seconds <= LONGEST_SECONDS


def test_header_before_queue_before_setting() -> None:
    faults = Faults(always=Fault("error"))
    faults.plan([Fault("malformed"), Fault("delay", 1)])
    assert faults.next("file", "unavailable:2") == Fault("unavailable", 2)
    assert [faults.next("file", None) for _ in range(3)] == [Fault("malformed"), Fault("delay", 1), Fault("error")]
    faults.plan([Fault("malformed")])
    faults.plan([])
    assert faults.next("file", None) == Fault("error")


def test_look_ups_have_a_queue_of_their_own() -> None:
    faults = Faults()
    faults.plan([Fault("error")], [Fault("malformed")])
    assert [faults.next("look_up", None) for _ in range(2)] == [Fault("malformed"), None]
    assert faults.next("file", None) == Fault("error")
