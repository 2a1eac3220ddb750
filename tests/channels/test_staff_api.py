"""Signing in and out, and what service owners see, against a real gateway."""

from __future__ import annotations

import httpx
import pytest

from tests.channels.client import sign_in
from tests.channels.servers import Gateway

Cookies = dict[str, str]
SESSION = "/api/staff/session"


def post_session(gateway: Gateway, name: str, password: str, **headers: str) -> httpx.Response:
    body = {"name": name, "password": password}
    return httpx.post(f"{gateway.origin}{SESSION}", json=body, headers={"Origin": gateway.origin} | headers)


def test_signing_in_sets_a_cookie_that_scripts_and_other_sites_cannot_use(gateway: Gateway, cookies: Cookies) -> None:
    answer = post_session(gateway, "alex", "a long password")
    assert answer.json() == {"name": "alex", "display_name": "Alex Muster", "roles": ["agent"]}
    cookie = answer.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/", "max-age=36000"):
        assert part in cookie
    assert "secure" not in cookie, "plain HTTP on this machine"


def test_behind_tls_the_cookie_is_for_tls_only(gateway: Gateway, cookies: Cookies) -> None:
    answer = post_session(gateway, "alex", "a long password", **{"X-Forwarded-Proto": "https"})
    assert "secure" in answer.headers["set-cookie"].lower()


def test_who_is_signed_in(gateway: Gateway, cookies: Cookies) -> None:
    answer = httpx.get(f"{gateway.origin}{SESSION}", headers={"Cookie": cookies["olga"]})
    assert answer.json() == {"name": "olga", "display_name": "Olga Muster", "roles": ["owner"]}
    nobody = httpx.get(f"{gateway.origin}{SESSION}")
    assert (nobody.status_code, nobody.json()["code"]) == (401, "signed_out")


def test_signing_out(gateway: Gateway, cookies: Cookies) -> None:
    cookie = sign_in(gateway.origin, "sam", "a long password")
    headers = {"Cookie": cookie, "Origin": gateway.origin}
    assert httpx.delete(f"{gateway.origin}{SESSION}", headers=headers).status_code == 204
    assert httpx.get(f"{gateway.origin}{SESSION}", headers=headers).status_code == 401
    assert httpx.delete(f"{gateway.origin}{SESSION}").status_code == 204, "twice is no error"


@pytest.mark.parametrize(
    ("name", "password"),
    [("olga", "wrong password"), ("olga", ""), ("nobody", "a long password"), ("olga", "x" * 5000), ("x" * 500, "x")],
)
def test_a_wrong_name_and_a_wrong_password_look_the_same(
    gateway: Gateway, cookies: Cookies, name: str, password: str
) -> None:
    answer = post_session(gateway, name, password)
    assert answer.status_code == 401
    detail = "name and password do not belong together; check both"
    assert answer.json() == {"code": "wrong_password", "detail": detail}
    assert "set-cookie" not in answer.headers


def test_guessing_is_slowed_down(gateway: Gateway, cookies: Cookies) -> None:
    statuses = [post_session(gateway, "guessed", f"guess {n}").status_code for n in range(6)]
    assert statuses == [401] * 5 + [429]
    assert post_session(gateway, "alex", "a long password").status_code == 200, "others are not kept out"


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "https://www.example.lu"])
def test_other_pages_may_not_call(gateway: Gateway, cookies: Cookies, origin: str) -> None:
    headers = {"Cookie": cookies["alex"], "Origin": origin}
    calls = [
        post_session(gateway, "alex", "a long password", Origin=origin),
        httpx.delete(f"{gateway.origin}{SESSION}", headers=headers),
        httpx.get(f"{gateway.origin}/api/staff/catalogue", headers=headers),
    ]
    assert [(c.status_code, c.json()["code"]) for c in calls] == [(403, "foreign_origin")] * 3
    assert httpx.get(f"{gateway.origin}{SESSION}", headers={"Cookie": cookies["alex"]}).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"name":"alex"}', b'{"name":1,"password":"x"}'])
def test_a_bad_body(gateway: Gateway, body: bytes) -> None:
    answer = httpx.post(f"{gateway.origin}{SESSION}", content=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_frame")


def test_the_catalogue_is_for_service_owners(gateway: Gateway, cookies: Cookies) -> None:
    url = f"{gateway.origin}/api/staff/catalogue"
    nobody = httpx.get(url)
    assert (nobody.status_code, nobody.json()["code"]) == (401, "signed_out")
    agent = httpx.get(url, headers={"Cookie": cookies["alex"]})
    assert (agent.status_code, agent.json()["code"]) == (403, "not_yours")
    shown = httpx.get(url, headers={"Cookie": cookies["olga"]}, timeout=30).json()
    services = {service["id"]: service for service in shown["services"]}
    certificate = services["residence_certificate"]
    assert list(certificate["title"]) == list(certificate["examples"]) == ["lb", "fr", "de", "en"]
    assert certificate["has_form"] is True
    assert all(number > 0 for number in certificate["examples"].values())


def test_how_an_answer_came_about_is_for_staff(gateway: Gateway, cookies: Cookies) -> None:
    begun = httpx.post(f"{gateway.origin}/api/conversations", json={"language": "lb", "site": "demo"}).json()
    there, headers = f"{gateway.origin}/api/conversations/{begun['conversation']}", _bearer(begun["token"])
    httpx.post(f"{there}/messages", json={"message_id": "answer-code-1", "text": "ask know?"}, headers=headers)
    said: list[dict] = []
    while not said:
        page = httpx.get(f"{there}/events", params={"after": 2, "wait": 10}, headers=headers, timeout=30).json()
        said = [event["data"] for event in page["events"] if event["data"].get("author") == "bot"]
    code = said[0]["code"]
    assert (said[0]["text"], said[0]["origin"]) == ("At the commune.", "retrieval")

    url = f"{gateway.origin}/api/staff/answers"
    nobody = httpx.get(f"{url}/{code}")
    assert (nobody.status_code, nobody.json()["code"]) == (401, "signed_out")
    for written in (code, code.lower().replace("-", " ")):
        found = httpx.get(f"{url}/{written}", headers={"Cookie": cookies["alex"]}).json()
        assert (found["conversation"], found["record"]["question"]) == (begun["conversation"], "know?")
    unknown = httpx.get(f"{url}/XXXX-XXXX", headers={"Cookie": cookies["alex"]})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_code")


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
