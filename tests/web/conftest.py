"""A browser, a scripted hub, and pages that report everything that goes wrong in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.web.scripted_hub import ScriptedHub

WEB = Path(__file__).parents[2] / "web"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def pages_hub() -> Iterator[ScriptedHub]:
    built = WEB / "dist"
    assert (built / "widget.js").is_file(), "the pages are not built: run `npm ci && npm run build` in web/"
    hub = ScriptedHub(built)
    hub.start()
    yield hub
    hub.stop()


@pytest.fixture
def hub(pages_hub: ScriptedHub) -> Iterator[ScriptedHub]:
    pages_hub.reset()
    yield pages_hub


@pytest.fixture
def open_page(chromium: Browser, hub: ScriptedHub) -> Iterator[OpenPage]:
    """Opens an address in a browser of its own; violations of the policy and errors in the page fail the test."""
    contexts = []
    problems: list[str] = []

    def note(message: Any) -> None:
        if message.type in ("error", "warning") and "Content Security Policy" in message.text:
            problems.append(message.text)

    def opened(address: str, **options: Any) -> Page:
        context = chromium.new_context(**(DESKTOP | options))
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", note)
        page.goto(hub.url + address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []


def violations(page: Page) -> list[str]:
    """What axe finds on a page, shadow roots included: one line each."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, { runOnly: { type: 'tag', values: rules } })", RULES)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
