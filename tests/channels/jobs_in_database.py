"""Jobs as a worker would leave them, written into a running gateway's database."""

from __future__ import annotations

import json
import sqlite3

from tests.channels.client import Citizen
from tests.channels.servers import Gateway


def database_of(gateway: Gateway) -> str:
    return gateway.settings["MOIEN_DATABASE_URL"].removeprefix("sqlite:///")


async def file_job(me: Citizen) -> str:
    """File an application; returns the job's id."""
    await me.say("file")
    return str((await me.event("job", state="queued"))["data"]["job"])


def leave(gateway: Gateway, job: str, **values: object) -> None:
    columns = ", ".join(f"{name} = ?" for name in values)
    given = [json.dumps(value) if isinstance(value, dict) else value for value in values.values()]
    with sqlite3.connect(database_of(gateway), timeout=15) as database:
        database.execute(f"UPDATE job SET {columns} WHERE id = ?", (*given, job))
