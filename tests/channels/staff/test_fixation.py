"""No token from before a sign-in, or from before somebody may do something else, is worth anything afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx
import pyotp
import pytest

from tests.channels.servers import PASSWORD, Gateway
from tests.channels.staff.conftest import SignUp, client_of, enter

COOKIE, SESSION, ME = "moien_staff", "/api/staff/session", "/api/staff/me"
Act = Callable[[httpx.Client], None]


def sign_in_again(client: httpx.Client) -> None:
    name = client.get(SESSION).json()["name"]
    assert enter(client, name).status_code == 200


def sign_out(client: httpx.Client) -> None:
    assert client.delete(SESSION).status_code == 204


def change_password(client: httpx.Client) -> None:
    new = "another long password"
    assert client.post(f"{ME}/password", json={"old": PASSWORD, "new": new}).status_code == 204


def turn_factor_on(client: httpx.Client) -> pyotp.TOTP:
    totp = pyotp.TOTP(client.post(f"{ME}/second-factor").json()["secret"])
    code = totp.at(time.time() - 30)
    assert client.put(f"{ME}/second-factor", json={"code": code}).status_code == 204
    return totp


def turn_factor_on_and_off(client: httpx.Client) -> None:
    totp = turn_factor_on(client)
    body = {"code": totp.now()}
    assert client.request("DELETE", f"{ME}/second-factor", json=body).status_code == 204


@pytest.mark.parametrize(
    ("act", "stays"),
    [
        (sign_in_again, True),
        (change_password, True),
        (turn_factor_on, True),
        (turn_factor_on_and_off, True),
        (sign_out, False),
    ],
)
def test_table(gateway: Gateway, sign_up: SignUp, act: Act, stays: bool) -> None:
    client = sign_up(f"fixed-{act.__name__.replace('_', '-')}", "agent")
    before = client.cookies[COOKIE]
    act(client)
    assert client.cookies.get(COOKIE) != before
    assert client.get(SESSION).status_code == (200 if stays else 401)
    with client_of(gateway, Cookie=f"{COOKIE}={before}") as thief:
        assert thief.get(SESSION).status_code == 401


@pytest.mark.parametrize("planted", ["chosen-by-somebody-else", "x" * 43, ""])
def test_a_token_that_somebody_planted_is_never_taken_over(gateway: Gateway, planted: str) -> None:
    gateway.hire(name := f"victim{len(planted)}", "agent")
    with client_of(gateway) as victim:
        victim.cookies.set(COOKIE, planted, domain="127.0.0.1", path="/")
        given = enter(victim, name)
        assert given.status_code == 200
        assert given.cookies[COOKIE] != planted
        assert len(given.cookies[COOKIE]) == 43
    with client_of(gateway, Cookie=f"{COOKIE}={planted}") as thief:
        assert thief.get(SESSION).status_code == 401


def test_one_s_session_planted_on_another_ends_when_they_sign_in(gateway: Gateway, sign_up: SignUp) -> None:
    attacker = sign_up("planter", "agent")
    gateway.hire("planted-on", "agent")
    with client_of(gateway) as victim:
        victim.cookies.set(COOKIE, attacker.cookies[COOKIE], domain="127.0.0.1", path="/")
        assert enter(victim, "planted-on").json()["name"] == "planted-on"
    assert attacker.get(SESSION).status_code == 401
