"""Appointments: slots that follow from commune and day, and never two people in one."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy.exc import IntegrityError

from services.sandbox.appointments import DAYS_AHEAD, LUXEMBOURG, MOST_OFFERED, find_slot, slot_id, slots_of
from services.sandbox.store import Filing, Store, add
from tests.services.sandbox.clock import Clock
from tests.services.sandbox.stores import NOW, open_store

COMMUNE = "esch-sur-alzette"
MATTER = "id_card"
FRIDAY_NIGHT = datetime(2026, 11, 27, 22, 30, tzinfo=UTC)

days = st.dates(date(2026, 1, 1), date(2030, 12, 31))
communes = st.sampled_from([COMMUNE, "diekirch", "luxembourg", "stengefort", "x"])


@given(communes, days)
def test_slots_follow_from_commune_and_day(commune: str, day: date) -> None:
    slots = slots_of(commune, day)
    assert slots == slots_of(commune, day)
    assert slots == sorted(set(slots))
    assert all(slot.date() == day and slot.tzinfo is LUXEMBOURG and slot.utcoffset() for slot in slots)
    assert not slots or day.weekday() < 5


@given(communes, days)
def test_a_slot_is_found_by_its_id_while_it_lies_ahead(commune: str, day: date) -> None:
    for slot in slots_of(commune, day):
        named = slot_id(commune, slot)
        assert find_slot(commune, named, slot.astimezone(UTC) - timedelta(minutes=1)) == slot
        assert find_slot(commune, named, slot.astimezone(UTC)) is None
        assert find_slot(commune, named, slot.astimezone(UTC) - timedelta(days=DAYS_AHEAD + 1)) is None
        assert find_slot("elsewhere", named, slot.astimezone(UTC) - timedelta(days=1)) is None


@given(st.text(max_size=40))
def test_any_text_is_a_slot_or_none(text: str) -> None:
    assert find_slot(COMMUNE, text, NOW) is None
    assert find_slot(COMMUNE, f"{COMMUNE}-{text}", NOW) is None


@pytest.mark.parametrize(
    "slot", ["-20261332-0900", "-20261124-2500", "-20261124-0901", "-20261128-0900", "-٢٠٢٦١١٢٤-0900"]
)
def test_a_time_that_nobody_offers(slot: str) -> None:
    assert find_slot(COMMUNE, f"{COMMUNE}{slot}", NOW) is None


def test_communes_differ() -> None:
    weeks = {commune: [slots_of(commune, date(2026, 11, 23) + timedelta(n)) for n in range(5)] for commune in "abc"}
    assert weeks["a"] != weeks["b"] != weeks["c"]


async def free(client: httpx.AsyncClient, commune: str = COMMUNE) -> list[dict[str, str]]:
    answer = await client.get("/appointments", params={"commune": commune, "matter": MATTER})
    options: list[dict[str, str]] = answer.json()["options"]
    return options


async def book(client: httpx.AsyncClient, slot: str, key: str, commune: str = COMMUNE) -> httpx.Response:
    body = {"commune": commune, "matter": MATTER, "slot": slot, "email": "a@example.org"}
    return await client.post("/appointments", json=body, headers={"Idempotency-Key": key})


async def cancel(client: httpx.AsyncClient, reference: str, key: str) -> httpx.Response:
    return await client.post(f"/appointments/{reference}/cancellation", headers={"Idempotency-Key": key})


async def test_the_next_free_ones_are_offered(client: httpx.AsyncClient, clock: Clock) -> None:
    clock.moment = FRIDAY_NIGHT
    options = await free(client)
    assert len(options) == MOST_OFFERED
    begins = [datetime.fromisoformat(option["at"]) for option in options]
    assert begins == sorted(begins)
    assert begins[0].date() >= date(2026, 11, 30), "the weekend has none"
    assert all(begin.utcoffset() == timedelta(hours=1) for begin in begins)
    assert {option["label"] for option in options} == {"Esch-sur-Alzette"}


async def test_booking_takes_the_slot_and_cancelling_frees_it(client: httpx.AsyncClient) -> None:
    first = (await free(client))[0]
    booked = await book(client, first["value"], "key-of-the-first")
    assert booked.status_code == 201
    assert booked.json() == {
        "reference": "AP-2026-000001",
        "at": first["at"],
        "place": "Esch-sur-Alzette",
        "document": "/appointments/AP-2026-000001.ics",
    }
    assert first not in await free(client)
    assert len(await free(client, "diekirch")) == MOST_OFFERED
    second = await book(client, first["value"], "key-of-the-second")
    assert (second.status_code, second.json()["code"]) == (422, "slot_taken")
    assert (await cancel(client, "ap-2026-000001", "key-to-cancel")).json() == {"reference": "AP-2026-000001"}
    assert first in await free(client)
    assert (await book(client, first["value"], "key-of-the-third")).status_code == 201
    again = await cancel(client, "AP-2026-000001", "key-to-cancel-again")
    assert (again.status_code, again.json()["code"]) == (404, "unknown_reference")
    assert (await client.get("/appointments/AP-2026-000001.ics")).status_code == 404


async def test_an_appointment_cannot_be_cancelled_in_its_last_hour(client: httpx.AsyncClient, clock: Clock) -> None:
    first = (await free(client))[0]
    await book(client, first["value"], "key-of-the-first")
    begins = datetime.fromisoformat(first["at"])
    clock.moment = begins.astimezone(UTC) - timedelta(minutes=59)
    assert (await cancel(client, "AP-2026-000001", "key-to-cancel-late")).json()["code"] == "too_late"
    clock.moment = begins.astimezone(UTC) - timedelta(minutes=60)
    assert (await cancel(client, "AP-2026-000001", "key-to-cancel")).status_code == 201


async def test_an_appointment_is_no_application(client: httpx.AsyncClient) -> None:
    await book(client, (await free(client))[0]["value"], "key-of-the-first")
    assert (await client.get("/applications/AP-2026-000001")).status_code == 404
    refused = await client.post("/applications/AP-2026-000001/withdrawal", headers={"Idempotency-Key": "key-withdraw"})
    assert refused.json()["code"] == "unknown_reference"


async def test_many_who_want_the_same(client: httpx.AsyncClient) -> None:
    slots = [option["value"] for option in (await free(client))[:3]]
    answers = await asyncio.gather(*(book(client, slots[n % 3], f"key-of-number-{n}") for n in range(30)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [422] * 27
    counted = (await client.get("/sandbox/filed", params={"kind": "appointment"})).json()
    assert counted["count"] == 3


async def test_the_appointment_fits_a_calendar(client: httpx.AsyncClient) -> None:
    first = (await free(client))[0]
    await book(client, first["value"], "key-of-the-first")
    fetched = await client.get("/appointments/AP-2026-000001.ics")
    assert fetched.headers["content-type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(fetched.content).walk("VEVENT")
    assert event.decoded("dtstart") == datetime.fromisoformat(first["at"])
    assert event.decoded("dtend") > event.decoded("dtstart")
    assert str(event["location"]) == "Esch-sur-Alzette"
    assert str(event["summary"]) == "[Sandbox] Rendez-vous / Termin / Appointment"
    assert len(str(event["description"]).split("\n")) == 4


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "sandbox.db")
    yield opened
    opened.close()


def booking(number: int, slot: str) -> Filing:
    return Filing("appointment", {"commune": COMMUNE, "slot": slot}, f"key-{number:08d}", NOW)


def test_the_file_itself_refuses_a_double_booking(store: Store) -> None:
    with store._engine.begin() as connection:
        add(connection, booking(1, "a-slot"))
    with pytest.raises(IntegrityError), store._engine.begin() as connection:
        add(connection, booking(2, "a-slot"))


def test_two_processes_on_one_file(tmp_path: Path) -> None:
    stores = [open_store(tmp_path / "sandbox.db") for _ in range(2)]
    slot = slot_id(COMMUNE, next(s for n in range(1, 9) for s in slots_of(COMMUNE, NOW.date() + timedelta(n))))
    fields = {"commune": COMMUNE, "matter": MATTER, "slot": slot, "email": "a@example.org"}
    with ThreadPoolExecutor(8) as pool:
        decisions = list(
            pool.map(lambda n: stores[n % 2].decide("appointment", fields, f"key-{n:08d}", NOW), range(16))
        )
    assert sorted(decision.code or "booked" for decision in decisions) == ["booked"] + ["slot_taken"] * 15
    for opened in stores:
        opened.close()
