"""Accounts as administrators see and change them, and links, against a real gateway."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pyotp
import pytest

from tests.channels.servers import Gateway
from tests.channels.staff.conftest import PASSWORD, SignUp, client_of, enter

ACCOUNTS = "/api/staff/accounts"


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def invite(ada: httpx.Client, name: str, **more: object) -> dict[str, Any]:
    answer = ada.post(ACCOUNTS, json={"name": name, "display_name": name.title(), "roles": ["agent"], **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def token_of(link: str, gateway: Gateway) -> str:
    base, _, token = link.partition("/console/#join=")
    assert base == gateway.origin
    return token


@pytest.fixture(scope="module")
def ada(gateway: Gateway) -> Iterator[httpx.Client]:
    """An administrator."""
    gateway.hire("ada", "administrator")
    with client_of(gateway) as client:
        enter(client, "ada")
        yield client


def test_an_invited_person_chooses_a_password_once(gateway: Gateway, ada: httpx.Client, browser: httpx.Client) -> None:
    made = invite(ada, "marie", languages={"fr": "C2", "lb": "B1"}, capacity=2, services=["passport"])
    account = made["account"]
    assert {name: account[name] for name in ("name", "languages", "capacity", "services", "administrations")} == {
        "name": "marie",
        "languages": {"fr": "C2", "lb": "B1"},
        "capacity": 2,
        "services": ["passport"],
        "administrations": [],
    }
    assert (account["active"], account["local"], account["invited_until"]) == (True, True, made["expires_at"])
    token = token_of(made["invitation"], gateway)
    read = browser.post("/api/staff/invitation", json={"token": token})
    assert read.json() == {"name": "marie", "display_name": "Marie"}
    assert code_of(enter(browser, "marie")) == (401, "wrong_password"), "no password yet"
    weak = browser.post("/api/staff/invitation/accept", json={"token": token, "password": "short"})
    assert code_of(weak) == (422, "bad_password")
    accepted = browser.post("/api/staff/invitation/accept", json={"token": token, "password": PASSWORD})
    assert accepted.status_code == 204
    assert "set-cookie" not in accepted.headers
    assert enter(browser, "marie").status_code == 200
    for path in ("/api/staff/invitation", "/api/staff/invitation/accept"):
        body = {"token": token, **({"password": PASSWORD} if path.endswith("accept") else {})}
        assert code_of(browser.post(path, json=body)) == (404, "unknown_invitation")


@pytest.mark.parametrize("token", ["", "x", "é\ud800" * 9, "x" * 5000])
def test_a_made_up_link(browser: httpx.Client, token: str) -> None:
    for path, more in (("", {}), ("/accept", {"password": PASSWORD})):
        body = json.dumps({"token": token, **more})
        answer = browser.post(f"/api/staff/invitation{path}", content=body)
        assert answer.status_code in (400, 404)


def test_accounts_are_listed_without_secrets(ada: httpx.Client, sign_up: SignUp) -> None:
    sign_up("listed", "agent", "supervisor")
    listed = ada.get(ACCOUNTS).json()["accounts"]
    [account] = [one for one in listed if one["name"] == "listed"]
    assert account["roles"] == ["agent", "supervisor"]
    assert account["seen_at"] is not None
    assert not {"password_hash", "totp_secret", "subject"} & set(account)
    assert "argon2" not in str(listed)


def test_a_name_is_given_once(ada: httpx.Client) -> None:
    invite(ada, "only")
    again = ada.post(ACCOUNTS, json={"name": "only", "display_name": "X", "roles": ["agent"]})
    assert code_of(again) == (409, "name_taken")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"name": "Big"}, "$.name"),
        ({"name": ""}, "$.name"),
        ({"name": "a" * 65}, "$.name"),
        ({"name": "a\n"}, "$.name"),
        ({"display_name": ""}, "$.display_name"),
        ({"display_name": " Kim"}, "$.display_name"),
        ({"display_name": "Kim "}, "$.display_name"),
        ({"display_name": "K\nim"}, "$.display_name"),
        ({"display_name": "K" * 129}, "$.display_name"),
        ({"roles": []}, "$.roles"),
        ({"roles": ["king"]}, "$.roles"),
        ({"languages": {"pt": "C1"}}, "$.languages"),
        ({"languages": {"fr": "D1"}}, "$.languages"),
        ({"services": ["../x"]}, "$.services"),
        ({"administrations": "taxes"}, "$.administrations"),
        ({"capacity": 0}, "$.capacity"),
        ({"capacity": 21}, "$.capacity"),
        ({"capacity": 1.5}, "$.capacity"),
        ({"password": "x"}, "password"),
    ],
)
def test_what_does_not_fit_is_named(ada: httpx.Client, changes: dict[str, object], place: str) -> None:
    whole = {"name": "kim", "display_name": "Kim", "roles": ["agent"], **changes}
    added = ada.post(ACCOUNTS, json=whole)
    assert code_of(added) == (400, "bad_frame")
    assert place in added.json()["detail"]
    if "name" not in changes:
        changed = ada.patch(f"{ACCOUNTS}/any", json=changes)
        assert code_of(changed) == (400, "bad_frame")


@pytest.mark.parametrize("name", ["K", "É. d’Artagnan-Muster", "李", "Kim Weber"])
def test_names_as_people_have_them(ada: httpx.Client, name: str) -> None:
    made = invite(ada, f"n{abs(hash(name)) % 10**9}", display_name=name)
    assert made["account"]["display_name"] == name


def test_a_change_holds_at_once_and_another_role_needs_a_fresh_session(ada: httpx.Client, sign_up: SignUp) -> None:
    client = sign_up("risen", "agent")
    account = client.get("/api/staff/session").json()["id"]
    assert client.get(ACCOUNTS).status_code == 403
    changed = ada.patch(f"{ACCOUNTS}/{account}", json={"roles": ["administrator", "agent", "agent"], "capacity": 9})
    assert changed.json()["roles"] == ["administrator", "agent"]
    assert changed.json()["capacity"] == 9
    assert client.get(ACCOUNTS).status_code == 401
    assert enter(client, "risen").status_code == 200
    assert client.get(ACCOUNTS).status_code == 200
    assert ada.patch(f"{ACCOUNTS}/{account}", json={"capacity": 8}).status_code == 200
    assert client.get(ACCOUNTS).status_code == 200, "what is no right of theirs ends nothing"


def test_who_is_deactivated_is_out_at_once(ada: httpx.Client, sign_up: SignUp, browser: httpx.Client) -> None:
    client = sign_up("gone", "agent")
    account = client.get("/api/staff/session").json()["id"]
    assert ada.patch(f"{ACCOUNTS}/{account}", json={"active": False}).json()["active"] is False
    assert client.get("/api/staff/session").status_code == 401
    assert code_of(enter(browser, "gone")) == (401, "wrong_password")
    assert ada.patch(f"{ACCOUNTS}/{account}", json={"active": True}).status_code == 200
    assert enter(browser, "gone").status_code == 200


def test_nobody_shuts_themself_out(ada: httpx.Client, sign_up: SignUp) -> None:
    mine = ada.get("/api/staff/session").json()["id"]
    assert code_of(ada.patch(f"{ACCOUNTS}/{mine}", json={"active": False})) == (409, "own_account")
    [*others] = [
        one
        for one in ada.get(ACCOUNTS).json()["accounts"]
        if "administrator" in one["roles"] and one["active"] and one["id"] != mine
    ]
    for other in others:
        assert ada.patch(f"{ACCOUNTS}/{other['id']}", json={"roles": ["agent"]}).status_code == 200
    last = ada.patch(f"{ACCOUNTS}/{mine}", json={"roles": ["agent"]})
    assert code_of(last) == (409, "last_administrator")
    assert "ada is the last active administrator" in last.json()["detail"]


def test_a_reset_ends_sessions_and_gives_a_link(
    gateway: Gateway, ada: httpx.Client, sign_up: SignUp, browser: httpx.Client
) -> None:
    client = sign_up("lost", "agent")
    account = client.get("/api/staff/session").json()["id"]
    made = ada.post(f"{ACCOUNTS}/{account}/reset").json()
    assert client.get("/api/staff/session").status_code == 401
    assert enter(browser, "lost").status_code == 401
    body = {"token": token_of(made["invitation"], gateway), "password": "found again now"}
    assert browser.post("/api/staff/invitation/accept", json=body).status_code == 204
    assert enter(browser, "lost", "found again now").status_code == 200


def test_second_factor_and_sessions_are_taken_away(
    gateway: Gateway, ada: httpx.Client, sign_up: SignUp, browser: httpx.Client
) -> None:
    client = sign_up("phone", "agent")
    account = client.get("/api/staff/session").json()["id"]
    secret = client.post("/api/staff/me/second-factor").json()["secret"]
    assert (
        client.put("/api/staff/me/second-factor", json={"code": pyotp.TOTP(secret).at(time.time())}).status_code == 204
    )
    assert code_of(enter(browser, "phone")) == (401, "code_needed")
    assert ada.delete(f"{ACCOUNTS}/{account}/second-factor").status_code == 204
    assert enter(browser, "phone").status_code == 200
    assert ada.delete(f"{ACCOUNTS}/{account}/sessions").status_code == 204
    assert browser.get("/api/staff/session").status_code == 401


def test_an_unknown_account(ada: httpx.Client) -> None:
    for account in ("0" * 32, "x", "'"):
        there = f"{ACCOUNTS}/{account}"
        for answer in (
            ada.patch(there, json={"active": False}),
            ada.post(f"{there}/reset"),
            ada.delete(f"{there}/second-factor"),
            ada.delete(f"{there}/sessions"),
        ):
            assert code_of(answer) == (404, "unknown_account")
