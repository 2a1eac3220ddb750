"""Applications on their way: from received to ready, withdrawn, turned down, and the document at the end."""

from datetime import timedelta
from urllib.parse import quote

import httpx
import pytest

from tests.services.people import ALICE, BRUNO, CERTIFICATE, KEY, PERMIT
from tests.services.sandbox.clock import Clock
from tests.services.sandbox.stores import NOW, READY_AFTER

TURNED_DOWN = "1966060666092"


async def ask(client: httpx.AsyncClient, path: str, fields: dict[str, str], key: str = KEY) -> httpx.Response:
    return await client.post(path, json=fields, headers={"Idempotency-Key": key})


async def test_an_application_becomes_ready_by_itself(client: httpx.AsyncClient, clock: Clock) -> None:
    await ask(client, "/residence-certificates", CERTIFICATE)
    seen = []
    for _ in range(5):
        seen.append((await client.get("/applications/RC-2026-000001")).json())
        clock.pass_by(READY_AFTER / 4)
    assert [one["status"] for one in seen] == ["received", "received", "in_progress", "in_progress", "ready"]
    assert [one.get("document") for one in seen] == [None] * 4 + ["/documents/RC-2026-000001.pdf"]
    assert {one["filed_on"] for one in seen} == {"2026-11-23"}
    tracked = (await client.get("/application-standings/RC-2026-000001")).json()
    assert tracked == {"reference": "RC-2026-000001", "status": "ready", "filed_on": "2026-11-23"}


async def test_the_day_is_luxembourgs(client: httpx.AsyncClient, clock: Clock) -> None:
    clock.set("2026-11-23T23:30:00+00:00")
    await ask(client, "/residence-certificates", CERTIFICATE)
    assert (await client.get("/applications/RC-2026-000001")).json()["filed_on"] == "2026-11-24"


@pytest.mark.parametrize(
    ("path", "fields", "shown", "document"),
    [
        ("/parking-permits", PERMIT, "/applications/PP-2026-000001", "/documents/PP-2026-000001.pdf"),
        (
            "/justice/criminal-records",
            {"national_id": BRUNO, "purpose": "other", "birthdate": "1985-04-12", "family_name": "Łukasz Ðorđević"},
            "/justice/criminal-records/CR-2026-000001",
            "/justice/documents/CR-2026-000001.pdf",
        ),
        (
            "/taxes/tax-card-copies",
            {"national_id": BRUNO, "year": "2026"},
            "/taxes/tax-card-copies/TC-2026-000001",
            "/taxes/documents/TC-2026-000001.pdf",
        ),
    ],
)
async def test_what_is_ready_can_be_fetched(
    client: httpx.AsyncClient, clock: Clock, path: str, fields: dict[str, str], shown: str, document: str
) -> None:
    assert (await ask(client, path, fields)).status_code == 201
    assert (await client.get(document)).status_code == 404
    clock.pass_by(READY_AFTER)
    assert (await client.get(shown)).json()["document"] == document
    fetched = await client.get(document)
    assert (fetched.status_code, fetched.headers["content-type"]) == (200, "application/pdf")
    assert fetched.headers["content-disposition"].endswith(f'{document.rpartition("/")[2]}"')
    assert fetched.content.startswith(b"%PDF-")


async def test_an_administration_shows_only_its_own(client: httpx.AsyncClient, clock: Clock) -> None:
    await ask(client, "/taxes/tax-card-copies", {"national_id": BRUNO, "year": "2026"})
    clock.pass_by(READY_AFTER)
    for path in (
        "/applications/TC-2026-000001",
        "/documents/TC-2026-000001.pdf",
        "/justice/documents/TC-2026-000001.pdf",
    ):
        assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("typed", ["a/b", "RC-2026-000001/withdrawal", "%2e%2e1", "x?y#z", "Nummer ü 1", "1" * 500])
@pytest.mark.parametrize("path", ["/applications/", "/justice/criminal-records/", "/taxes/tax-card-copies/"])
async def test_whatever_is_typed_is_an_unknown_reference(client: httpx.AsyncClient, path: str, typed: str) -> None:
    answer = await client.get(path + quote(typed, safe=""))
    assert (answer.status_code, answer.json().get("code")) == (404, "unknown_reference")
    assert typed not in answer.text


