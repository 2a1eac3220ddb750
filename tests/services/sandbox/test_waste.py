"""The waste calendar: days that follow from the street, on working days, at their distance; and as iCalendar."""

from datetime import date, timedelta
from itertools import islice, pairwise
from urllib.parse import unquote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from services.sandbox.register import Register
from services.sandbox.waste import WASTES, WEEKS_BETWEEN, Waste, WasteRound

REGISTER = Register.read()

streets = st.text(max_size=60).filter(REGISTER.knows_street)


@given(streets, st.sampled_from(WASTES), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_collections_come_at_their_distance(street: str, waste: Waste, today: date) -> None:
    found = list(islice(WasteRound.of("diekirch", street).collections(waste, today), 6))
    assert found[0] - today < timedelta(weeks=WEEKS_BETWEEN[waste])
    assert all(day >= today and day.weekday() < 5 for day in found)
    assert {later - day for day, later in pairwise(found)} == {timedelta(weeks=WEEKS_BETWEEN[waste])}
    # Whoever asks on another day gets the same days.
    assert next(WasteRound.of("diekirch", street).collections(waste, found[0])) == found[0]
    assert next(WasteRound.of("diekirch", street).collections(waste, found[0] + timedelta(days=1))) == found[1]


@given(streets)
def test_the_document_leads_back_to_the_street(street: str) -> None:
    found = WasteRound.of("esch-sur-alzette", street)
    assert found.document.isascii()
    _, _, commune, name = found.document.split("/")
    assert WasteRound.of(unquote(commune), unquote(name.removesuffix(".ics"))) == found


def test_streets_and_communes_differ() -> None:
    today = date(2026, 11, 23)
    seen = {
        tuple(WasteRound.of(commune, street).next(waste, today) for waste in WASTES)
        for commune in ("diekirch", "esch-sur-alzette")
        for street in ("rue de l'Alzette", "avenue de la Gare", "Groussgaass")
    }
    assert len(seen) == 6


async def show(client: httpx.AsyncClient, street: str) -> httpx.Response:
    return await client.get("/waste-calendars", params={"commune": "esch-sur-alzette", "street": street})


async def test_however_the_street_is_written(client: httpx.AsyncClient) -> None:
    answers = [(await show(client, street)).json() for street in ("12, rue de l'Alzette", "RUE DE L’ALZETTE  12")]
    streets = [answer.pop("street") for answer in answers]
    assert streets == ["12, rue de l'Alzette", "RUE DE L’ALZETTE 12"]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("street", ["Rue de Nulle Part 5", "12", "--"])
async def test_a_street_that_nobody_knows(client: httpx.AsyncClient, street: str) -> None:
    answer = await show(client, street)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_street")
    assert street not in answer.text


async def test_the_calendar_holds_the_days_that_were_told(client: httpx.AsyncClient) -> None:
    told = (await show(client, "Groussgaass")).json()
    fetched = await client.get(told["document"])
    assert fetched.headers["content-type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(fetched.content).walk("VEVENT")
    assert len({str(event["uid"]) for event in events}) == len(events) > 30
    for waste in WASTES:
        days = sorted(event.decoded("dtstart") for event in events if f"-{waste}-" in str(event["uid"]))
        assert days[0].isoformat() == told[waste]
    assert all(str(event["summary"]).startswith("[Sandbox] ") for event in events)


async def test_there_is_no_calendar_of_an_unknown_street(client: httpx.AsyncClient) -> None:
    assert (await client.get("/waste-calendars/diekirch/rue-de-nulle-part.ics")).status_code == 404
