"""Keeps the launcher's tests away from the platform that runs them."""

import os

import pytest


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the suite's own ``MOIEN_*``: a test that remade the environments it runs in would end all others."""
    for name in list(os.environ):
        if name.startswith("MOIEN_"):
            monkeypatch.delenv(name)
