"""Every fault meets every operation, and whatever happens on the way, asking again files once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.services.people import BRUNO, CERTIFICATE, MOVE, PERMIT

Send = Callable[..., Awaitable[httpx.Response]]

PERSON = {"national_id": BRUNO}
FILINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "residence_certificate": ("/residence-certificates", {"json": CERTIFICATE}),
    "parking_permit": ("/parking-permits", {"json": PERMIT}),
    "change_of_address": (
        "/changes-of-address",
        {"data": MOVE, "files": {"proof": ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(40))}},
    ),
    "criminal_record": (
        "/justice/criminal-records",
        {"json": {**PERSON, "purpose": "other", "birthdate": "1985-04-12", "family_name": "Muller"}},
    ),
    "tax_card_copy": ("/taxes/tax-card-copies", {"json": {**PERSON, "year": "2026"}}),
    "appointment": ("/appointments", {}),
    "withdrawal": ("/applications/PP-2026-000001/withdrawal", {}),
    "cancellation": ("/appointments/AP-2026-000001/cancellation", {}),
}
LOOK_UPS = [
    "/applications/PP-2026-000001",
    "/appointments?commune=diekirch&matter=passport",
    "/waste-calendars?commune=diekirch&street=Groussgaass",
    "/justice/criminal-records/CR-2026-000001",
    "/taxes/tax-card-copies/TC-2026-000001",
]


async def slots(client: httpx.AsyncClient) -> list[str]:
    answer = await client.get("/appointments", params={"commune": "diekirch", "matter": "passport"})
    return [option["value"] for option in answer.json()["options"]]


@pytest.fixture
async def send(client: httpx.AsyncClient) -> Send:
    """Sends a filing of a kind; what withdrawal and cancellation take back is there."""
    free = await slots(client)
    booking = {"commune": "diekirch", "matter": "passport", "email": "a@example.org"}
    before = {"/parking-permits": {**PERMIT, "plate": "AA 1111"}, "/appointments": {**booking, "slot": free[0]}}
    for path, body in before.items():
        filed = await client.post(path, json=body, headers={"Idempotency-Key": f"key-before{path.replace('/', '-')}"})
        assert filed.status_code == 201

    async def sending(kind: str, fault: str | None = None, key: str = "key-of-the-filing") -> httpx.Response:
        path, content = FILINGS[kind]
        if kind == "appointment":
            content = {"json": {**booking, "slot": free[1]}}
        headers = {"Idempotency-Key": key} | ({"X-Sandbox-Fault": fault} if fault else {})
        return await client.post(path, headers=headers, **content)

    return sending


async def filed(client: httpx.AsyncClient, kind: str) -> list[str]:
    """References of what was filed under the key of the filing."""
    listed = (await client.get("/sandbox/filed", params={"kind": kind})).json()["filed"]
    return [thing["reference"] for thing in listed if thing["idempotency_key"] == "key-of-the-filing"]


@pytest.mark.parametrize("kind", sorted(FILINGS))
async def test_nothing_is_filed_by_what_breaks_first(client: httpx.AsyncClient, send: Send, kind: str) -> None:
    assert (await send(kind, "error")).status_code == 500
    refused = await send(kind, "unavailable:7")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "7")
    assert await filed(client, kind) == []
    assert (await send(kind)).status_code == 201
    assert len(await filed(client, kind)) == 1


@pytest.mark.parametrize("kind", sorted(FILINGS))
async def test_an_answer_that_never_comes(client: httpx.AsyncClient, send: Send, kind: str) -> None:
    slow = asyncio.create_task(send(kind, "commit-then-timeout:30"))
    async with asyncio.timeout(5):
        while not await filed(client, kind):  # noqa: ASYNC110 - the sandbox has no event to wait for
            await asyncio.sleep(0.01)
    assert not slow.done()
    again = await send(kind)
    assert (again.status_code, again.headers["Idempotent-Replay"]) == (201, "true")
    assert await filed(client, kind) == [again.json()["reference"]]
    slow.cancel()


@pytest.mark.parametrize("kind", sorted(FILINGS))
async def test_an_answer_that_is_cut_off(client: httpx.AsyncClient, send: Send, kind: str) -> None:
    cut = await send(kind, "malformed")
    assert cut.status_code == 201
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        cut.json()
    again = await send(kind)
    assert again.headers["Idempotent-Replay"] == "true"
    assert again.text.startswith(cut.text)
    assert await filed(client, kind) == [again.json()["reference"]]


@pytest.mark.parametrize("kind", sorted(FILINGS))
async def test_a_repeated_key_that_is_no_replay(client: httpx.AsyncClient, send: Send, kind: str) -> None:
    first = await send(kind, "conflict")
    assert first.status_code == 201, "only a repeated key meets the conflict"
    again = await send(kind, "conflict")
    assert again.status_code == 409
    assert again.headers["content-type"] == "application/problem+json"
    assert again.json()["reference"] == first.json()["reference"]
    assert await filed(client, kind) == [first.json()["reference"]]


async def test_a_conflict_hides_no_rejection_and_names_nothing_to_strangers(
    client: httpx.AsyncClient, send: Send
) -> None:
    await client.post("/applications/RC-2026-999999/withdrawal", headers={"Idempotency-Key": "key-of-nothing"})
    headers = {"Idempotency-Key": "key-of-nothing", "X-Sandbox-Fault": "conflict"}
    again = await client.post("/applications/RC-2026-999999/withdrawal", headers=headers)
    assert (again.status_code, again.json()["code"]) == (404, "unknown_reference")
    await send("tax_card_copy")
    headers = {"Idempotency-Key": "key-of-the-filing", "X-Sandbox-Fault": "conflict"}
    other = await client.post("/taxes/tax-card-copies", json={**PERSON, "year": "2025"}, headers=headers)
    assert other.status_code == 409
    assert "reference" not in other.json()


@pytest.mark.parametrize("path", LOOK_UPS)
async def test_look_ups_meet_faults_too(client: httpx.AsyncClient, send: Send, path: str) -> None:
    for kind in ("criminal_record", "tax_card_copy"):
        await send(kind, key=f"key-of-the-{kind}")
    whole = await client.get(path)
    assert whole.status_code == 200
    planned = {"faults": [], "look_ups": ["error", "unavailable:7", "malformed", "delay:0", "commit-then-timeout:0"]}
    assert (await client.post("/sandbox/faults", json=planned)).status_code == 204
    answers = [await client.get(path) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [500, 503, 200, 200, 200, 200]
    assert answers[1].headers["Retry-After"] == "7"
    assert whole.text.startswith(answers[2].text)
    assert answers[2].text != whole.text
    assert [answer.json() for answer in answers[3:]] == [whole.json()] * 3


async def test_a_question_uses_up_no_fault_of_a_filing(client: httpx.AsyncClient, send: Send) -> None:
    await client.post("/sandbox/faults", json={"faults": ["error"]})
    assert (await client.get(LOOK_UPS[0])).status_code == 200
    assert (await send("residence_certificate")).status_code == 500


@pytest.mark.parametrize("path", [*LOOK_UPS, "/sandbox/faults"])
async def test_a_fault_that_does_not_exist_is_not_repeated(client: httpx.AsyncClient, path: str) -> None:
    if path == "/sandbox/faults":
        answer = await client.post(path, json={"faults": ["my-secret"]})
    else:
        answer = await client.get(path, headers={"X-Sandbox-Fault": "my-secret"})
    assert answer.status_code == 400
    assert "commit-then-timeout" in answer.json()["detail"]
    assert "my-secret" not in answer.text


async def test_many_callers_with_the_same_keys(client: httpx.AsyncClient, send: Send) -> None:
    kinds = [kind for kind in FILINGS if kind not in ("withdrawal", "cancellation", "appointment", "parking_permit")]
    answers = await asyncio.gather(
        *(send(kind, key=f"key-{kind}-{number}") for _ in range(3) for kind in kinds for number in range(10))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert sum("Idempotent-Replay" not in answer.headers for answer in answers) == 10 * len(kinds)
    listed = (await client.get("/sandbox/filed")).json()["filed"]
    mine = [(thing["idempotency_key"], thing["reference"]) for thing in listed if thing["kind"] in kinds]
    assert len(mine) == len({key for key, _ in mine}) == len({reference for _, reference in mine}) == 10 * len(kinds)
