"""The studio in Chromium, for somebody who has signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize

from tests.channels.servers import PASSWORD, Gateway

BUILT = Path(__file__).parents[3] / "web" / "dist"
DESKTOP: ViewportSize = {"width": 1280, "height": 800}


def built_pages() -> Path:
    """Where the pages lie, once they are built."""
    assert (BUILT / "studio" / "index.html").is_file(), "the pages are not built: run `npm ci && npm run build` in web/"
    return BUILT


async def sign_in(browser: Browser, gateway: Gateway, name: str, place: str, problems: list[str]) -> Page:
    """Open a place of the studio in a window of its own, in English.

    Errors of the page, and violations of its policy, are put down as ``problems``.
    """
    context = await browser.new_context(viewport=DESKTOP)
    await context.add_init_script("localStorage.setItem('moien:staff:language', 'en')")
    page = await context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if "Content Security Policy" in said.text else None)
    await page.goto(f"{gateway.origin}/studio/#{place}")
    await page.get_by_label("User name").fill(name)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    return page


@asynccontextmanager
async def signed_in(browser: Browser, gateway: Gateway, name: str, place: str) -> AsyncIterator[Page]:
    """The same for one page, which must have had no problem by its end."""
    problems: list[str] = []
    yield await sign_in(browser, gateway, name, place, problems)
    assert problems == []
