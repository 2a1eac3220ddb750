from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest
from rasa.core.tracker_store import SQLTrackerStore
from rasa.utils.endpoints import EndpointConfig

import bot.storage
from bot.storage import ActionEndpoint, open_tracker_store


def test_an_sqlite_file_is_made_with_its_folder_and_writes_ahead(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "tracker.db"
    store = open_tracker_store(f"sqlite:///{path}")
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5000
    assert path.exists()
    assert store.sessionmaker().get_bind() is store.engine
    store.engine.dispose()


def test_another_database_is_left_to_rasa(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    monkeypatch.setattr(SQLTrackerStore, "__init__", lambda self, host: opened.append(host))
    open_tracker_store("postgresql://moien@db/tracker")
    assert opened == ["postgresql://moien@db/tracker"]


def test_actions_are_asked_at_their_address_without_the_domain() -> None:
    endpoint = ActionEndpoint("http://127.0.0.1:8002/", "abc")
    assert endpoint.url == "http://127.0.0.1:8002/webhook"
    assert endpoint.combine_parameters() == {"model": "abc"}, "actions know which model asks"
    assert endpoint.kwargs == {"enable_selective_domain": True}


async def test_an_action_server_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = []

    async def hang(self: EndpointConfig, **kwargs: aiohttp.ClientTimeout) -> None:
        limits.append(kwargs["timeout"].total)
        raise asyncio.TimeoutError

    monkeypatch.setattr(EndpointConfig, "request", hang)
    with pytest.raises(aiohttp.ClientConnectionError, match="no answer within 10 s"):
        await ActionEndpoint("http://127.0.0.1:1", "abc").request(json={}, method="post", timeout=300)
    assert limits == [bot.storage.ACTION_SECONDS]


@pytest.mark.parametrize(("closed", "answered"), [(1, True), (2, False)])
async def test_a_connection_that_was_closed_meanwhile_is_made_anew_once(
    monkeypatch: pytest.MonkeyPatch, closed: int, answered: bool
) -> None:
    calls: list[dict[str, object]] = []

    async def request(self: EndpointConfig, **kwargs: object) -> str:
        calls.append(dict(kwargs))
        kwargs.pop("json")
        if len(calls) <= closed:
            raise aiohttp.ClientOSError("Cannot write to closing transport")
        return "done"

    monkeypatch.setattr(EndpointConfig, "request", request)
    asking = ActionEndpoint("http://127.0.0.1:1", "abc").request(json={"next_action": "x"}, method="post")
    if answered:
        assert await asking == "done"
    else:
        with pytest.raises(aiohttp.ClientConnectionError):
            await asking
    assert [call["json"] for call in calls] == [{"next_action": "x"}] * 2
