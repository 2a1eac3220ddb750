"""Signing in and out against a real gateway."""

from __future__ import annotations

import time

import httpx
import pyotp
import pytest

from tests.channels.client import sign_in
from tests.channels.servers import Gateway
from tests.channels.staff.conftest import PASSWORD, SignUp, enter

Cookies = dict[str, str]
SESSION = "/api/staff/session"


def post_session(gateway: Gateway, name: str, password: str, **headers: str) -> httpx.Response:
    body = {"name": name, "password": password}
    return httpx.post(f"{gateway.origin}{SESSION}", json=body, headers={"Origin": gateway.origin} | headers)


def test_signing_in_sets_a_cookie_that_scripts_and_other_sites_cannot_use(gateway: Gateway, cookies: Cookies) -> None:
    answer = post_session(gateway, "alex", PASSWORD)
    account = answer.json()
    assert len(account.pop("id")) == 32
    assert account == {
        "name": "alex",
        "display_name": "Alex Muster",
        "roles": ["agent"],
        "languages": {"lb": "C2", "fr": "C2", "de": "C2", "en": "C2"},
        "second_factor": False,
        "local": True,
    }
    cookie = answer.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/", "max-age=36000"):
        assert part in cookie
    assert "secure" not in cookie, "plain HTTP on this machine"


def test_who_is_signed_in(gateway: Gateway, cookies: Cookies) -> None:
    answer = httpx.get(f"{gateway.origin}{SESSION}", headers={"Cookie": cookies["olga"]})
    assert (answer.json()["name"], answer.json()["roles"]) == ("olga", ["owner"])
    nobody = httpx.get(f"{gateway.origin}{SESSION}")
    assert (nobody.status_code, nobody.json()["code"]) == (401, "signed_out")


def test_signing_out(gateway: Gateway, cookies: Cookies) -> None:
    cookie = sign_in(gateway.origin, "sam", PASSWORD)
    headers = {"Cookie": cookie, "Origin": gateway.origin}
    assert httpx.delete(f"{gateway.origin}{SESSION}", headers=headers).status_code == 204
    assert httpx.get(f"{gateway.origin}{SESSION}", headers=headers).status_code == 401
    assert httpx.delete(f"{gateway.origin}{SESSION}", headers={"Origin": gateway.origin}).status_code == 204, (
        "twice is no error"
    )


@pytest.mark.parametrize(
    ("name", "password"),
    [("olga", "wrong password"), ("olga", ""), ("nobody", PASSWORD), ("olga", "x" * 5000), ("x" * 500, "x")],
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
    assert post_session(gateway, "alex", PASSWORD).status_code == 200, "others are not kept out"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"name":"alex"}', b'{"name":1,"password":"x"}'])
def test_a_bad_body(gateway: Gateway, body: bytes) -> None:
    answer = httpx.post(f"{gateway.origin}{SESSION}", content=body, headers={"Origin": gateway.origin})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_frame")


def test_signing_in_again_in_one_browser_gives_a_new_token(sign_up: SignUp) -> None:
    client = sign_up("twice", "agent")
    before = client.cookies["moien_staff"]
    assert enter(client, "twice").status_code == 200
    assert client.cookies["moien_staff"] != before
    assert len(client.get("/api/staff/me/sessions").json()["sessions"]) == 1


def test_a_code_is_asked_for_where_a_second_factor_is_on(sign_up: SignUp, browser: httpx.Client) -> None:
    client = sign_up("careful", "agent")
    secret = client.post("/api/staff/me/second-factor").json()["secret"]
    totp = pyotp.TOTP(secret)
    now = time.time()
    assert client.put("/api/staff/me/second-factor", json={"code": totp.at(now - 30)}).status_code == 204
    for _ in range(8):
        asked = enter(browser, "careful")
        assert (asked.status_code, asked.json()["code"]) == (401, "code_needed")
    assert enter(browser, "careful", "wrong password", code=totp.at(now)).json()["code"] == "wrong_password"
    assert enter(browser, "careful", code="000000" if totp.at(now) != "000000" else "1").json()["code"] == "code_needed"
    entered = enter(browser, "careful", code=f" {totp.at(now)[:3]} {totp.at(now)[3:]} ")
    assert entered.status_code == 200
    assert entered.json()["second_factor"] is True
    again = enter(browser, "careful", code=totp.at(now))
    assert (again.status_code, again.json()["code"]) == (401, "code_needed"), "no code works twice"


def test_ways_to_sign_in_are_open_to_all(browser: httpx.Client) -> None:
    answer = browser.get("/api/staff/sign-in")
    assert (answer.status_code, answer.json()) == (200, {"sso": None})
