"""Opening hours by the clock on the wall: blocks, holidays, the changes of the clock; what holds at any moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from channels.desk.hours import LOOK_AHEAD, OpeningHours
from contracts.desk.model import WEEKDAYS, Block, Queue
from tests.channels.desk.samples import ALWAYS, queue

ZONE = ZoneInfo("Europe/Luxembourg")
HOURS = OpeningHours("Europe/Luxembourg")
MORNING, AFTERNOON = Block(begins=480, ends=720), Block(begins=810, ends=1020)
OFFICE = queue(
    "office",
    hours={day: [MORNING, AFTERNOON] for day in WEEKDAYS[:5]} | {"saturday": [Block(begins=1200, ends=1440)]},
    closed_on_holidays=True,
)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("at", "is_open", "opens"),
    [
        ("2026-11-23T07:59", False, "2026-11-23T08:00"),
        ("2026-11-23T08:00", True, None),
        ("2026-11-23T11:59:59", True, None),
        ("2026-11-23T12:00", False, "2026-11-23T13:30"),
        ("2026-11-23T13:30", True, None),
        ("2026-11-23T17:00", False, "2026-11-24T08:00"),
        ("2026-11-27T18:00", False, "2026-11-28T20:00"),
        ("2026-11-28T23:59:59", True, None),
        ("2026-11-29T00:00", False, "2026-11-30T08:00"),
        # 23 June is the national holiday, 9 May Europe Day; 25 and 26 December follow each other
        ("2026-06-23T10:00", False, "2026-06-24T08:00"),
        ("2025-05-09T10:00", False, "2025-05-10T20:00"),
        ("2026-12-24T17:00", False, "2026-12-28T08:00"),
        ("2027-01-01T09:00", False, "2027-01-02T20:00"),
    ],
)
def test_open_and_closed(at: str, is_open: bool, opens: str | None) -> None:
    moment = wall(at)
    assert HOURS.is_open(OFFICE, moment) is is_open
    assert HOURS.is_open(OFFICE, moment.astimezone(UTC)) is is_open
    if opens is not None:
        found = HOURS.opens_at(OFFICE, moment)
        assert found == wall(opens)
        assert found.utcoffset() == wall(opens).utcoffset()


def test_a_queue_that_is_not_closed_on_holidays_is_open_then() -> None:
    assert HOURS.is_open(queue("always"), wall("2026-12-25T10:00"))
    assert not HOURS.is_open(queue("always", closed_on_holidays=True), wall("2026-12-25T10:00"))


def test_when_the_clock_is_put_forward_an_hour_that_is_skipped_is_no_time_to_be_open() -> None:
    night = queue("night", hours={"sunday": [Block(begins=125, ends=170), Block(begins=240, ends=300)]})
    before = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    assert HOURS.opens_at(night, before) == wall("2027-03-28T04:00")
    assert HOURS.is_open(night, datetime(2027, 3, 28, 2, 0, tzinfo=UTC))
    longer = queue("longer", hours={"sunday": [Block(begins=150, ends=240)]})
    assert HOURS.opens_at(longer, before) == wall("2027-03-28T03:00")


def test_when_the_clock_is_put_back_the_hour_that_comes_twice_is_open_twice() -> None:
    night = queue("night", hours={"sunday": [Block(begins=90, ends=210)]})
    begins = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
    assert [HOURS.is_open(night, begins + timedelta(minutes=30 * n)) for n in range(7)] == [True] * 6 + [False]


def test_a_queue_that_never_opens() -> None:
    assert HOURS.opens_at(queue("never", hours={}), wall("2026-11-23T10:00")) is None


BLOCKS = st.lists(st.integers(0, 288), min_size=2, max_size=4, unique=True).map(
    lambda minutes: [
        Block(begins=begins * 5, ends=ends * 5) for begins, ends in zip(*[iter(sorted(minutes))] * 2, strict=False)
    ]
)
QUEUES = st.builds(
    lambda hours, holidays: queue("some", hours=hours, closed_on_holidays=holidays),
    st.dictionaries(st.sampled_from(WEEKDAYS), BLOCKS, min_size=1),
    st.booleans(),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - st adds UTC


@settings(max_examples=300)
@given(QUEUES, MOMENTS)
def test_it_opens_at_the_first_open_moment(one: Queue, at: datetime) -> None:
    assume(not HOURS.is_open(one, at))
    opens = HOURS.opens_at(one, at)
    if opens is None:
        return
    assert opens > at
    assert HOURS.is_open(one, opens)
    assert not HOURS.is_open(one, opens - timedelta(microseconds=1)) or opens - at < timedelta(microseconds=2)
    between = [at + (opens - at) * n / 20 for n in range(20)]
    assert not any(HOURS.is_open(one, moment) for moment in between)
    assert opens - at < timedelta(days=LOOK_AHEAD)


@given(QUEUES, MOMENTS)
def test_by_the_wall_it_is_open_exactly_within_its_blocks(one: Queue, at: datetime) -> None:
    local = at.astimezone(ZONE)
    minutes = local.hour * 60 + local.minute
    within = any(block.begins <= minutes < block.ends for block in one.hours.get(WEEKDAYS[local.weekday()], []))
    closed = one.closed_on_holidays and HOURS.is_holiday(local.date())
    # On the two days when the clock is changed, an hour is skipped or comes twice.
    assume(local.utcoffset() == wall(f"{local.date()}T12:00").utcoffset())
    assume(wall(f"{local.date()}T00:00").utcoffset() == wall(f"{local.date()}T12:00").utcoffset())
    assert HOURS.is_open(one, at) == (within and not closed)


@given(MOMENTS)
def test_what_is_always_open_never_closes(at: datetime) -> None:
    assert HOURS.is_open(queue("always", hours=ALWAYS), at)
