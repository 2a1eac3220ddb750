"""What people change of their own account, against a real gateway."""

from __future__ import annotations

import time
from xml.etree import ElementTree as ET

import httpx
import pyotp
import pytest

from tests.channels.servers import Gateway
from tests.channels.staff.conftest import PASSWORD, SignUp, client_of, enter

FACTOR = "/api/staff/me/second-factor"
SESSIONS = "/api/staff/me/sessions"


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_sessions_are_listed_and_ended(gateway: Gateway, sign_up: SignUp) -> None:
    here = sign_up("many", "owner", **{"User-Agent": "Firefox/150"})
    with client_of(gateway, **{"User-Agent": "Chromium/140"}) as there, client_of(gateway) as third:
        assert enter(there, "many").status_code == enter(third, "many").status_code == 200
        listed = here.get(SESSIONS).json()["sessions"]
        assert len(listed) == 3
        [mine] = [one for one in listed if one["current"]]
        assert mine["browser"].startswith("Firefox/150")
        [other] = [one for one in listed if one["browser"] == "Chromium/140"]
        assert other["created_at"].endswith("Z")
        assert here.delete(f"{SESSIONS}/{other['id']}").status_code == 204
        assert there.get(SESSIONS).status_code == 401
        assert code_of(here.delete(f"{SESSIONS}/{other['id']}")) == (404, "unknown_session")
        assert here.delete(SESSIONS).status_code == 204
        assert third.get(SESSIONS).status_code == 401
        assert [one["id"] for one in here.get(SESSIONS).json()["sessions"]] == [mine["id"]]


def test_nobody_ends_the_session_of_another(sign_up: SignUp) -> None:
    one, other = sign_up("one", "agent"), sign_up("other", "administrator")
    [session] = one.get(SESSIONS).json()["sessions"]
    assert code_of(other.delete(f"{SESSIONS}/{session['id']}")) == (404, "unknown_session")
    assert one.get(SESSIONS).status_code == 200


def test_a_new_password_ends_all_sessions_but_goes_on_here(gateway: Gateway, sign_up: SignUp) -> None:
    here = sign_up("fresh", "agent")
    with client_of(gateway) as there:
        enter(there, "fresh")
        wrong = here.post("/api/staff/me/password", json={"old": "not this one", "new": "quite another one"})
        assert code_of(wrong) == (401, "wrong_password")
        short = here.post("/api/staff/me/password", json={"old": PASSWORD, "new": "short"})
        assert code_of(short) == (422, "bad_password")
        assert "12 to 256" in short.json()["detail"]
        before = here.cookies["moien_staff"]
        done = here.post("/api/staff/me/password", json={"old": PASSWORD, "new": "quite another one"})
        assert done.status_code == 204
        assert here.cookies["moien_staff"] != before
        assert here.get(SESSIONS).status_code == 200
        assert there.get(SESSIONS).status_code == 401
        old = {"Cookie": f"moien_staff={before}"}
        assert httpx.get(f"{gateway.origin}{SESSIONS}", headers=old).status_code == 401
        assert code_of(enter(there, "fresh")) == (401, "wrong_password")
        assert enter(there, "fresh", "quite another one").status_code == 200


def test_guessing_the_old_password_is_slowed_down(sign_up: SignUp) -> None:
    client = sign_up("guesser", "agent")
    wrong = [
        client.post("/api/staff/me/password", json={"old": f"guess number {n}", "new": PASSWORD}).status_code
        for n in range(6)
    ]
    assert wrong == [401] * 5 + [429]


def test_a_second_factor_is_turned_on_and_off_with_codes(sign_up: SignUp) -> None:
    client = sign_up("factor", "agent")
    assert code_of(client.put(FACTOR, json={"code": "123456"})) == (409, "too_late")
    assert code_of(client.request("DELETE", FACTOR, json={"code": "123456"})) == (409, "too_late")
    made = client.post(FACTOR)
    assert made.status_code == 201
    shown = made.json()
    assert shown["uri"] == f"otpauth://totp/Moien:factor?secret={shown['secret']}&issuer=Moien"
    picture = ET.fromstring(shown["qr"])
    assert picture.tag.endswith("svg")
    totp, now = pyotp.TOTP(shown["secret"]), time.time()
    assert code_of(client.put(FACTOR, json={"code": totp.at(now + 3600)})) == (422, "wrong_code")
    assert client.get("/api/staff/session").json()["second_factor"] is False
    assert client.put(FACTOR, json={"code": totp.at(now)}).status_code == 204
    assert client.get("/api/staff/session").json()["second_factor"] is True
    assert code_of(client.post(FACTOR)) == (409, "too_late"), "nobody replaces it without a code"
    assert code_of(client.request("DELETE", FACTOR, json={"code": totp.at(now)})) == (422, "wrong_code")
    assert client.request("DELETE", FACTOR, json={"code": totp.at(now + 30)}).status_code == 204
    assert client.get("/api/staff/session").json()["second_factor"] is False


@pytest.mark.parametrize("body", [{}, {"code": 123456}, {"code": "1", "more": 1}])
def test_a_bad_body(sign_up: SignUp, gateway: Gateway, body: dict[str, object]) -> None:
    with client_of(gateway) as browser:
        assert browser.put(FACTOR, json=body).status_code == 401
    client = sign_up(f"body{len(str(body))}", "agent")
    assert code_of(client.put(FACTOR, json=body)) == (400, "bad_frame")
