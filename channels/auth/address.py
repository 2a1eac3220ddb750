"""Addresses of the login on the gateway."""

from __future__ import annotations

COOKIE_PATH = "/auth"
START = f"{COOKIE_PATH}/start"
CALLBACK = f"{COOKIE_PATH}/callback"


def start_address(base_url: str, login_id: str) -> str:
    """Return where the window of a login begins."""
    return f"{base_url}{START}/{login_id}"
