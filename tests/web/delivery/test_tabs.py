"""S09: several tabs of one citizen are one conversation, in the same order, and nothing is lost with a tab."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from tests.web.delivery.conftest import Surroundings

pytestmark = pytest.mark.browser


async def test_tabs_that_are_opened_at_once_begin_one_conversation_and_show_the_same(around: Surroundings) -> None:
    context = await around.context()
    one, other = await asyncio.gather(around.citizen(context=context), around.citizen(context=context))
    assert around.gateway.rows("SELECT count(*) FROM conversation") == [(1,)]
    await one.say("Du premier")
    await other.hears("fr: Du premier")
    await other.say("Du second")
    for tab in (one, other):
        await tab.hears("fr: Du second")
    assert await one.messages() == await other.messages()
    await one.chat.locator("select").select_option("en")
    await expect(other.chat.locator("select")).to_have_value("en", timeout=10_000)


async def test_what_a_closed_tab_could_not_send_is_sent_by_the_other(around: Surroundings) -> None:
    context = await around.context()
    leaving, staying = await around.citizen(context=context), await around.citizen(context=context)
    # Only this page has no network any more.
    network = await context.new_cdp_session(leaving.page)
    await network.send("Network.enable")
    nothing = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    await network.send("Network.emulateNetworkConditions", nothing)
    around.proxy.cut_all()
    await leaving.say("Écrit dans un tunnel")
    await expect(staying.chat.locator(".items > li.citizen")).to_have_count(1)
    await leaving.page.close()
    await staying.hears("fr: Écrit dans un tunnel")
    assert around.bot.bot.asked["Écrit dans un tunnel"] == 1


async def test_what_is_begun_anew_in_one_tab_is_begun_anew_in_the_other(around: Surroundings) -> None:
    context = await around.context()
    one, other = await around.citizen(context=context), await around.citizen(context=context)
    await one.say("Du premier")
    await other.hears("fr: Du premier")
    await one.start_over()
    await expect(other.chat.locator(".items > li.message")).to_have_count(0)
    await one.say("De nouveau")
    await other.hears("fr: De nouveau")
    assert await one.messages() == await other.messages()
    assert around.gateway.rows("SELECT count(*) FROM conversation") == [(2,)]
