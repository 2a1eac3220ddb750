"""What supervisors see, over its routes and both databases."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from channels.answers import CallError
from channels.store.members import Role
from channels.supervision import routes
from channels.supervision.history import Period, day_of
from channels.supervision.promises import Promises, read_promises
from channels.supervision.routes import read_period
from contracts.desk.model import Queue
from contracts.languages import LANGUAGES
from contracts.staff_tables import callback, presence
from tests.channels.staff_app import Desks, bot, citizen

ROUTERS = (routes.router,)
OVERVIEW, HISTORY, TABLE = "/api/staff/overview", "/api/staff/history", "/api/staff/history.csv"
# Half past eleven at night in Luxembourg, which is half past ten in UTC: the next day there begins an hour earlier.
LATE = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
PERIOD = {"from": "2026-11-23", "to": "2026-11-24"}


QUEUES = [
    Queue(id=name, name=dict.fromkeys(LANGUAGES, name.title()), level="B1", hours={}, answer_within=seconds)
    for name, seconds in (("general", 120), ("taxes", 60))
]


@pytest.fixture
async def two_days(desks: Desks) -> Desks:
    """On the first day one conversation that the bot finished, on the second two, of which one went to a person."""
    desks.queues = QUEUES
    minute = timedelta(minutes=1)
    await desks.talk("a", citizen("Moien"), bot("Moien"), at=LATE)
    await desks.talk("silent", bot("Moien"), at=LATE)
    await desks.talk("b", citizen("Moien"), at=LATE + 60 * minute)
    await desks.talk("c", bot(), citizen("Bonjour"), at=LATE + 60 * minute, language="fr")
    await desks.talk("old", citizen("Moien"), at=LATE - timedelta(days=2))
    handled = {"first_claimed_at": LATE + 61 * minute, "closed_at": LATE + 66 * minute, "ending": "closed"}
    await desks.ticket("t", "b", opened_at=LATE + 60 * minute, moves=1, score=4, **handled)
    await desks.ticket(
        "u",
        "c",
        opened_at=LATE + 60 * minute,
        queue="taxes",
        language="fr",
        closed_at=LATE + 70 * minute,
        ending="cancelled",
    )
    return desks


async def test_a_period_by_day_language_and_queue(two_days: Desks) -> None:
    member = await two_days.hire("sue", "supervisor")
    async with two_days.visit(member, ROUTERS) as client:
        told = (await client.get(HISTORY, params=PERIOD)).json()
    assert told["period"] == {"from": "2026-11-23", "to": "2026-11-24", "queue": None, "language": None}
    total = told["total"]
    assert (total["conversations"], total["contained"], total["containment"]) == (3, 1, 0.3333)
    assert (total["handovers"], total["claimed"], total["abandoned"], total["transfers"]) == (2, 1, 1, 1)
    assert total["wait"] == {"p50": 60, "p80": 60, "count": 1}
    assert total["handling"] == {"p50": 300, "p80": 300, "count": 1}
    assert total["promises"] == {"kept": 1, "of": 2}
    assert total["satisfaction"] == {"mean": 4.0, "scores": [0, 0, 0, 1, 0]}
    days = [(it["day"], it["figures"]["conversations"], it["figures"]["handovers"]) for it in told["days"]]
    assert days == [("2026-11-23", 1, 0), ("2026-11-24", 2, 2)]
    languages = [(it["language"], it["figures"]["containment"]) for it in told["languages"]]
    assert languages == [("lb", 0.5), ("fr", 0.0), ("de", None), ("en", None)]
    queues = [(it["queue"], it["name"]["en"], it["figures"]["handovers"]) for it in told["queues"]]
    assert queues == [("general", "General", 1), ("taxes", "Taxes", 1)]
    assert {it["figures"]["conversations"] for it in told["queues"]} == {None}


async def test_a_period_is_narrowed_down(two_days: Desks) -> None:
    member = await two_days.hire("sue", "supervisor")
    async with two_days.visit(member, ROUTERS) as client:
        french = (await client.get(HISTORY, params=PERIOD | {"language": "fr"})).json()
        taxes = (await client.get(HISTORY, params=PERIOD | {"queue": "taxes"})).json()
    assert (french["total"]["conversations"], french["total"]["handovers"]) == (1, 1)
    assert [it["language"] for it in french["languages"]] == ["fr"]
    assert (taxes["total"]["conversations"], taxes["total"]["handovers"]) == (None, 1)
    assert [it["queue"] for it in taxes["queues"]] == ["taxes"]


async def test_the_table_is_a_file(two_days: Desks) -> None:
    member = await two_days.hire("sue", "supervisor")
    async with two_days.visit(member, ROUTERS) as client:
        given = await client.get(TABLE, params=PERIOD)
    assert given.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert given.headers["content-disposition"] == 'attachment; filename="moien-2026-11-23-2026-11-24.csv"'
    rows = list(csv.DictReader(io.StringIO(given.text, newline="")))
    assert [(row["by"], row["key"], row["handovers"]) for row in rows[:3]] == [
        ("period", "2026-11-23/2026-11-24", "2"),
        ("day", "2026-11-23", "0"),
        ("day", "2026-11-24", "2"),
    ]


async def test_how_things_go(two_days: Desks) -> None:
    now = datetime.now(UTC)
    member = await two_days.hire("sue", "supervisor")
    await two_days.hire("alex")
    await two_days.hire("former", active=False)
    hour = timedelta(hours=1)
    await two_days.ticket("w", "a", state="waiting", opened_at=now - hour, waiting_since=now - hour)
    claimed = {"state": "claimed", "agent_id": "alex", "first_claimed_at": now, "claimed_at": now}
    await two_days.ticket("x", "old", opened_at=now - hour, **claimed)
    call = {"language": "lb", "queue": "general", "phone": "+352621123456", "when": "any", "about": "", "attempts": 0}
    async with two_days.database.write() as connection:
        await connection.execute(insert(presence).values(staff_id="alex", state="busy", since=now, seen_at=now))
        for id_, state in (("k", "waiting"), ("l", "done")):
            await connection.execute(
                insert(callback).values(id=id_, conversation_id="b", ticket_id="t", state=state, asked_at=now, **call)
            )
    async with two_days.visit(member, ROUTERS) as client:
        told = (await client.get(OVERVIEW)).json()
    assert (told["now"]["waiting"], told["now"]["late"], told["callbacks"]) == (1, 1, 1)
    assert 3600 <= told["now"]["longest_wait"] < 3700
    assert [it["ticket"] for it in told["late"]] == ["w"]
    (agent,) = told["agents"]
    assert (agent["name"], agent["presence"], [it["ticket"] for it in agent["conversations"]]) == (
        "Alex",
        "busy",
        ["x"],
    )


@pytest.mark.parametrize("role", ["agent", "supervisor", "owner", "publisher", "administrator"])
async def test_who_may(desks: Desks, role: Role) -> None:
    desks.queues = QUEUES
    async with desks.visit(await desks.hire("x", role), ROUTERS) as client:
        for url in (OVERVIEW, HISTORY, TABLE):
            assert (await client.get(url)).status_code == (200 if role == "supervisor" else 403)


def test_the_last_four_weeks_where_no_day_is_given() -> None:
    today = date(2026, 11, 23)
    assert read_period({}, today) == Period(first=date(2026, 10, 27), last=today)
    assert read_period({"to": "2026-03-01", "queue": "", "language": ""}, today).first == date(2026, 2, 2)


@pytest.mark.parametrize(
    "query",
    [
        {"from": "23.11.2026"},
        {"from": "2026-11-24", "to": "2026-11-23"},
        {"from": "2025-11-22", "to": "2026-11-23"},
        {"to": "9999-12-31"},
        {"from": "0001-01-01", "to": "0001-01-02"},
        {"language": "pt"},
    ],
)
def test_what_is_no_period(query: dict[str, str]) -> None:
    with pytest.raises(CallError) as refused:
        read_period(query, date(2026, 11, 23))
    assert refused.value.code == "bad_frame"


def test_days_are_those_of_luxembourg() -> None:
    assert day_of(LATE) == date(2026, 11, 23)
    assert day_of(LATE + timedelta(hours=1)) == date(2026, 11, 24)
    summer = Period(first=date(2026, 3, 29), last=date(2026, 3, 29))
    assert summer.ends - summer.begins == timedelta(hours=23)


def test_what_queues_promise_stands_in_the_plan() -> None:
    names = {"general": QUEUES[0].name, "taxes": QUEUES[1].name}
    assert read_promises(QUEUES) == Promises(within={"general": 120, "taxes": 60}, names=names)