@pytest.mark.parametrize("typed", [" rc-2026-000001 ", "Rc-2026-000001"])
async def test_a_reference_is_known_however_it_is_typed(client: httpx.AsyncClient, typed: str) -> None:
    await ask(client, "/residence-certificates", CERTIFICATE)
    assert (await client.get(f"/applications/{quote(typed)}")).json()["reference"] == "RC-2026-000001"


async def test_an_application_can_be_turned_down(client: httpx.AsyncClient, clock: Clock) -> None:
    await ask(client, "/residence-certificates", {**CERTIFICATE, "national_id": TURNED_DOWN})
    clock.pass_by(READY_AFTER)
    shown = (await client.get("/applications/RC-2026-000001")).json()
    assert shown == {"reference": "RC-2026-000001", "status": "rejected", "filed_on": "2026-11-23"}
    assert (await client.get("/documents/RC-2026-000001.pdf")).status_code == 404


async def test_a_withdrawn_application_stays_withdrawn(client: httpx.AsyncClient, clock: Clock) -> None:
    await ask(client, "/parking-permits", PERMIT)
    taken_back = await ask(client, "/applications/pp-2026-000001/withdrawal", {}, "key-of-the-withdrawal")
    assert (taken_back.status_code, taken_back.json()) == (201, {"reference": "PP-2026-000001"})
    clock.pass_by(2 * READY_AFTER)
    assert (await client.get("/applications/PP-2026-000001")).json()["status"] == "withdrawn"
    assert (await client.get("/documents/PP-2026-000001.pdf")).status_code == 404
    again = await ask(client, "/parking-permits", PERMIT, "key-of-a-new-start")
    assert again.status_code == 201, "the plate is free again"


async def test_what_is_decided_cannot_be_withdrawn(client: httpx.AsyncClient, clock: Clock) -> None:
    await ask(client, "/residence-certificates", CERTIFICATE)
    clock.pass_by(READY_AFTER)
    refused = await ask(client, "/applications/RC-2026-000001/withdrawal", {}, "key-of-the-withdrawal")
    assert (refused.status_code, refused.json()["code"]) == (422, "already_decided")
    assert (await client.get("/applications/RC-2026-000001")).json()["status"] == "ready"


@pytest.mark.parametrize("kind", ["residence_certificate", "withdrawal", None])
async def test_all_that_is_filed_can_be_counted(client: httpx.AsyncClient, kind: str | None) -> None:
    for number in range(3):
        await ask(client, "/residence-certificates", CERTIFICATE, f"key-number-{number}")
    await ask(client, "/applications/RC-2026-000002/withdrawal", {}, "key-of-the-withdrawal")
    counted = (await client.get("/sandbox/filed", params={"kind": kind} if kind else {})).json()
    filed = [("residence_certificate", f"RC-2026-00000{number + 1}", f"key-number-{number}") for number in range(3)]
    withdrawn = [("withdrawal", "RC-2026-000002", "key-of-the-withdrawal")]
    expected = {"residence_certificate": filed, "withdrawal": withdrawn, None: filed + withdrawn}[kind]
    assert counted["count"] == len(expected)
    assert sorted((one["kind"], one["reference"], one["idempotency_key"]) for one in counted["filed"]) == expected
    assert BRUNO not in str(counted)


async def test_the_same_plate_of_another_person(client: httpx.AsyncClient) -> None:
    await ask(client, "/parking-permits", PERMIT)
    other = await ask(client, "/parking-permits", {**PERMIT, "national_id": ALICE}, "key-of-alice")
    assert other.json()["code"] == "already_has_permit"


async def test_the_person_is_counted_with_the_status_of_the_moment(client: httpx.AsyncClient, clock: Clock) -> None:
    await ask(client, "/residence-certificates", CERTIFICATE)
    clock.moment = NOW + timedelta(seconds=READY_AFTER)
    listed = (await client.get("/sandbox/applications", params={"national_id": BRUNO})).json()
    assert listed == {
        "count": 1,
        "applications": [
            {
                "reference": "RC-2026-000001",
                "status": "ready",
                "kind": "residence_certificate",
                "filed_at": "2026-11-23T10:00:00+00:00",
            }
        ],
    }
