"""Addresses of the logins on the gateway: of citizens, and of the staff."""

from __future__ import annotations

START = "/auth/start"
CALLBACK = "/auth/callback"
STAFF_START = "/auth/staff/start"
STAFF_RETURN = "/auth/staff/return"


def start_address(base_url: str, login_id: str) -> str:
    """Return where the window of a login begins."""
    return f"{base_url}{START}/{login_id}"
