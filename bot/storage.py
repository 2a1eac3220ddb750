"""Where the bot keeps its trackers, and how it reaches its actions."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import aiohttp
import sqlalchemy
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import QueuePool
from typing_extensions import override

from bot.trackers import KeptTrackers, lock_conversation
from contracts import tracing

ACTION_SECONDS = 10
"""An action computes some milliseconds; one that takes this long hangs."""
READY_SECONDS = 120
"""Reading the content of a model takes some seconds, on a busy machine many."""


def open_tracker_store(url: str) -> KeptTrackers:
    """Open the database of the trackers; an SQLite file is made where there is none, with write-ahead logging."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    store = KeptTrackers(host=url)
    if address.get_backend_name() == "sqlite":
        _keep_connected(store, address)
    return store


def delete_tracker(store: KeptTrackers, conversation: str) -> int:
    """Delete everything that is kept of a conversation, with the replies to its turns; returns how many events."""
    store.drop(conversation)
    kept = store.SQLEvent
    with store.engine.begin() as connection:
        lock_conversation(connection, conversation)
        gone = connection.execute(sqlalchemy.delete(kept).where(kept.sender_id == conversation))
    return int(gone.rowcount)


def list_trackers(store: KeptTrackers, after: str, most: int) -> list[str]:
    """Return the conversations of which something is kept, in the order of their ids, from behind ``after``."""
    kept = store.SQLEvent
    with store.session_scope() as session:
        known = session.query(kept.sender_id).filter(kept.sender_id > after).distinct()
        return [row[0] for row in known.order_by(kept.sender_id).limit(most)]


def _keep_connected(store: KeptTrackers, address: URL) -> None:
    """Give the store an engine that keeps its connection: closing the last one empties SQLite's log at each turn."""
    store.engine.dispose()
    store.engine = sqlalchemy.create_engine(address, poolclass=QueuePool, connect_args={"check_same_thread": False})
    sqlalchemy.event.listen(store.engine, "connect", _set_up_sqlite)
    store.sessionmaker.configure(bind=store.engine)


def _set_up_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA busy_timeout=5000")


class ActionEndpoint(EndpointConfig):
    """The action server. It needs no domain with each call, and does not get five minutes for one."""

    def __init__(self, url: str, mark: str) -> None:
        """Take the server's address without a path, and the fingerprint of the model that asks."""
        self._address = url.rstrip("/")
        super().__init__(f"{self._address}/webhook", params={"model": mark}, enable_selective_domain=True)

    async def get_ready(self) -> None:
        """Have the server make the actions of the model.

        Raises:
            aiohttp.ClientError: it is away, cannot make them, or takes longer than ``READY_SECONDS``.
        """
        limit = aiohttp.ClientTimeout(total=READY_SECONDS)
        try:
            async with (
                self.session() as session,
                session.get(f"{self._address}/ready", params=self.params, timeout=limit) as response,
            ):
                response.raise_for_status()
        except asyncio.TimeoutError as error:
            raise aiohttp.ClientConnectionError(f"no answer within {READY_SECONDS} s") from error

    @override
    async def request(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["timeout"] = aiohttp.ClientTimeout(total=ACTION_SECONDS)
        kwargs["headers"] = {**kwargs.get("headers", {}), **tracing.headers()}
        try:
            return await super().request(*args, **kwargs)
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
            # While a model is being loaded, a connection may be made and then wait so long that the other side closes
            # it. An action changes nothing, so it may be asked twice.
            return await super().request(*args, **kwargs)
        except asyncio.TimeoutError as error:
            raise aiohttp.ClientConnectionError(f"no answer within {ACTION_SECONDS} s") from error
