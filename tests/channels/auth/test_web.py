"""How the gateway reaches a provider: straight to where it may, or by the proxy that the environment names for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from channels.auth.errors import LoginError
from channels.auth.web import Web

NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
INSIDE = "http://10.255.255.1"


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server that answers everything; gives its port, and the first lines that it reads."""
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).splitlines()[0])
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 13\r\nConnection: close\r\n\r\n{"told":true}')
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], asked


async def ask(web: Web, url: str) -> object:
    try:
        return await web.get(url, dict, "the answer")
    finally:
        await web.close()


@pytest.mark.parametrize("named", ["127.0.0.1", "localhost,example.lu", "*", ""])
async def test_where_no_proxy_is_named_a_neighbour_is_out_of_reach(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    """``NO_PROXY`` alone names none."""
    monkeypatch.setenv("NO_PROXY", named)
    async with listening() as (port, asked):
        with pytest.raises(LoginError, match="ConnectError"):
            await ask(Web("https://login.example.lu"), f"http://127.0.0.1:{port}/keys")
    assert asked == []


async def test_a_proxy_for_another_scheme_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening() as (proxy, by_proxy), listening() as (port, asked):
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy}")
        with pytest.raises(LoginError, match="ConnectError"):
            await ask(Web("http://login.example.lu"), f"http://127.0.0.2:{port}/keys")
    assert (by_proxy, asked) == ([], [])


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize("scheme", ["http://", ""])
async def test_the_proxy_carries_what_it_is_named_for(monkeypatch: pytest.MonkeyPatch, name: str, scheme: str) -> None:
    async with listening() as (proxy, by_proxy):
        monkeypatch.setenv(name, f"{scheme}127.0.0.1:{proxy}")
        assert await ask(Web("http://login.example.lu"), "http://login.example.lu/keys") == {"told": True}
    assert by_proxy == [b"GET http://login.example.lu/keys HTTP/1.1"]


async def test_what_the_proxy_is_not_for_stays_guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening() as (proxy, by_proxy):
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy}")
        monkeypatch.setenv("NO_PROXY", "10.255.255.1")
        with pytest.raises(LoginError, match="ConnectError"):
            await ask(Web("http://login.example.lu"), f"{INSIDE}/keys")
    assert by_proxy == []


async def test_a_provider_on_this_machine_is_never_behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening() as (proxy, by_proxy), listening() as (port, asked):
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy}")
        own = f"http://127.0.0.1:{port}"
        assert await ask(Web(own), f"{own}/keys") == {"told": True}
    assert (by_proxy, asked) == ([], [b"GET /keys HTTP/1.1"])
