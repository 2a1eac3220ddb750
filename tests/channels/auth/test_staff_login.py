"""The staff sign in with the administration's own provider, through real processes; everything that must not work."""

from __future__ import annotations

import sqlite3

import httpx
import pytest

from tests.channels.auth.browser import Window
from tests.channels.auth.conftest import STAFF_SECRET, LoginGateway


def start(door: LoginGateway, page: str = "console") -> str:
    return f"{door.origin}/auth/staff/start?page={page}"


async def account(door: LoginGateway, window: Window) -> dict[str, object]:
    answer = await window.get(f"{door.origin}/api/staff/session")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def change(door: LoginGateway, statement: str, *values: object) -> None:
    with sqlite3.connect(door.database_path, timeout=20) as connection:
        connection.execute(statement, values)


def entries(door: LoginGateway) -> list[tuple[str, str, str]]:
    with sqlite3.connect(door.database_path, timeout=20) as connection:
        return list(connection.execute("SELECT actor, action, target FROM audit ORDER BY number"))


async def refused(door: LoginGateway, window: Window, person: str) -> httpx.Response:
    answer = await window.log_in(start(door), person)
    assert (await window.get(f"{door.origin}/api/staff/session")).status_code == 401
    return answer


async def test_the_first_sign_in_makes_the_account(door: LoginGateway) -> None:
    window = Window(**{"User-Agent": "Firefox/150"})
    assert (await window.get(f"{door.origin}/api/staff/sign-in")).json() == {"sso": {"label": "Sandbox eID"}}
    answer = await window.log_in(start(door), "nora")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/")
    cookies = [value.lower() for value in answer.headers.get_list("set-cookie")]
    [session] = [value for value in cookies if value.startswith("moien_staff=")]
    assert "httponly" in session
    assert "samesite=strict" in session
    mine = await account(door, window)
    assert (mine["name"], mine["display_name"], mine["roles"]) == ("nora", "Nora Beispill", ["agent"])
    assert mine["local"] is False
    sessions = (await window.get(f"{door.origin}/api/staff/me/sessions")).json()["sessions"]
    assert [one["browser"] for one in sessions] == ["Firefox/150"]
    again = Window()
    await again.log_in(start(door), "nora")
    assert (await account(door, again))["id"] == mine["id"]
    assert ("single sign-on", "account_added", "nora") in entries(door)
    assert ("nora", "signed_in", "nora") in entries(door)


@pytest.mark.parametrize(
    ("page", "leads_to"),
    [("studio", "/studio/"), ("", "/console/"), ("https://evil.test", "/console/"), ("//evil.test", "/console/")],
)
async def test_it_goes_on_at_our_own_pages_only(door: LoginGateway, page: str, leads_to: str) -> None:
    answer = await Window().log_in(start(door, page), "claire")
    assert (answer.status_code, answer.headers["location"]) == (303, leads_to)


async def test_roles_follow_the_groups_at_each_sign_in(door: LoginGateway) -> None:
    window = Window()
    await window.log_in(start(door), "claire")
    assert (await account(door, window))["roles"] == ["agent", "supervisor"]
    change(door, "UPDATE staff SET roles = '[\"administrator\"]' WHERE name = 'claire'")
    assert (await account(door, window))["roles"] == ["administrator"]
    await window.log_in(start(door), "claire")
    assert (await account(door, window))["roles"] == ["agent", "supervisor"]
    assert entries(door)[-2:] == [("claire", "account_changed", "claire"), ("claire", "signed_in", "claire")]


async def test_nobody_without_a_group_gets_in(door: LoginGateway) -> None:
    answer = await refused(door, Window(**{"Accept-Language": "lb"}), "rita")
    assert answer.status_code == 403
    assert "kengem Grupp" in answer.text
    assert 'href="/console/"' in answer.text
    with sqlite3.connect(door.database_path, timeout=20) as connection:
        assert connection.execute("SELECT count(*) FROM staff WHERE name = 'rita'").fetchone() == (0,)


