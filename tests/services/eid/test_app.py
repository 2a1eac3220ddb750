"""Logins over HTTP: the login page, codes, tokens, who may have them, and how long."""

from collections.abc import Callable

import httpx
import pytest
from joserfc.errors import BadSignatureError

from services.eid.authorization import LEVELS
from services.eid.people import read_people
from tests.services.eid.logins import (
    CALLBACK,
    ISSUER,
    REQUEST,
    SECRET,
    Clock,
    Page,
    choose,
    exchange,
    log_in,
    query_of,
    read_claims,
)

MARIE = read_people()["marie"]


async def test_the_document_names_what_answers(client: httpx.AsyncClient) -> None:
    document = (await client.get("/.well-known/openid-configuration")).json()
    assert document["issuer"] == ISSUER
    assert document["code_challenge_methods_supported"] == ["S256"]
    for name, address in document.items():
        if name.endswith(("_endpoint", "_uri")):
            path = address.removeprefix(ISSUER)
            assert (await client.get(path)).status_code != 404, name


async def test_only_the_public_half_of_the_key_is_shown(client: httpx.AsyncClient) -> None:
    (key,) = (await client.get("/jwks")).json()["keys"]
    assert set(key) == {"kty", "n", "e", "kid", "alg", "use"}
    assert (key["alg"], key["use"]) == ("RS256", "sig")


async def test_a_login_gives_who_the_citizen_is(client: httpx.AsyncClient, clock: Clock) -> None:
    answer = query_of(await choose(client, {"person": "marie"}, acr_values=LEVELS[1]))
    assert (answer["state"], answer["iss"]) == ("the-state", ISSUER)
    clock.move(5)
    given = await exchange(client, answer["code"])
    assert given.status_code == 200, given.text
    assert given.headers["cache-control"] == "no-store"
    assert given.json()["token_type"] == "Bearer"
    now = int(clock().timestamp())
    assert await read_claims(client, given.json()["id_token"]) == {
        "iss": ISSUER,
        "sub": "marie",
        "aud": "moien",
        "iat": now,
        "exp": now + 300,
        "auth_time": now - 5,
        "nonce": "the-nonce",
        "acr": LEVELS[1],
        "given_name": MARIE.given_name,
        "family_name": MARIE.family_name,
        "birthdate": MARIE.birthdate.isoformat(),
        "national_id": MARIE.national_id,
    }


async def test_user_info_says_the_same(client: httpx.AsyncClient) -> None:
    tokens = (await exchange(client, await log_in(client, scope="openid email"))).json()
    for method in ("GET", "POST"):
        shown = await client.request(method, "/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"})
        assert shown.json() == {"sub": "marie", "email": MARIE.email}
        assert shown.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer wrong", "Basic eDp5"])
async def test_user_info_needs_a_token(client: httpx.AsyncClient, header: str | None) -> None:
    shown = await client.get("/userinfo", headers={"Authorization": header} if header else {})
    assert shown.status_code == 401
    assert shown.headers["www-authenticate"].startswith("Bearer")


async def test_an_access_token_ends_after_minutes(client: httpx.AsyncClient, clock: Clock) -> None:
    tokens = (await exchange(client, await log_in(client))).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    clock.move(tokens["expires_in"])
    assert (await client.get("/userinfo", headers=headers)).status_code == 200
    clock.move(1)
    assert (await client.get("/userinfo", headers=headers)).status_code == 401


async def test_a_second_use_of_a_code_takes_back_what_the_first_gave(client: httpx.AsyncClient) -> None:
    code = await log_in(client)
    tokens = (await exchange(client, code)).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await client.get("/userinfo", headers=headers)).status_code == 200
    again = await exchange(client, code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert (await client.get("/userinfo", headers=headers)).status_code == 401


async def test_a_code_ends_after_a_minute(client: httpx.AsyncClient, clock: Clock) -> None:
    first, second = await log_in(client), await log_in(client)
    clock.move(60)
    assert (await exchange(client, first)).status_code == 200
    clock.move(1)
    assert (await exchange(client, second)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"code": "wrong"}, 400, "invalid_grant"),
        ({"code_verifier": "w" * 43}, 400, "invalid_grant"),
        ({"code_verifier": "ä" * 43}, 400, "invalid_grant"),
        ({"redirect_uri": "http://localhost:8000/auth/callback"}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, "invalid_request"),
        ({"redirect_uri": ""}, 400, "invalid_request"),
        ({"code": ""}, 400, "invalid_request"),
        ({"grant_type": "client_credentials"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "unsupported_grant_type"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"client_id": "another"}, 401, "invalid_client"),
    ],
)
async def test_what_gives_no_tokens(
    client: httpx.AsyncClient, changes: dict[str, str], status: int, error: str
) -> None:
    code = await log_in(client)
    given = await exchange(client, **{"code": code, **changes})
    assert (given.status_code, given.json()["error"]) == (status, error)
    assert "id_token" not in given.text


async def test_a_code_that_was_tried_with_a_wrong_verifier_is_gone(client: httpx.AsyncClient) -> None:
    code = await log_in(client)
    await exchange(client, code, code_verifier="w" * 43)
    assert (await exchange(client, code)).json()["error"] == "invalid_grant"


async def test_a_client_may_say_who_it_is_in_a_header(client: httpx.AsyncClient) -> None:
    # httpx does not encode the two as a form, which RFC 6749 wants and Authlib does.
    form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": "v" * 43}
    name_and_secret = ("moien", SECRET.replace("+", "%2B").replace(":", "%3A").replace("/", "%2F").replace(" ", "+"))
    for auth, status in ((("moien", "wrong"), 401), (("another", SECRET), 401), (name_and_secret, 200)):
        given = await client.post("/token", data={**form, "code": await log_in(client)}, auth=auth)
        assert given.status_code == status, given.text
    twice = await client.post("/token", data={**form, "code": "x", "client_secret": SECRET}, auth=name_and_secret)
    assert twice.status_code == 401
    broken = await client.post("/token", data={**form, "code": "x"}, headers={"Authorization": "Basic %"})
    assert broken.status_code == 401
    assert broken.headers["www-authenticate"].startswith("Basic ")


