"""Logging in through real processes: chat, gateway, identity provider; and everything that must not work."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.channels.auth.browser import VALUES, Window, code_of, origin_of
from tests.channels.auth.conftest import SECRET, EidServer, LoginGateway
from tests.channels.client import Citizen, citizen, new_message_id
from tests.channels.servers import running

EMBEDDING = "https://www.example.lu"


async def address(me: Citizen) -> str:
    await me.send(type="start_login")
    return str((await me.next_of("login_at"))["url"])


async def logged_in(me: Citizen, door: LoginGateway) -> str:
    """Log in by the widget; returns the new token."""
    page = await Window().log_in(await address(me))
    await me.send(type="finish_login", code=code_of(page))
    return str((await me.next_of("token"))["token"])


async def closed_with(me: Citizen) -> int | None:
    with pytest.raises(ConnectionClosed) as ended:
        await me.next(lambda _frame: False)
    return ended.value.rcvd.code if ended.value.rcvd else None


async def test_a_login_from_the_chat_and_back(door: LoginGateway) -> None:
    async with citizen(door.origin, "lb") as me:
        assert me.frames[0]["logged_in"] is False
        url = await address(me)
        assert re.fullmatch(rf"{door.origin}/auth/start/[\w-]{{43}}", url)
        page = await Window().log_in(url)
        assert origin_of(page) == door.origin
        code = code_of(page)
        assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", code)
        assert '<html lang="lb">' in page.text
        await me.send(type="finish_login", code=f" {code.lower()} ")
        token = (await me.next_of("token"))["token"]
        assert token != me.token
        await me.event("identity", state="logged_in")
        await me.hears("lb: system_logged_in")
        assert await me.say("Moien") > 0, "the socket that logged in goes on"
        async with citizen(door.origin, token=token) as again:
            assert again.frames[0]["logged_in"] is True
            await again.send(type="log_out")
            await again.event("identity", state="logged_out")
            await again.hears("lb: system_logged_out")
        async with citizen(door.origin, token=token) as afterwards:
            assert afterwards.frames[0]["logged_in"] is False


async def test_the_bot_hears_the_claims_that_forms_use(door: LoginGateway, bot) -> None:
    async with citizen(door.origin) as me:
        await logged_in(me, door)
        await me.hears("fr: system_logged_in")
        told = next(r for r in bot.bot.requests if r.conversation == me.conversation and r.input.data.get("claims"))
        claims = told.input.data["claims"]
        assert (claims["national_id"], claims["family_name"]) == (VALUES[0], VALUES[1])
        shown = str(me.frames)
        assert not any(value in shown for value in VALUES), "who it is stands in no event"


async def test_the_old_token_is_over_everywhere(door: LoginGateway) -> None:
    async with citizen(door.origin) as me, citizen(door.origin, token=me.token) as thief:
        old = {"Authorization": f"Bearer {me.token}"}
        events = f"{door.origin}/api/conversations/{me.conversation}/events"
        async with httpx.AsyncClient() as api:
            assert (await api.get(events, headers=old)).status_code == 200
            new = await logged_in(me, door)
            assert await closed_with(thief) == 4404
            assert [
                frame for frame in thief.frames if frame.get("event", {}).get("data", {}).get("kind") == "identity"
            ] == []
            assert (await api.get(events, headers=old)).status_code == 404
            assert (await api.get(events, headers={"Authorization": f"Bearer {new}"})).status_code == 200
        async with connect(f"{door.origin.replace('http', 'ws')}/ws/citizen", origin=door.origin) as socket:
            late = Citizen(socket)
            await late.send(type="hello", language="fr", token=me.token)
            assert (await late.next_of("error"))["code"] == "unknown_conversation"
            assert await closed_with(late) == 4404


async def test_an_address_works_once(door: LoginGateway) -> None:
    async with citizen(door.origin, "de") as me:
        url = await address(me)
        assert (await Window().get(url)).status_code == 303
        again = await Window(**{"Accept-Language": "de"}).get(url)
        assert again.status_code == 410
        assert "Diese Adresse wurde schon benutzt" in again.text


async def test_a_newer_address_replaces_an_older_one(door: LoginGateway) -> None:
    async with citizen(door.origin) as me:
        older, newer = await address(me), await address(me)
        assert (await Window().get(older)).status_code == 410
        assert (await Window().get(newer)).status_code == 303


async def test_a_code_is_for_its_own_conversation_and_once(door: LoginGateway) -> None:
    async with citizen(door.origin) as me, citizen(door.origin) as other:
        code = code_of(await Window().log_in(await address(me)))
        await other.send(type="finish_login", code=code)
        assert (await other.next_of("error"))["code"] == "login_failed"
        await me.send(type="finish_login", code=code)
        await me.next_of("token")
        await me.send(type="finish_login", code=code)
        assert (await me.next_of("error"))["code"] == "login_failed"


async def test_guessing_a_code_ends_the_login(door: LoginGateway) -> None:
    async with citizen(door.origin) as me:
        code = code_of(await Window().log_in(await address(me)))
        for guess in range(5):
            await me.send(type="finish_login", code=f"ABCD-EFG{2 + guess}")
            assert (await me.next_of("error"))["code"] == "login_failed"
        await me.send(type="finish_login", code=code)
        assert (await me.next_of("error"))["code"] == "login_failed"


async def test_guessing_on_and_on_is_slowed_down(door: LoginGateway) -> None:
    async with citizen(door.origin) as me:
        codes = []
        for guess in range(22):
            await me.send(type="finish_login", code="x" * 10000 if guess else "\ud83d\ude00")
            codes.append((await me.next_of("error"))["code"])
        assert codes == ["login_failed"] * 20 + ["too_fast"] * 2
        await me.send(type="start_login")
        assert (await me.next_of("error"))["code"] == "too_fast"


async def test_another_browser_cannot_finish(door: LoginGateway) -> None:
    """The link back, or a login begun by somebody else, is worth nothing without the cookie."""
    async with citizen(door.origin, "en") as me:
        mine = Window()
        back = await mine.choose(await mine.get(await address(me)))
        stranger = await Window(**{"Accept-Language": "en"}).get(back)
        assert stranger.status_code == 403
        assert "not begun in this browser" in stranger.text
        with_other_cookie = Window()
        await with_other_cookie.get(await address(me))  # replaces the login, too
        assert (await with_other_cookie.get(back)).status_code == 410


async def test_the_way_back_works_once(door: LoginGateway) -> None:
    async with citizen(door.origin) as me:
        window = Window()
        started = await window.get(await address(me))
        cookie = started.cookies["moien_login"]
        back = await window.choose(started)
        assert (await window.get(back)).status_code == 200
        replayed = await Window({"moien_login": cookie}).get(back)
        assert replayed.status_code == 410


async def test_the_citizen_may_break_off(door: LoginGateway) -> None:
    async with citizen(door.origin, "fr") as me:
        window = Window()
        page = await window.get(await window.cancel(await window.get(await address(me))))
        assert page.status_code == 200
        assert "La connexion a été interrompue" in page.text
        assert "data-code" not in page.text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("error=access_denied&state={state}", 200),
        ("error=server_error&state={state}", 503),
        ("error=temporarily_unavailable&state={state}", 503),
        ("error=invalid_scope&state={state}", 502),
        ("error=%3Cscript%3Ealert(1)%3C/script%3E&state={state}", 502),
        ("code=made-up&state={state}", 502),
        ("state={state}", 502),
        ("code=x&state={state}&iss=https://evil.test", 502),
        ("code=x&state=made-up", 410),
        ("code=x", 410),
        ("", 410),
        ("code=x&state=%00%ff", 400),
        ("code=x&state=" + "s" * 9000, 400),
    ],
)
async def test_a_callback_that_somebody_made_up(
    entrance: tuple[LoginGateway, EidServer], query: str, status: int
) -> None:
    door, eid = entrance
    async with citizen(door.origin) as me:
        window = Window()
        started = await window.get(await address(me))
        state = parse_qs(urlsplit(started.headers["location"]).query)["state"][0]
        written = query.format(state=state)
        if "iss=" not in written and "state=" in written:
            written += f"&iss={eid.issuer}"
        page = await window.get(f"{door.origin}/auth/callback?{written}")
        assert page.status_code == status
        assert "<script>alert" not in page.text
        assert "location" not in page.headers


@pytest.mark.parametrize("login", ["x", "%2e%2e", "a" * 43, "https://evil.test", "'", "x" * 5000])
async def test_a_made_up_address_leads_nowhere(door: LoginGateway, login: str) -> None:
    answer = await Window(**{"Accept-Language": "de-LU, en;q=0.5"}).get(f"{door.origin}/auth/start/{login}")
    assert answer.status_code >= 400
    assert "location" not in answer.headers


async def test_every_redirect_goes_to_the_provider(entrance: tuple[LoginGateway, EidServer]) -> None:
    door, eid = entrance
    async with citizen(door.origin) as me:
        url = await address(me)
        answer = await Window(Host=f"127.0.0.1:{door.port}", Referer="https://evil.test").get(
            f"{url}?redirect_uri=https://evil.test&next=https://evil.test"
        )
        assert answer.headers["location"].startswith(f"{eid.issuer}/authorize?")
        sent = parse_qs(urlsplit(answer.headers["location"]).query)
        assert sent["redirect_uri"] == [f"{door.origin}/auth/callback"]
        assert "evil" not in answer.headers["location"]


async def test_cookie_and_headers(door: LoginGateway) -> None:
    async with citizen(door.origin) as me:
        window = Window()
        started = await window.get(await address(me))
        cookie = started.headers["set-cookie"].lower()
        for part in ("httponly", "samesite=lax", "path=/auth", "max-age=600"):
            assert part in cookie
        assert started.headers["cache-control"] == "no-store"
        page = await window.get(await window.choose(started))
        assert 'moien_login="";' in page.headers["set-cookie"].replace("''", '""')
        policy = dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))
        nonce = policy["script-src"]
        assert re.fullmatch(r"'nonce-[\w-]{20,}'", nonce)
        assert nonce.strip("'").removeprefix("nonce-") in page.text
        assert (
            policy["default-src"]
            == policy["base-uri"]
            == policy["form-action"]
            == policy["frame-ancestors"]
            == "'none'"
        )
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cross-origin-opener-policy"] == "unsafe-none", "or the chat that opened it is lost"
        assert "access_token" not in page.text
        assert not any(value in page.text for value in VALUES)


async def test_the_code_goes_to_the_page_with_the_chat_only(door: LoginGateway) -> None:
    async with connect(f"{door.origin.replace('http', 'ws')}/ws/citizen", origin=EMBEDDING) as socket:
        me = Citizen(socket)
        await me.hello("fr")
        assert origin_of(await Window().log_in(await address(me))) == EMBEDDING
    async with httpx.AsyncClient(base_url=door.origin) as api:
        begun = (await api.post("/api/conversations", json={"language": "de", "site": "demo"})).json()
        headers = {"Authorization": f"Bearer {begun['token']}"}
        url = (await api.post(f"/api/conversations/{begun['conversation']}/login", headers=headers)).json()["url"]
        page = await Window().log_in(url)
        assert origin_of(page) == "", "a program has no page: the citizen types the code"
        assert "Geben Sie ihn nie weiter" in page.text


async def test_a_login_over_rest(door: LoginGateway) -> None:
    async with httpx.AsyncClient(base_url=door.origin, timeout=30) as api:
        begun = (await api.post("/api/conversations", json={"language": "de", "site": "demo"})).json()
        there, headers = f"/api/conversations/{begun['conversation']}", {"Authorization": f"Bearer {begun['token']}"}
        assert (await api.post(f"{there}/login")).status_code == 404, "only with the token"
        started = await api.post(f"{there}/login", headers=headers)
        assert started.status_code == 201
        code = code_of(await Window().log_in(started.json()["url"]))
        wrong = await api.post(f"{there}/login/finish", json={"code": "WRONG"}, headers=headers)
        assert (wrong.status_code, wrong.json()["code"]) == (422, "login_failed")
        waiting = asyncio.create_task(api.get(f"{there}/events", params={"after": 1, "wait": 20}, headers=headers))
        await asyncio.sleep(0.5)
        token = (await api.post(f"{there}/login/finish", json={"code": code}, headers=headers)).json()["token"]
        assert (await waiting).status_code == 404, "who waits with the old token sees nothing of what follows"
        assert (await api.delete(f"{there}/login", headers=headers)).status_code == 404, "the old token is over"
        headers = {"Authorization": f"Bearer {token}"}
        assert (await api.delete(f"{there}/login", headers=headers)).status_code == 204
        events = (await api.get(f"{there}/events", headers=headers)).json()["events"]
        assert [e["data"]["state"] for e in events if e["data"]["kind"] == "identity"] == ["logged_in", "logged_out"]


async def test_a_foreign_page_may_not_begin_a_login(door: LoginGateway) -> None:
    async with citizen(door.origin) as me, httpx.AsyncClient() as api:
        headers = {"Authorization": f"Bearer {me.token}", "Origin": "https://evil.test"}
        refused = await api.post(f"{door.origin}/api/conversations/{me.conversation}/login", headers=headers)
        assert refused.status_code == 403


async def test_the_database_holds_no_secret(door: LoginGateway) -> None:
    async with citizen(door.origin) as me:
        url = await address(me)
        window = Window()
        started = await window.get(url)
        state = parse_qs(urlsplit(started.headers["location"]).query)["state"][0]
        page = await window.get(await window.choose(started))
        with sqlite3.connect(door.database_path) as database:
            row = database.execute("SELECT * FROM login WHERE conversation_id = ?", (me.conversation,)).fetchone()
        stored = str(row)
        for secret in (url.rpartition("/")[2], state, started.cookies["moien_login"], code_of(page).replace("-", "")):
            assert secret not in stored


async def test_nothing_of_a_login_is_logged(door: LoginGateway) -> None:
    async with citizen(door.origin) as me:
        url = await address(me)
        window = Window()
        started = await window.get(url)
        sent = parse_qs(urlsplit(started.headers["location"]).query)
        back = await window.choose(started)
        code = code_of(await window.get(back))
        await me.send(type="finish_login", code="WRONG-CODE")
        await me.next_of("error")
        await me.send(type="finish_login", code=code)
        token = (await me.next_of("token"))["token"]
        await me.hears("fr: system_logged_in")
        given = parse_qs(urlsplit(back).query)["code"][0]
        secrets = [url.rpartition("/")[2], sent["state"][0], sent["nonce"][0], started.cookies["moien_login"], given]
        log = door.log
        assert "login.completed" in log, "something is logged at all"
        for value in (*VALUES, *secrets, code, code.replace("-", ""), "WRONG-CODE", token, me.token, SECRET):
            assert value not in log


async def test_while_the_provider_is_away_the_address_keeps(
    entrance: tuple[LoginGateway, EidServer], own_folder, redis_server, bot, sqlite_template, tmp_path
) -> None:
    gateway = LoginGateway(tmp_path, redis_server, bot, sqlite_template)
    eid = EidServer(tmp_path / "eid", gateway.origin)
    gateway.use(eid)
    with running(gateway):
        async with citizen(gateway.origin, "lb") as me:
            url = await address(me)
            away = await Window(**{"Accept-Language": "lb"}).get(url)
            assert away.status_code == 503
            assert "De Login geet am Moment net" in away.text
            eid.start()
            try:
                page = await Window().log_in(url)
            finally:
                eid.stop()
            assert code_of(page)
            window = Window()
            started = await window.get(await address(me))
            state = parse_qs(urlsplit(started.headers["location"]).query)["state"][0]
            gone = await window.get(f"{gateway.origin}/auth/callback?code=x&state={state}&iss={eid.issuer}")
            assert gone.status_code == 503


async def test_without_a_provider_nobody_logs_in(redis_server, bot, sqlite_template, tmp_path) -> None:
    gateway = LoginGateway(tmp_path, redis_server, bot, sqlite_template)
    with running(gateway):
        async with citizen(gateway.origin) as me:
            await me.send(type="start_login")
            assert (await me.next_of("error"))["code"] == "login_failed"
            answer = await Window().get(f"{gateway.origin}/auth/start/{new_message_id()}")
            assert answer.status_code == 502


async def test_two_who_finish_at_once_get_one_token(door: LoginGateway) -> None:
    async with httpx.AsyncClient(base_url=door.origin, timeout=30) as api, citizen(door.origin) as me:
        code = code_of(await Window().log_in(await address(me)))
        there, headers = f"/api/conversations/{me.conversation}/login/finish", {"Authorization": f"Bearer {me.token}"}
        answers = await asyncio.gather(*(api.post(there, json={"code": code}, headers=headers) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers)[0] == 200
        assert [answer.status_code for answer in answers].count(200) == 1
