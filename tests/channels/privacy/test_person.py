"""Somebody who logs in finds, takes along and erases all their conversations; an administrator does so when asked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator

import httpx
import pytest

from contracts.erasing import hash_conversation
from tests.channels.auth.browser import VALUES
from tests.channels.auth.conftest import EidServer, LoginGateway
from tests.channels.client import sign_in
from tests.channels.privacy.conftest import MARIE, Device, Kept

OTHER = "jang"


async def theirs(kept: Kept) -> set[str]:
    answer = await kept.api.get(f"{kept.path}/person", headers=kept.headers)
    assert answer.status_code == 200, answer.text
    return {one["id"] for one in answer.json()["conversations"]}


pytestmark = pytest.mark.usefixtures("nobody_is_known")


async def test_conversations_of_other_devices_are_found_and_no_other_persons(device: Device) -> None:
    first, second, foreign, anonymous = (
        await device.begin_as(MARIE),
        await device.begin_as(MARIE),
        await device.begin_as(OTHER),
        await device.begin(),
    )
    assert await theirs(second) == {first.id, second.id}
    assert await theirs(foreign) == {foreign.id}
    refused = await device.api.get(f"{anonymous.path}/person", headers=anonymous.headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "login_needed")


async def test_whoever_logs_out_sees_nothing_and_finds_it_after_the_next_login(device: Device) -> None:
    first = await device.begin_as(MARIE)
    await device.log_out(first)
    for method, path in (("GET", "person"), ("GET", "person/export"), ("DELETE", "person")):
        refused = await device.api.request(method, f"{first.path}/{path}", headers=first.headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "login_needed")
    second = await device.begin_as(MARIE)
    assert await theirs(second) == {first.id, second.id}


async def test_a_login_that_has_run_out_is_none(device: Device, door: LoginGateway) -> None:
    first = await device.begin_as(MARIE)
    code = await first.receipt()
    with sqlite3.connect(door.database_path) as database:
        database.execute(
            "UPDATE identity SET expires_at = '2026-01-01 00:00:00.000000' WHERE conversation_id = ?", [first.id]
        )
    refused = await device.api.get(f"{first.path}/person", headers=first.headers)
    assert refused.json()["code"] == "login_needed"
    erased = await device.api.post("/receipt", data={"code": code, "wish": "erase_yes"})
    assert erased.status_code == 200, "a receipt still withdraws what was said"
    assert (await first.export()).status_code == 404


@pytest.mark.parametrize("format", ["json", "html"])
async def test_all_are_exported_without_what_came_after_logging_out(device: Device, format: str) -> None:  # noqa: A002
    first = await device.begin_as(MARIE)
    await first.say("while logged in")
    await first.hears(6)
    await device.log_out(first)
    await first.say("somebody at the same screen")
    await first.hears(9)
    second = await device.begin_as(MARIE)
    await second.say("from my phone")
    answer = await device.api.get(f"{second.path}/person/export", params={"format": format}, headers=second.headers)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert "while logged in" in answer.text
    assert "from my phone" in answer.text
    assert "somebody at the same screen" not in answer.text


async def test_all_are_erased_with_a_proof_each(device: Device, door: LoginGateway) -> None:
    first, second, foreign = [await device.begin_as(person) for person in (MARIE, MARIE, OTHER)]
    erased = await device.api.delete(f"{second.path}/person", headers=second.headers)
    assert erased.json() == {"erased": 2}
    assert [(await one.export()).status_code for one in (first, second, foreign)] == [404, 404, 200]
    assert proofs(door, first, second) == ["person", "person"]


async def test_all_are_erased_however_many_there_are(
    device: Device, office: httpx.AsyncClient, door: LoginGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.store.people.MOST_AT_ONCE", 2)
    mine = [await device.begin_as(MARIE) for _ in range(5)]
    erased = await device.api.delete(f"{mine[0].path}/person", headers=mine[0].headers)
    assert erased.json() == {"erased": 5}
    assert {(await one.export()).status_code for one in mine} == {404}
    more = [await device.begin_as(MARIE) for _ in range(5)]
    asked = await office.post("/api/staff/privacy/erase", json={"national_id": VALUES[0]})
    assert asked.json()["erased"] == 5
    assert {one["proof"] for one in asked.json()["proofs"]} == {hash_conversation(one.id) for one in more}
    assert proofs(door, *more) == ["administrator"] * 5


@pytest.mark.parametrize("change", ["subject_key = 'of somebody else'", "ended_at = linked_at"])
async def test_a_link_that_is_not_of_the_login_shows_nothing(device: Device, door: LoginGateway, change: str) -> None:
    """A gateway of the version before lets somebody log in, and knows nothing of links."""
    first = await device.begin_as(MARIE)
    with sqlite3.connect(door.database_path) as database:
        database.execute(f"UPDATE person_link SET {change} WHERE conversation_id = ?", [first.id])
    for method, path in (("GET", "person"), ("GET", "person/export"), ("DELETE", "person")):
        refused = await device.api.request(method, f"{first.path}/{path}", headers=first.headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "login_needed")


async def test_the_conversation_that_asks_goes_last(device: Device, door: LoginGateway) -> None:
    first, second, third = [await device.begin_as(MARIE) for _ in range(3)]
    await third.say("the newest")
    erased = await device.api.delete(f"{third.path}/person", headers=third.headers)
    assert erased.json() == {"erased": 3}
    with sqlite3.connect(door.database_path) as database:
        order = [row[0] for row in database.execute("SELECT id_hash FROM erasure ORDER BY rowid DESC LIMIT 3")]
    assert order[0] == hash_conversation(third.id)
    assert set(order[1:]) == {hash_conversation(one.id) for one in (first, second)}


def proofs(door: LoginGateway, *erased: Kept) -> list[str]:
    with sqlite3.connect(door.database_path) as database:
        return [
            database.execute("SELECT reason FROM erasure WHERE id_hash = ?", [hash_conversation(one.id)]).fetchone()[0]
            for one in erased
        ]


async def test_the_last_to_log_in_is_whose_the_conversation_is(device: Device) -> None:
    shared = await device.begin_as(MARIE)
    await device.log_in(shared, OTHER)
    mine = await device.begin_as(MARIE)
    assert await theirs(mine) == {mine.id}
    assert await theirs(shared) == {shared.id}


async def test_the_database_says_of_nobody_who_they_are(device: Device, door: LoginGateway) -> None:
    first = await device.begin_as(MARIE)
    await device.log_out(first)
    with sqlite3.connect(door.database_path) as database:
        link = str(database.execute("SELECT * FROM person_link WHERE conversation_id = ?", [first.id]).fetchone())
    assert not [value for value in (*VALUES, MARIE) if value in link]


# What reaches the administration otherwise ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cookie(entrance: tuple[LoginGateway, EidServer]) -> str:
    entrance[0].hire("ada", "administrator")
    return sign_in(entrance[0].origin, "ada", "a long password")


@pytest.fixture
async def office(door: LoginGateway, cookie: str) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Cookie": cookie, "Origin": door.origin}
    async with httpx.AsyncClient(base_url=door.origin, headers=headers, timeout=30) as client:
        yield client


BY = {
    "national_id": lambda _code: VALUES[0],
    "national_id, as it is written": lambda _code: f"{VALUES[0][:4]} {VALUES[0][4:8]} {VALUES[0][8:]}",
    "receipt": lambda code: code.lower(),
}


@pytest.mark.parametrize("by", BY)
async def test_an_administrator_finds_exports_and_erases(
    device: Device,
    door: LoginGateway,
    office: httpx.AsyncClient,
    by: str,
) -> None:
    kept = await device.begin_as(MARIE)
    await kept.say("a word of hers")
    await kept.hears(6)
    body = {by.partition(",")[0]: BY[by](await kept.receipt())}
    listed = await office.post("/api/staff/privacy/list", json=body)
    assert [one["id"] for one in listed.json()["conversations"]] == [kept.id]
    assert "a word of hers" not in listed.text
    exported = await office.post("/api/staff/privacy/export", json=body)
    assert "a word of hers" in exported.text
    whole = exported.json()["conversations"][0]
    counted = listed.json()["conversations"][0]["kept"]
    assert counted["events"] > 0
    assert counted == {kind: len(whole[kind]) for kind in counted}
    erased = (await office.post("/api/staff/privacy/erase", json=body)).json()
    assert erased["erased"] == 1
    assert proofs(door, kept) == ["administrator"]
    with sqlite3.connect(door.database_path) as database:
        row = database.execute("SELECT id_hash, counts FROM erasure ORDER BY rowid DESC LIMIT 1").fetchone()
    assert erased["proofs"][0]["proof"] == row[0] == hash_conversation(kept.id)
    assert erased["proofs"][0]["rows"] == {table: count for table, count in json.loads(row[1]).items() if count}
    again = await office.post("/api/staff/privacy/erase", json=body)
    assert (again.status_code, again.json()["code"]) == (404, "unknown_person")
    with sqlite3.connect(door.database_path) as database:
        written = database.execute("SELECT action, target, detail FROM audit ORDER BY number DESC LIMIT 4").fetchall()
    assert [(action, target) for action, target, _ in written] == [
        ("person_looked_up", ""),
        ("conversation_erased", kept.id),
        ("person_exported", ""),
        ("person_looked_up", ""),
    ]
    assert json.loads(written[0][2]) == {"by": next(iter(body)), "found": 0}, "whoever guesses is seen"
    assert next(iter(body.values())) not in str(written)
    assert next(iter(body.values())) not in door.log


async def test_an_export_for_a_letter_can_be_read(device: Device, office: httpx.AsyncClient) -> None:
    kept = await device.begin_as(MARIE)
    await kept.say("Bonjour <b>Marie</b>")
    body = {"national_id": VALUES[0]}
    answer = await office.post("/api/staff/privacy/export", params={"format": "html"}, json=body)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert '<html lang="fr">' in answer.text
    assert "Bonjour &lt;b&gt;Marie&lt;/b&gt;" in answer.text
    refused = await office.post("/api/staff/privacy/export", params={"format": "pdf"}, json=body)
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_frame")


@pytest.mark.parametrize(
    "body",
    [{}, {"receipt": "x", "subject": "y"}, {"national_id": ""}, {"name": "Marie"}, {"subject": "x" * 256}],
)
async def test_a_request_names_exactly_one_thing(office: httpx.AsyncClient, body: dict[str, str]) -> None:
    assert (await office.post("/api/staff/privacy/erase", json=body)).status_code == 400


@pytest.mark.parametrize("body", [{"receipt": "0" * 28}, {"national_id": "1988062347148"}, {"subject": "nobody"}])
async def test_nothing_is_found_under_what_nobody_has(office: httpx.AsyncClient, body: dict[str, str]) -> None:
    assert (await office.post("/api/staff/privacy/export", json=body)).status_code == 404
