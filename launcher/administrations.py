"""Asks the gateway which administrations do not answer at the moment."""

from __future__ import annotations

import http.client
import json
from datetime import datetime

TIMEOUT = 5.0
"""Seconds the gateway may take: it looks at all parts of the platform first."""


def describe_down(host: str, port: int) -> list[str]:
    """Say in one line each which administrations are down, since when, and when they are tried again."""
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request("GET", "/api/status")
        told = json.load(connection.getresponse())["administrations"]
        return [_describe(one) for one in told if one["state"] == "down"]
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return ["administrations: unknown (the gateway does not say)"]
    finally:
        connection.close()


def _describe(one: dict[str, str | None]) -> str:
    since = f" since {_show(one['since'])}" if one.get("since") else ""
    again = f"; it is tried again at {_show(one['retry_at'])}" if one.get("retry_at") else ""
    return f"administration {one['name']}: does not answer{since}{again}. Requests wait for it (./moien jobs)"


def _show(moment: str | None) -> str:
    """A moment in the time of this machine."""
    return datetime.fromisoformat(str(moment)).astimezone().strftime("%Y-%m-%d %H:%M:%S")
