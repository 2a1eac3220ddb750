"""The window of a login in Chromium: whether the code comes back to the page with the chat, and to no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.channels.auth.conftest import EidServer, LoginGateway
from tests.channels.client import citizen
from tests.channels.servers import BotServer, RedisServer, running

pytestmark = pytest.mark.browser

OPEN = """url => {
  window.told = new Promise((done, fail) => {
    addEventListener("message", event => done([event.origin, event.data]));
    setTimeout(() => fail(new Error("nothing was heard")), 20000);
  });
  const opened = window.open("", "_blank", "popup,width=520,height=760");
  opened.location.replace(url);
}"""


async def test_the_code_comes_back_to_the_page_with_the_chat(
    redis_server: RedisServer, bot: BotServer, sqlite_template: Path, tmp_path: Path, browser: Browser
) -> None:
    page_file = tmp_path / "dist" / "demo" / "index.html"
    page_file.parent.mkdir(parents=True)
    page_file.write_text("<!doctype html><title>demo</title>", encoding="utf-8")
    gateway = LoginGateway(tmp_path, redis_server, bot, sqlite_template, MOIEN_WEB_DIR=str(tmp_path / "dist"))
    eid = EidServer(tmp_path / "eid", gateway.origin)
    gateway.use(eid)
    eid.start()
    try:
        with running(gateway):
            async with citizen(gateway.origin, "lb") as me:
                await me.send(type="start_login")
                url = (await me.next_of("login_at"))["url"]
                page = await browser.new_page()
                await page.goto(f"{gateway.origin}/demo/")
                async with page.expect_popup() as opened:
                    await page.evaluate(OPEN, url)
                window = await opened.value
                async with window.expect_event("close"):
                    await window.locator("button[name=person]").first.click()
                origin, told = await page.evaluate("window.told")
                assert (origin, told["type"]) == (gateway.origin, "moien-login")
                await me.send(type="finish_login", code=told["code"])
                await me.next_of("token")

                # Somebody else's page that opened the window hears nothing, and nobody sees the code.
                await me.send(type="start_login")
                url = (await me.next_of("login_at"))["url"]
                stranger = await browser.new_page()
                await stranger.goto(f"{eid.issuer}/")
                async with stranger.expect_popup() as opened:
                    await stranger.evaluate(OPEN, url)
                window = await opened.value
                async with window.expect_event("close"):
                    await window.locator("button[name=person]").first.click()
                heard = "Promise.race([window.told, new Promise(done => setTimeout(() => done(null), 500))])"
                assert await stranger.evaluate(heard) is None
    finally:
        eid.stop()
