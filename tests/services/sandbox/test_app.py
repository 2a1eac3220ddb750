"""The sandbox's HTTP API: answers, faults, marks, and what only this machine may ask."""

import asyncio
from pathlib import Path

import httpx
import pytest
from asgi_lifespan import LifespanManager
from fastapi import FastAPI

from services.sandbox.app import create_app
from services.sandbox.settings import SandboxSettings
from tests.services.people import BRUNO, CERTIFICATE, KEY, NOBODY, PERMIT


async def ask(
    client: httpx.AsyncClient, fields: dict[str, str] = CERTIFICATE, key: str = KEY, **headers: str
) -> httpx.Response:
    sent = {"Idempotency-Key": key, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return await client.post("/residence-certificates", json=fields, headers=sent)


async def count(client: httpx.AsyncClient, national_id: str = BRUNO) -> int:
    answer = await client.get("/sandbox/applications", params={"national_id": national_id})
    return int(answer.json()["count"])


async def test_an_application_is_filed_and_found(client: httpx.AsyncClient) -> None:
    answer = await ask(client)
    assert answer.status_code == 201
    assert answer.json() == {"reference": "RC-2026-000001", "status": "received"}
    assert "Idempotent-Replay" not in answer.headers
    shown = (await client.get("/applications/RC-2026-000001")).json()
    assert shown == {"reference": "RC-2026-000001", "status": "received", "filed_on": "2026-11-23"}


async def test_the_same_key_again(client: httpx.AsyncClient) -> None:
    first, again = await ask(client), await ask(client)
    assert again.status_code == 201
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replay"] == "true"
    assert await count(client) == 1


async def test_a_key_of_another_application(client: httpx.AsyncClient) -> None:
    await ask(client)
    answer = await ask(client, {**CERTIFICATE, "purpose": "school"})
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 409
    permit = await client.post("/parking-permits", json=PERMIT, headers={"Idempotency-Key": KEY})
    assert permit.status_code == 409
    assert await count(client) == 1


async def test_a_rejection(client: httpx.AsyncClient) -> None:
    answer = await ask(client, {**CERTIFICATE, "national_id": NOBODY})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_registered"
    again = await ask(client, {**CERTIFICATE, "national_id": NOBODY})
    assert again.json() == answer.json()
    assert again.headers["Idempotent-Replay"] == "true"


@pytest.mark.parametrize(
    ("fields", "key", "where"),
    [
        ({**CERTIFICATE, "iban": "LU28"}, KEY, "body.iban"),
        ({"national_id": BRUNO}, KEY, "body.commune"),
        ({**CERTIFICATE, "national_id": "SECRET"}, KEY, "body.national_id"),
        (CERTIFICATE, "short", "header.Idempotency-Key"),
        (CERTIFICATE, "with space in it", "header.Idempotency-Key"),
    ],
)
async def test_a_request_that_does_not_fit(
    client: httpx.AsyncClient, fields: dict[str, str], key: str, where: str
) -> None:
    answer = await ask(client, fields, key)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert where in answer.json()["detail"]
    assert "SECRET" not in answer.text
    assert await count(client) == 0


async def test_the_key_is_required(client: httpx.AsyncClient) -> None:
    answer = await client.post("/residence-certificates", json=CERTIFICATE)
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["detail"]


async def test_malformed_json(client: httpx.AsyncClient) -> None:
    answer = await client.post("/residence-certificates", content=b"{", headers={"Idempotency-Key": KEY})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/applications/RC-2026-999999", 404), ("GET", "/nowhere", 404), ("DELETE", "/parking-permits", 405)],
)
async def test_other_errors_have_the_same_shape(client: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/healthz", "/openapi.json", "/nowhere", "/applications/x", "/sandbox/applications"]
)
async def test_every_answer_is_marked(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.headers.get_list("X-Sandbox") == ["true"]


async def test_health(client: httpx.AsyncClient) -> None:
    answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_a_crash_is_marked_too(app: FastAPI) -> None:
    app.state.desk.store.close()
    app.state.desk.store = None
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        answer = await client.get("/applications/RC-2026-000001")
    assert answer.status_code == 500
    assert answer.headers.get_list("X-Sandbox") == ["true"]
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("fault", "status", "filed"),
    [("error", 500, 0), ("unavailable:3", 503, 0), ("malformed", 201, 1), ("delay:0", 201, 1)],
)
async def test_faults_by_header(client: httpx.AsyncClient, fault: str, status: int, filed: int) -> None:
    answer = await ask(client, X_Sandbox_Fault=fault)
    assert answer.status_code == status
    assert answer.headers.get("Retry-After") == ("3" if status == 503 else None)
    assert await count(client) == filed
    healed = await ask(client)
    assert healed.json() == {"reference": "RC-2026-000001", "status": "received"}


async def test_a_malformed_answer_is_malformed(client: httpx.AsyncClient) -> None:
    answer = await ask(client, X_Sandbox_Fault="malformed")
    with pytest.raises(ValueError, match="Unterminated"):
        answer.json()


async def test_commit_then_timeout_files_first(client: httpx.AsyncClient) -> None:
    slow = asyncio.create_task(ask(client, X_Sandbox_Fault="commit-then-timeout:30"))
    async with asyncio.timeout(5):
        while await count(client) == 0:  # noqa: ASYNC110 - the sandbox has no event to wait for
            await asyncio.sleep(0.01)
    assert not slow.done()
    assert (await ask(client)).headers["Idempotent-Replay"] == "true"
    slow.cancel()


async def test_an_unknown_fault_is_refused(client: httpx.AsyncClient) -> None:
    answer = await ask(client, X_Sandbox_Fault="fire")
    assert answer.status_code == 400
    assert "commit-then-timeout" in answer.json()["detail"]
    assert await count(client) == 0


async def test_planned_faults_come_in_order(client: httpx.AsyncClient) -> None:
    planned = await client.post("/sandbox/faults", json={"faults": ["error", "unavailable:1"]})
    assert planned.status_code == 204
    assert [(await ask(client)).status_code for _ in range(3)] == [500, 503, 201]


async def test_a_bad_plan_changes_nothing(client: httpx.AsyncClient) -> None:
    await client.post("/sandbox/faults", json={"faults": ["error"]})
    assert (await client.post("/sandbox/faults", json={"faults": ["malformed", "fire"]})).status_code == 400
    assert (await ask(client)).status_code == 500


async def test_only_this_machine_may_plan_faults_and_count(app: FastAPI) -> None:
    transport = httpx.ASGITransport(app, client=("192.0.2.7", 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as stranger:
        planned = await stranger.post("/sandbox/faults", json={"faults": ["error"]})
        listed = await stranger.get("/sandbox/applications", params={"national_id": BRUNO})
        assert (planned.status_code, listed.status_code) == (403, 403)
        assert (await ask(stranger)).status_code == 201


async def test_the_settings_delay_and_break_every_application(tmp_path: Path) -> None:
    app = create_app(SandboxSettings(state_dir=tmp_path, sandbox_delay=0.2, sandbox_fault="unavailable:4"))
    loop = asyncio.get_running_loop()
    async with (
        LifespanManager(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sandbox") as client,
    ):
        before = loop.time()
        answers = [await ask(client), await ask(client)]
    assert loop.time() - before >= 0.4
    assert [answer.status_code for answer in answers] == [503, 503]
