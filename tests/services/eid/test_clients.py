"""The two clients of the sandbox identity provider: what each gets, and that neither gets what is the other's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from services.eid.people import read_people, read_staff
from services.eid.settings import EidSettings
from tests.services.eid.logins import CALLBACK, REQUEST, SECRET, VERIFIER, Page, choose, exchange, log_in, read_claims

STAFF_SECRET = "the other secret of the gateway 01234"
STAFF_CALLBACK = f"{CALLBACK.removesuffix('/auth/callback')}/auth/staff/return"
STAFF = {"client_id": "moien-staff", "redirect_uri": STAFF_CALLBACK, "scope": "openid profile groups"}
BOTH = {"eid_staff_client_secret": STAFF_SECRET, "eid_staff_redirect_uris": (STAFF_CALLBACK,)}


@pytest.fixture
async def both(serve: Callable) -> AsyncIterator[httpx.AsyncClient]:
    async with serve(**BOTH) as made:
        yield made


async def sign_in(client: httpx.AsyncClient, person: str) -> str:
    answer = await choose(client, {"person": person}, **STAFF)
    assert answer.headers["location"].startswith(f"{STAFF_CALLBACK}?"), answer.headers["location"]
    return str(httpx.URL(answer.headers["location"]).params["code"])


def proof(**changes: str) -> dict[str, str]:
    return {"client_id": "moien-staff", "redirect_uri": STAFF_CALLBACK, "code_verifier": VERIFIER, **changes}


async def test_the_staff_get_their_groups(both: httpx.AsyncClient) -> None:
    given = await exchange(both, await sign_in(both, "staff-claire"), STAFF_SECRET, **proof())
    assert given.status_code == 200, given.text
    claims = await read_claims(both, given.json()["id_token"])
    assert (claims["sub"], claims["aud"]) == ("staff-claire", "moien-staff")
    assert (claims["name"], claims["preferred_username"]) == ("Claire Modèle", "claire")
    assert claims["groups"] == ["moien-heads"]
    assert not {"birthdate", "national_id", "email"} & set(claims)
    told = await both.get("/userinfo", headers={"Authorization": f"Bearer {given.json()['access_token']}"})
    assert told.json()["groups"] == ["moien-heads"]


async def test_each_page_offers_its_own_people(both: httpx.AsyncClient) -> None:
    for changes, people in (({}, read_people()), (STAFF, read_staff())):
        page = Page((await both.get("/authorize", params={**REQUEST, **changes})).text)
        offered = [button["value"] for button in page.attributes("button") if button.get("name") == "person"]
        assert offered == list(people)
    about = (await both.get("/")).text
    assert "Claire Modèle" in about
    assert "Marie Beispill" in about


@pytest.mark.parametrize(("changes", "person"), [({}, "staff-nora"), (STAFF, "marie")])
async def test_nobody_is_somebody_of_the_other_kind(
    both: httpx.AsyncClient, changes: dict[str, str], person: str
) -> None:
    answer = await choose(both, {"person": person}, **changes)
    assert httpx.URL(answer.headers["location"]).params["error"] == "invalid_request"


@pytest.mark.parametrize(
    "changes", [{"redirect_uri": STAFF_CALLBACK}, {"client_id": "moien-staff"}, {**STAFF, "redirect_uri": CALLBACK}]
)
async def test_an_address_belongs_to_one_client(both: httpx.AsyncClient, changes: dict[str, str]) -> None:
    assert (await both.get("/authorize", params={**REQUEST, **changes})).status_code == 400


async def test_a_code_is_good_for_the_client_that_it_was_given_to(both: httpx.AsyncClient) -> None:
    of_a_citizen = await log_in(both)
    stolen = await exchange(both, of_a_citizen, STAFF_SECRET, **proof(redirect_uri=CALLBACK))
    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
    of_staff = await sign_in(both, "staff-nora")
    stolen = await exchange(both, of_staff, SECRET, redirect_uri=STAFF_CALLBACK)
    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(("client_id", "secret"), [("moien", STAFF_SECRET), ("moien-staff", SECRET)])
async def test_each_client_has_its_own_secret(both: httpx.AsyncClient, client_id: str, secret: str) -> None:
    answer = await exchange(both, await log_in(both), secret, client_id=client_id)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_without_its_settings_there_are_no_staff(client: httpx.AsyncClient) -> None:
    assert (await client.get("/authorize", params={**REQUEST, **STAFF})).status_code == 400
    assert "Claire" not in (await client.get("/")).text


def test_the_staff_are_nobody_whom_citizens_are() -> None:
    assert not set(read_people()) & set(read_staff())
    for colleague in read_staff().values():
        assert colleague.claims(["openid"]) == {}


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16"):
        EidSettings.model_validate(
            {"eid_client_secret": SECRET, "eid_redirect_uris": (CALLBACK,), "eid_staff_client_secret": "short"}
        )
