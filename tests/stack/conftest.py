"""The running platform and the browser that tests of the whole share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.stack.platform import ROOT, Platform, make_platform


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The real platform, every process of it, for all tests of this run."""
    platform = make_platform(
        tmp_path_factory.mktemp("moien"),
        # Slow enough for a tab to be closed before the result, quick enough for the suite.
        MOIEN_SANDBOX_DELAY="3",
        MOIEN_MESSAGES_PER_WINDOW="200",
    )
    platform.start()
    yield platform
    platform.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    executable = shutil.which("chromium")
    assert executable, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        # Chromium's own sandbox needs rights that tests run as root in a container do not have.
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def screenshots() -> Path:
    """Where tests leave pictures for people to look at."""
    folder = ROOT / ".moien" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