async def test_a_citizen_may_cancel(client: httpx.AsyncClient) -> None:
    answer = query_of(await choose(client, {"cancel": "yes"}))
    assert (answer["error"], answer["state"], answer["iss"]) == ("access_denied", "the-state", ISSUER)
    assert "code" not in answer


@pytest.mark.parametrize("answer", [{}, {"person": "nobody"}])
async def test_nobody_is_no_citizen(client: httpx.AsyncClient, answer: dict[str, str]) -> None:
    assert query_of(await choose(client, answer))["error"] == "invalid_request"


@pytest.mark.parametrize("changes", [{"client_id": "another"}, {"redirect_uri": "http://evil.example/"}])
async def test_an_unknown_caller_sees_a_page_and_leads_nowhere(
    client: httpx.AsyncClient, changes: dict[str, str]
) -> None:
    sent = {**REQUEST, **changes, "ui_locales": "de", "person": "marie"}
    answers = [
        await client.get("/authorize", params=sent),
        await client.post("/authorize", data=sent),
        await client.post("/authorize/answer", data=sent),
    ]
    for answer in answers:
        assert answer.status_code == 400
        assert "Die Anmeldung ist nicht möglich" in answer.text
        assert "evil" not in answer.text
        assert "form-action 'none'" in answer.headers["content-security-policy"]


async def test_a_request_may_come_as_a_form(client: httpx.AsyncClient) -> None:
    page = await client.post("/authorize", data=REQUEST)
    assert page.status_code == 200
    assert Page(page.text).hidden() == {**REQUEST, "ui_locales": "lb"}


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"a=" + b"x" * 40_000, "application/x-www-form-urlencoded", 413),
        (b"a=\xff", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a%d=b" % number for number in range(50)), "application/x-www-form-urlencoded", 400),
    ],
)
async def test_what_is_no_form_is_refused(client: httpx.AsyncClient, content: bytes, kind: str, status: int) -> None:
    for path in ("/authorize", "/authorize/answer", "/token", "/end_session"):
        answer = await client.post(path, content=content, headers={"Content-Type": kind})
        assert answer.status_code == status, path


async def test_logging_out_takes_the_tokens_back(client: httpx.AsyncClient) -> None:
    tokens = (await exchange(client, await log_in(client))).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    unknown = await client.get("/end_session", params={"id_token_hint": "x.y.z", "ui_locales": "fr"})
    assert "La session est terminée" in unknown.text
    assert (await client.get("/userinfo", headers=headers)).status_code == 200
    leaving = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": "http://evil.example/"}
    ended = await client.post("/end_session", data=leaving)
    assert ended.status_code == 200
    assert "evil" not in ended.text
    assert (await client.get("/userinfo", headers=headers)).status_code == 401


@pytest.mark.parametrize(
    ("fault", "claims"),
    [
        ("wrong_issuer", {"iss": f"{ISSUER}/another"}),
        ("wrong_audience", {"aud": "another"}),
        ("low_acr", {"acr": LEVELS[0]}),
    ],
)
async def test_faults_of_the_identity_token(serve: Callable, fault: str, claims: dict[str, str]) -> None:
    async with serve(eid_fault=fault) as client:
        tokens = (await exchange(client, await log_in(client, acr_values=LEVELS[2]))).json()
        assert claims.items() <= (await read_claims(client, tokens["id_token"])).items()


async def test_a_wrong_nonce_and_a_token_of_yesterday(serve: Callable, clock: Clock) -> None:
    async with serve(eid_fault="wrong_nonce") as client:
        tokens = (await exchange(client, await log_in(client))).json()
        assert (await read_claims(client, tokens["id_token"]))["nonce"] != "the-nonce"
    async with serve(eid_fault="expired_token") as client:
        tokens = (await exchange(client, await log_in(client))).json()
        assert (await read_claims(client, tokens["id_token"]))["exp"] < clock().timestamp()


async def test_a_wrong_signature(serve: Callable) -> None:
    async with serve(eid_fault="wrong_signature") as client:
        tokens = (await exchange(client, await log_in(client))).json()
        with pytest.raises(BadSignatureError):
            await read_claims(client, tokens["id_token"])


async def test_a_login_that_is_denied_at_once(serve: Callable) -> None:
    async with serve(eid_fault="access_denied") as client:
        assert query_of(await client.get("/authorize", params=REQUEST))["error"] == "access_denied"
        answer = await client.post("/authorize/answer", data={**REQUEST, "person": "marie"})
        assert query_of(answer)["error"] == "access_denied"


async def test_a_slow_provider_keeps_the_client_waiting(serve: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    waited = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async with serve(eid_fault="slow:7") as client:
        code = await log_in(client)
        monkeypatch.setattr("services.eid.provider.asyncio.sleep", sleep)
        assert (await exchange(client, code)).status_code == 200
    assert waited == [7]


async def test_every_answer_says_that_it_is_a_sandbox(client: httpx.AsyncClient) -> None:
    for path in ("/", "/jwks", "/authorize", "/nowhere", "/healthz"):
        answer = await client.get(path)
        assert answer.headers["x-sandbox"] == "true", path
        # With one, the login window would lose the page that opened it.
        assert "cross-origin-opener-policy" not in answer.headers
        assert "set-cookie" not in answer.headers
