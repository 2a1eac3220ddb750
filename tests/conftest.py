"""Which tests an environment can import: the bot environment has neither the gateway's libraries nor a browser."""

from __future__ import annotations

import importlib.util
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

HERE = Path(__file__).parent
BOT_ROOMS = (HERE / "bot", HERE / "nlu" / "components")
"""Folders whose tests all run in the bot environment. Elsewhere ``test_*_bot.py`` are its tests."""

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell that runs the suite in the background turns Ctrl-C off for it and for all its children, and some of these
    # are tested for what they do on Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)

IN_BOT_ENVIRONMENT = importlib.util.find_spec("fastapi") is None


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Keep the bot environment from importing tests of the platform; the platform's own choice is by marker."""
    if not IN_BOT_ENVIRONMENT or any(collection_path.is_relative_to(room) for room in BOT_ROOMS):
        return None
    if collection_path.is_dir():
        around = any(room.is_relative_to(collection_path) for room in BOT_ROOMS)
        return None if around or any(collection_path.rglob("test_*_bot.py")) else True
    return None if collection_path.name.endswith("_bot.py") else True


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    """Hand out tests as ``tests/distribution.py`` says, where they are handed out by scope."""
    from tests.distribution import ByFile

    return ByFile(config, log) if config.getoption("dist") == "loadscope" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, where workers share the tests."""
    if hasattr(config, "workerinput"):
        from tests.distribution import put_longest_first

        put_longest_first(items)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window; one per file: while it is there, its worker can run no asynchronous test."""
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium")
    assert executable, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        # Chromium's own sandbox needs rights that tests run as root in a container do not have.
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()
