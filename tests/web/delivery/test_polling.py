"""The whole widget where a proxy lets no WebSocket through: everything works over calls that wait."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.web.delivery.conftest import FR, Surroundings

pytestmark = pytest.mark.browser


async def test_a_conversation_without_websockets(around: Surroundings) -> None:
    citizen = await around.citizen(around.blocking.origin)
    calls: list[str] = []
    citizen.page.on("request", lambda request: calls.append(request.url))
    await citizen.say("Bonjour")
    await citizen.hears("fr: Bonjour")
    await citizen.say("buttons")
    await citizen.hears("fr: buttons")
    await citizen.chat.get_by_role("button", name="Yes", exact=True).click()
    await citizen.hears("fr: /affirm")
    await citizen.chat.locator("select").select_option("de")
    await expect(citizen.chat.locator(".items .line", has_text="Deutsch")).to_be_visible(timeout=15_000)
    assert await citizen.messages() == [
        ["citizen", "Bonjour"],
        ["bot", "fr: Bonjour"],
        ["citizen", "buttons"],
        ["bot", "fr: buttons"],
        ["citizen", "Yes"],
        ["bot", "fr: /affirm"],
    ]
    assert any(url.endswith("/api/poll") for url in calls)
    seqs = [seq for (seq,) in around.gateway.rows("SELECT seq FROM event ORDER BY seq")]
    assert seqs == list(range(1, len(seqs) + 1)), "one conversation, without gaps"


async def test_the_next_page_polls_at_once_and_waits_for_a_person(around: Surroundings) -> None:
    citizen = await around.citizen(around.blocking.origin)
    await citizen.say("Bonjour")
    await citizen.hears("fr: Bonjour")
    sockets: list[str] = []
    citizen.page.on("websocket", lambda socket: sockets.append(socket.url))
    await citizen.page.reload()
    await citizen.hears("fr: Bonjour")
    await citizen.chat.get_by_role("button", name=FR["person_wanted"]["ask"]).click()
    await expect(citizen.chat.get_by_role("region", name=FR["waiting"]["name"])).to_be_visible(timeout=15_000)
    assert sockets == []


async def test_something_between_that_lets_sockets_open_and_nothing_through(around: Surroundings) -> None:
    context = await around.context()
    await context.route_web_socket("**/ws/citizen", lambda _socket: None)
    citizen = await around.citizen(context=context)
    await citizen.say("Malgré tout")
    await citizen.hears("fr: Malgré tout")
    assert around.gateway.rows("SELECT count(*) FROM conversation") == [(1,)]


async def test_a_network_that_lets_websockets_through_again(around: Surroundings) -> None:
    citizen = await around.citizen(around.blocking.origin)
    await citizen.say("Par appels")
    await citizen.hears("fr: Par appels")
    calls: list[str] = []
    citizen.page.on("request", lambda request: calls.append(request.url))
    around.blocking.upgrades = True
    # First it is tried whether one gets through, then the conversation moves there.
    tried = await citizen.page.wait_for_event("websocket", timeout=30_000)
    socket = await citizen.page.wait_for_event("websocket", lambda socket: socket is not tried, timeout=30_000)
    assert socket.url.endswith("/ws/citizen")
    async with socket.expect_event("framesent", lambda frame: "Par la ligne" in str(frame), timeout=30_000):
        await citizen.say("Par la ligne")
    await citizen.hears("fr: Par la ligne")
    calls.clear()
    await citizen.say("Encore")
    await citizen.hears("fr: Encore")
    assert [url for url in calls if url.endswith("/api/poll")] == []
    assert await citizen.messages() == [
        ["citizen", "Par appels"],
        ["bot", "fr: Par appels"],
        ["citizen", "Par la ligne"],
        ["bot", "fr: Par la ligne"],
        ["citizen", "Encore"],
        ["bot", "fr: Encore"],
    ]
    seqs = [seq for (seq,) in around.gateway.rows("SELECT seq FROM event ORDER BY seq")]
    assert seqs == list(range(1, len(seqs) + 1)), "one conversation, without gaps"
