"""Addresses of the logins on the gateway: of citizens, and of the staff."""

from __future__ import annotations

COOKIE_PATH = "/auth"
START = f"{COOKIE_PATH}/start"
CALLBACK = f"{COOKIE_PATH}/callback"
STAFF_START = f"{COOKIE_PATH}/staff/start"
STAFF_RETURN = f"{COOKIE_PATH}/staff/return"


def start_address(base_url: str, login_id: str) -> str:
    """Return where the window of a login begins."""
    return f"{base_url}{START}/{login_id}"
