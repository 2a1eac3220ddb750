"""A real gateway behind proxies that misbehave, and citizens in a real browser who talk through them."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from channels.migrate import migrate
from tests.channels.servers import BotServer, Gateway, RedisServer, running
from tests.web.delivery.proxy import MisbehavingProxy

log = logging.getLogger(__name__)

WORDS = Path(__file__).parents[3] / "web" / "widget" / "src"
OPEN = json.loads((WORDS / "launcher" / "words" / "fr.json").read_text("utf-8"))["launcher_name"]
FR = json.loads((WORDS / "words" / "fr.json").read_text("utf-8"))

SHORT_WAITS = "{ const random = Math.random; Math.random = () => random() / 5; }"
"""Shortens the waits between attempts, which are random: the page's own dice, nothing of the widget."""

MESSAGES = """() => {
  const entries = [...document.querySelector("moien-chat").shadowRoot.querySelectorAll(".items > li.message")];
  const author = (entry) => (entry.classList.contains("citizen") ? "citizen" : "bot");
  return entries.map((entry) => [author(entry), entry.querySelector(".bubble").innerText]);
}"""


class Citizen:
    """A citizen with the chat open in one tab."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.chat = page.locator("moien-chat")

    async def open(self, origin: str) -> None:
        await self.page.goto(f"{origin}/demo/?lang=fr")
        await self.page.get_by_role("button", name=OPEN).click()
        await expect(self.chat.locator(".items .notice").first).to_be_visible(timeout=30_000)

    async def say(self, text: str) -> None:
        field = self.chat.locator("textarea")
        await field.fill(text)
        await field.press("Enter")

    async def start_over(self) -> None:
        """Possible once something was said."""
        for name in (FR["done"]["start"], FR["anew"]["start"], FR["anew"]["yes"]):
            await self.chat.get_by_role("button", name=name, exact=True).click()

    async def hears(self, text: str, seconds: float = 20) -> None:
        found = self.chat.locator(".items > li.message:not(.citizen)", has_text=text)
        await expect(found).to_have_count(1, timeout=seconds * 1000)

    async def messages(self) -> list[list[str]]:
        """What the log shows: who, and what."""
        found: list[list[str]] = await self.page.evaluate(MESSAGES)
        return found

    async def conversation(self) -> str:
        """The token, by which programs find the conversation."""
        token: str = await self.page.evaluate("localStorage.getItem('moien:demo:token')")
        return token


@dataclass
class Surroundings:
    """Everything around the citizens of one test."""

    gateway: Gateway
    bot: BotServer
    proxy: MisbehavingProxy
    blocking: MisbehavingProxy
    """Lets no WebSocket through."""
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)

    async def context(self) -> BrowserContext:
        """A browser of its own for one citizen."""
        context = await self.browser.new_context(viewport={"width": 1000, "height": 800})
        await context.add_init_script(SHORT_WAITS)
        self.contexts.append(context)
        return context

    async def citizen(self, origin: str | None = None, context: BrowserContext | None = None) -> Citizen:
        """A citizen who has opened the chat."""
        page = await (context or await self.context()).new_page()
        citizen = Citizen(page)
        await citizen.open(origin or self.proxy.origin)
        return citizen


@pytest.fixture
def seed() -> int:
    """Seed of everything that goes wrong; told with a failure."""
    drawn = random.randrange(1 << 32)
    log.warning("seed %d", drawn)
    return drawn


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    with running(server):
        yield server


@pytest.fixture
def bot() -> Iterator[BotServer]:
    server = BotServer()
    with running(server):
        yield server


@asynccontextmanager
async def surround(
    folder: Path, redis_server: RedisServer, bot: BotServer, seed: int, left_out: tuple[str, ...] = ()
) -> AsyncIterator[Surroundings]:
    """Start everything. ``left_out``: arguments that Chromium is not to be given."""
    built = WORDS.parents[1] / "dist" / "panel.js"
    assert built.is_file(), "the pages are not built: run `npm ci && npm run build` in web/"
    url = f"sqlite:///{folder / 'moien.db'}"
    await asyncio.to_thread(migrate, url)
    gateway = Gateway(url, redis_server.url, bot.url)
    proxies = [MisbehavingProxy(gateway.port, seed), MisbehavingProxy(gateway.port, seed + 1, upgrades=False)]
    for proxy in proxies:
        await proxy.start()
    gateway.settings["MOIEN_ORIGINS"] = ",".join(proxy.origin for proxy in proxies)
    gateway.process.options["env"] |= gateway.settings  # type: ignore[operator]
    await asyncio.to_thread(gateway.start)
    executable = shutil.which("chromium")
    assert executable, "Chromium is missing: apt-get install chromium"
    try:
        async with async_playwright() as playwright:
            options = {"executable_path": executable, "args": ["--no-sandbox"], "ignore_default_args": list(left_out)}
            browser = await playwright.chromium.launch(**options)
            around = Surroundings(gateway, bot, *proxies, browser)
            yield around
            for context in around.contexts:
                await context.close()
            await browser.close()
    finally:
        for proxy in proxies:
            await proxy.stop()
        await asyncio.to_thread(gateway.stop)


@pytest.fixture
async def around(tmp_path: Path, redis_server: RedisServer, bot: BotServer, seed: int) -> AsyncIterator[Surroundings]:
    async with surround(tmp_path, redis_server, bot, seed) as surroundings:
        yield surroundings