async def test_who_has_lost_all_groups_loses_the_session_too(door: LoginGateway) -> None:
    window = Window()
    await window.log_in(start(door), "rita")
    subject = next(
        value
        for (value,) in sqlite3.connect(door.database_path).execute("SELECT subject FROM staff WHERE name = 'nora'")
    )
    change(
        door,
        "UPDATE staff SET subject = ? WHERE name = 'nora'",
        str(subject).replace("staff-nora", "staff-rita"),
    )
    change(door, "UPDATE staff_session SET staff_id = (SELECT id FROM staff WHERE name = 'nora')")
    await refused(door, Window(), "rita")
    with sqlite3.connect(door.database_path, timeout=20) as connection:
        assert connection.execute("SELECT count(*) FROM staff_session").fetchone() == (0,)
        assert connection.execute("SELECT roles FROM staff WHERE name = 'nora'").fetchone() == ("[]",)
    change(door, "UPDATE staff SET subject = ? WHERE name = 'nora'", subject)


async def test_an_account_that_is_not_active_stays_out(door: LoginGateway) -> None:
    window = Window()
    await window.log_in(start(door), "paul")
    assert (await account(door, window))["roles"] == ["owner"]
    change(door, "UPDATE staff SET active = 0 WHERE name = 'paul'")
    assert (await refused(door, Window(), "paul")).status_code == 403
    change(door, "UPDATE staff SET active = 1 WHERE name = 'paul'")
    assert (await window.get(f"{door.origin}/api/staff/session")).status_code == 200


async def test_an_account_with_a_password_is_never_taken_over(door: LoginGateway) -> None:
    door.hire("tom", "administrator", display_name="Another Tom")
    window = Window()
    await window.log_in(start(door), "tom")
    mine = await account(door, window)
    assert str(mine["name"]).startswith("sso-")
    assert (mine["display_name"], mine["roles"]) == ("Tom Muster", ["agent"])
    assert (await window.get(f"{door.origin}/api/staff/accounts")).status_code == 403


async def test_what_the_provider_decides_cannot_be_changed_here(door: LoginGateway) -> None:
    window = Window()
    await window.log_in(start(door), "nora")
    password = {"old": "x", "new": "a long password"}
    for path, body in (("password", password), ("second-factor", {})):
        url, page = f"{door.origin}/api/staff/me/{path}", {"Origin": door.origin}
        answer = await window._send("POST", url, json=body, headers=page)
        assert (answer.status_code, answer.json()["code"]) == (409, "not_local")


async def test_the_way_back_works_once_and_in_one_browser(door: LoginGateway) -> None:
    window = Window()
    leads_back = await window.choose(await window.get(start(door)), "nora")
    stranger = await Window().get(leads_back)
    assert stranger.status_code == 403, "no cookie of a sign-in"
    other = Window()
    await other.get(start(door))
    assert (await other.get(leads_back)).status_code == 410, "a cookie of another sign-in"
    assert (await window.get(leads_back)).status_code == 303
    assert (await window.get(leads_back)).status_code == 403


async def test_breaking_off(door: LoginGateway) -> None:
    window = Window()
    answer = await window.get(await window.cancel(await window.get(start(door))))
    assert answer.status_code == 200
    assert "/console/" in answer.text
    assert (await window.get(f"{door.origin}/api/staff/session")).status_code == 401


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 403), ("?state=x", 403), ("?code=x&state=" + "y" * 9000, 400), ("?error=server_error", 403)],
)
async def test_an_address_made_up(door: LoginGateway, query: str, status: int) -> None:
    assert (await Window().get(f"{door.origin}/auth/staff/return{query}")).status_code == status


def test_no_secret_is_logged(door: LoginGateway) -> None:
    for secret in (STAFF_SECRET, "staff-nora", "Beispill"):
        assert secret not in door.log
