"""Who may call the sandbox where a key or a client is set, and how the client gets its tokens."""

from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from asgi_lifespan import LifespanManager
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from services.sandbox.access import Access, read_basic
from services.sandbox.app import create_app
from services.sandbox.settings import SandboxSettings
from tests.services.people import CERTIFICATE, KEY
from tests.services.sandbox.clock import Clock

API_KEY = "a key of words"
CLIENT, SECRET = "moien", "s3cret: with a colon & more"


@pytest.fixture
def settings(tmp_path: Path) -> SandboxSettings:
    return SandboxSettings(
        state_dir=tmp_path,
        sandbox_delay=0,
        sandbox_api_key=SecretStr(API_KEY),
        sandbox_client_id=CLIENT,
        sandbox_client_secret=SecretStr(SECRET),
        sandbox_token_seconds=60,
    )


@pytest.fixture
async def guarded(settings: SandboxSettings, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings, now=clock)
    async with (
        LifespanManager(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sandbox") as client,
    ):
        yield client


async def ask(client: httpx.AsyncClient, **headers: str) -> httpx.Response:
    sent = {"Idempotency-Key": KEY, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return await client.post("/residence-certificates", json=CERTIFICATE, headers=sent)


async def get_token(client: httpx.AsyncClient, **form: str) -> httpx.Response:
    return await client.post("/oauth/token", data={"grant_type": "client_credentials", **form})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X_API_Key": "another key"},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Bearer 99999999999.00"},
        {"Authorization": f"Basic {b64encode(f'{CLIENT}:{SECRET}'.encode()).decode()}"},
    ],
)
async def test_strangers_stay_outside(guarded: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await ask(guarded, **headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert not any(value in answer.text for value in headers.values())
    assert (await guarded.get("/sandbox/filed")).json()["count"] == 0


@pytest.mark.parametrize(
    "path",
    [
        "/applications/RC-2026-000001",
        "/documents/RC-2026-000001.pdf",
        "/appointments?commune=diekirch&matter=passport",
        "/appointments/AP-2026-000001.ics",
        "/waste-calendars?commune=diekirch&street=Groussgaass",
        "/waste-calendars/diekirch/groussgaass.ics",
        "/justice/criminal-records/CR-2026-000001",
        "/justice/documents/CR-2026-000001.pdf",
        "/taxes/tax-card-copies/TC-2026-000001",
        "/taxes/documents/TC-2026-000001.pdf",
    ],
)
async def test_every_door_of_an_administration_is_closed(guarded: httpx.AsyncClient, path: str) -> None:
    assert (await guarded.get(path)).status_code == 401
    assert (await guarded.get(path, headers={"X-API-Key": API_KEY})).status_code in (200, 404)


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/healthz", "/sandbox/filed"])
async def test_what_is_no_administration_stays_open(guarded: httpx.AsyncClient, path: str) -> None:
    assert (await guarded.get(path)).status_code == 200


async def test_a_stranger_uses_up_no_fault(guarded: httpx.AsyncClient) -> None:
    await guarded.post("/sandbox/faults", json={"faults": ["error"]})
    assert (await ask(guarded)).status_code == 401
    assert (await ask(guarded, X_API_Key=API_KEY)).status_code == 500
    assert (await ask(guarded, X_API_Key=API_KEY)).status_code == 201


async def test_a_token_lasts_its_time(guarded: httpx.AsyncClient, settings: SandboxSettings, clock: Clock) -> None:
    got = await get_token(guarded, client_id=CLIENT, client_secret=SECRET)
    assert got.status_code == 200
    assert got.headers["Cache-Control"] == "no-store"
    assert (got.json()["token_type"], got.json()["expires_in"]) == ("Bearer", 60)
    bearer = f"Bearer {got.json()['access_token']}"
    assert (await ask(guarded, Authorization=bearer)).status_code == 201
    assert Access(settings, clock).allows(None, got.json()["access_token"]), "it outlives the process"
    clock.pass_by(60)
    assert (await ask(guarded, Authorization=bearer)).status_code == 401


async def test_the_client_may_come_by_http_basic(guarded: httpx.AsyncClient) -> None:
    # Id and secret are form-encoded before they are joined (RFC 6749, 2.3.1).
    encoded = b64encode(f"{CLIENT}:s3cret%3A+with+a+colon+%26+more".encode()).decode()
    answer = await guarded.post(
        "/oauth/token", data={"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {encoded}"}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"client_id": CLIENT, "client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "", "client_secret": ""}, 401, "invalid_client"),
        ({}, 401, "invalid_client"),
        (
            {"client_id": CLIENT, "client_secret": SECRET, "grant_type": "password"},
            400,
            "unsupported_grant_type",
        ),
    ],
)
async def test_refusals_have_the_standards_shape(
    guarded: httpx.AsyncClient, form: dict[str, str], status: int, error: str
) -> None:
    answer = await get_token(guarded, **form)
    assert (answer.status_code, answer.json()) == (status, {"error": error})


async def test_without_a_client_nobody_gets_a_token(client: httpx.AsyncClient) -> None:
    assert (await get_token(client, client_id="", client_secret="")).status_code == 401


@given(st.text(max_size=60))
def test_any_header_is_read_or_is_none(text: str) -> None:
    assert read_basic(text) is None or text.lower().startswith("basic")
    read_basic(f"Basic {text}")
