"""The running platform and the browser that tests of the whole share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stack.platform import ROOT, Platform, make_platform


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The real platform, every process of it, for all tests of this run."""
    platform = make_platform(
        tmp_path_factory.mktemp("moien"),
        # Slow enough for a tab to be closed before the result, quick enough for the suite.
        MOIEN_SANDBOX_DELAY="3",
        MOIEN_MESSAGES_PER_WINDOW="200",
        # So that a document is ready while a test waits for it.
        MOIEN_SANDBOX_READY_AFTER="4",
        MOIEN_FOLLOW_UP_EVERY="5",
    )
    platform.start()
    yield platform
    platform.stop()


@pytest.fixture
def screenshots() -> Path:
    """Where tests leave pictures for people to look at."""
    folder = ROOT / ".moien" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
