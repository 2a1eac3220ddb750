"""People of the staff against a real gateway."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.channels.servers import PASSWORD, Gateway

SignUp = Callable[..., httpx.Client]


def client_of(gateway: Gateway, **headers: str) -> httpx.Client:
    """A browser on one of the gateway's own pages, with cookies of its own."""
    return httpx.Client(base_url=gateway.origin, headers={"Origin": gateway.origin, **headers}, timeout=30)


def enter(client: httpx.Client, name: str, password: str = PASSWORD, **more: str) -> httpx.Response:
    return client.post("/api/staff/session", json={"name": name, "password": password, **more})


@pytest.fixture
def sign_up(gateway: Gateway) -> Iterator[SignUp]:
    """Make an account and sign in with it."""
    opened: list[httpx.Client] = []

    def make(name: str, *roles: str, **headers: str) -> httpx.Client:
        gateway.hire(name, *roles)
        client = client_of(gateway, **headers)
        opened.append(client)
        assert enter(client, name).status_code == 200
        return client

    yield make
    for client in opened:
        client.close()


@pytest.fixture
def browser(gateway: Gateway) -> Iterator[httpx.Client]:
    """A browser in which nobody is signed in."""
    with client_of(gateway) as client:
        yield client
