"""A gateway with people of the staff, and windows of citizens and staff in Chromium; bot and answers are scripted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.channels.servers import ROOT, Gateway

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
OpenWindow = Callable[..., BrowserContext]


@dataclass
class Counter:
    """A gateway at which somebody of each role works: Alex, Kim, Sam and Robin Muster."""

    gateway: Gateway
    passwords: dict[str, tuple[str, str]]
    """Name and password by role."""

    @property
    def url(self) -> str:
        return self.gateway.origin

    def password(self, role: str) -> tuple[str, str]:
        return self.passwords[role]


def staffed(gateway: Gateway) -> Counter:
    """Return the gateway with its first accounts."""
    assert (ROOT / "web" / "dist" / "widget.js").is_file(), "run `npm ci && npm run build` in web/"
    made = gateway.run("channels.accounts", "ensure-first")
    return Counter(gateway, {line["role"]: (line["name"], line["password"]) for line in made})


@pytest.fixture(scope="module")
def counter(gateway: Gateway) -> Counter:
    return staffed(gateway)


@pytest.fixture
def open_window(chromium: Browser) -> Iterator[OpenWindow]:
    """Opens browsers that know nothing of each other."""
    opened: list[BrowserContext] = []

    def opens(**options: Any) -> BrowserContext:
        context = chromium.new_context(**{"viewport": DESKTOP, "locale": "en-GB"} | options)
        opened.append(context)
        return context

    yield opens
    for context in opened:
        context.close()
