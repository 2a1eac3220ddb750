"""Tabs in the background: a telephone puts pages to sleep, and everything is there at the first look."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import expect

from tests.channels.client import new_message_id
from tests.channels.servers import BotServer, RedisServer
from tests.web.delivery.conftest import FR, OPEN, Citizen, Surroundings, surround

pytestmark = pytest.mark.browser


async def say_elsewhere(around: Surroundings, token: str, text: str) -> None:
    """Say something in the conversation from another device."""
    [(conversation,)] = around.gateway.rows("SELECT id FROM conversation")
    async with httpx.AsyncClient(base_url=around.gateway.origin) as client:
        body = {"message_id": new_message_id(), "text": text}
        headers = {"Authorization": f"Bearer {token}"}
        answer = await client.post(f"/api/conversations/{conversation}/messages", json=body, headers=headers)
        assert answer.status_code == 200, answer.text


async def test_a_page_that_was_frozen_is_up_to_date_when_it_goes_on(around: Surroundings) -> None:
    citizen = await around.citizen()
    token = await citizen.conversation()
    life = await citizen.page.context.new_cdp_session(citizen.page)
    await life.send("Page.setWebLifecycleState", {"state": "frozen"})
    around.proxy.cut_all()
    await say_elsewhere(around, token, "Pendant le sommeil")
    await life.send("Page.setWebLifecycleState", {"state": "active"})
    await citizen.hears("fr: Pendant le sommeil")


async def test_a_network_that_comes_and_goes(around: Surroundings) -> None:
    """S06: what is written in a tunnel says so, and is sent once on return."""
    citizen = await around.citizen()
    token = await citizen.conversation()
    await citizen.page.context.set_offline(True)
    around.proxy.cut_all()
    await citizen.say("Dans le tunnel")
    await expect(citizen.chat.locator(".state", has_text=FR["states"]["kept"])).to_be_visible(timeout=15_000)
    await say_elsewhere(around, token, "Dehors")
    await citizen.page.context.set_offline(False)
    await citizen.hears("fr: Dans le tunnel")
    await citizen.hears("fr: Dehors")
    assert around.bot.bot.asked["Dans le tunnel"] == 1


@pytest.fixture
async def keeping(tmp_path: Path, redis_server: RedisServer, bot: BotServer, seed: int) -> AsyncIterator[Surroundings]:
    """A browser that keeps pages which are left, as telephones do."""
    async with surround(tmp_path, redis_server, bot, seed, ("--disable-back-forward-cache",)) as surroundings:
        yield surroundings


async def test_a_page_that_is_come_back_to_is_up_to_date(keeping: Surroundings) -> None:
    citizen = await keeping.citizen()
    token = await citizen.conversation()
    await citizen.page.evaluate("addEventListener('pageshow', ({ persisted }) => (window.kept = persisted))")
    await citizen.page.goto(f"{keeping.proxy.origin}/studio/")
    await say_elsewhere(keeping, token, "Entre-temps")
    await citizen.page.evaluate("history.back()")
    await Citizen(citizen.page).hears("fr: Entre-temps")
    assert await citizen.page.evaluate("window.kept") is True, "the browser kept the page"


async def test_a_page_that_is_come_back_to_shows_nothing_of_what_was_forgotten_meanwhile(keeping: Surroundings) -> None:
    context = await keeping.context()
    left = await keeping.citizen(context=context)
    await left.say("Pour moi seul")
    await left.hears("fr: Pour moi seul")
    forgotten = await left.conversation()
    await left.page.goto(f"{keeping.proxy.origin}/studio/")
    other = Citizen(await context.new_page())
    await other.page.goto(f"{keeping.proxy.origin}/demo/?lang=fr")
    await other.page.get_by_role("button", name=OPEN).click()
    await other.hears("fr: Pour moi seul")
    await other.start_over()
    await expect(other.chat.locator(".items > li.message")).to_have_count(0)
    await other.say("Pour tous")
    await other.hears("fr: Pour tous")
    await left.page.evaluate("history.back()")
    await left.hears("fr: Pour tous")
    assert await left.messages() == await other.messages()
    assert await left.conversation() == await other.conversation() != forgotten
