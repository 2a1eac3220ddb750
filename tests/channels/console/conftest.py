"""A gateway with people of the staff, and windows of citizens and staff in Chromium; bot and answers are scripted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.channels.servers import ROOT, Gateway

PASSWORD = "a long password"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
STAFF = (
    ("alex", "Alex Muster", "agent"),
    ("kim", "Kim Weber", "supervisor"),
    ("olga", "Olga Schmit", "owner"),
    ("robin", "Robin Klein", "administrator"),
)
"""Name, display name and role of who works here."""

OpenWindow = Callable[..., BrowserContext]


@dataclass
class Counter:
    """A gateway at which staff of each kind work."""

    gateway: Gateway

    @property
    def url(self) -> str:
        return self.gateway.origin

    def password(self, role: str) -> tuple[str, str]:
        return next(name for name, _, theirs in STAFF if theirs == role), PASSWORD

    def hire(self, name: str, display_name: str, role: str) -> None:
        words = ["add", name, "--display-name", display_name, "--role", role, "--password-stdin"]
        self.gateway.run("channels.accounts", *words, given=f"{PASSWORD}\n")


def staffed(gateway: Gateway) -> Counter:
    """Return the gateway with its staff."""
    assert (ROOT / "web" / "dist" / "widget.js").is_file(), "run `npm ci && npm run build` in web/"
    counter = Counter(gateway)
    for name, display_name, role in STAFF:
        counter.hire(name, display_name, role)
    return counter


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
