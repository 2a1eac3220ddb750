"""The internal door of processes that have no other: metrics and health, nothing else, and no harm from who asks."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import httpx
import pytest
from structlog.testing import capture_logs

from contracts.watch_door import WatchDoor
from tests.ports import free_port


class Watched:
    """A door and what it is asked to say."""

    def __init__(self) -> None:
        self.port = free_port()
        self.well = True
        self.shown = b"moien_test 1\n"
        self.broken = False
        self.door = WatchDoor("127.0.0.1", self.port, self.show, lambda: self.well)

    def show(self) -> bytes:
        if self.broken:
            raise KeyError
        return self.shown

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=10)


@pytest.fixture
def watched() -> Iterator[Watched]:
    made = Watched()
    yield made
    made.door.close()


def test_it_shows_metrics(watched: Watched) -> None:
    answer = watched.get("/metrics")
    assert (answer.status_code, answer.content) == (200, b"moien_test 1\n")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert "python" not in answer.headers["server"].lower()


def test_health_is_what_the_process_says(watched: Watched) -> None:
    assert watched.get("/healthz").status_code == 200
    watched.well = False
    assert (watched.get("/healthz").status_code, watched.get("/healthz").json()) == (503, {"status": "not ready"})


@pytest.mark.parametrize("path", ["/", "/metrics/", "/metrics?x=1", "/../etc/passwd", "/healthz2"])
def test_there_is_nothing_else(watched: Watched, path: str) -> None:
    assert watched.get(path).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_changed(watched: Watched, method: str) -> None:
    answer = httpx.request(method, f"http://127.0.0.1:{watched.port}/metrics", timeout=10)
    assert answer.status_code == 501


def test_whoever_connects_and_says_nothing_holds_nobody_up(watched: Watched) -> None:
    with socket.create_connection(("127.0.0.1", watched.port)), socket.create_connection(("127.0.0.1", watched.port)):
        assert watched.get("/metrics").status_code == 200


def test_what_breaks_is_logged_by_its_kind_and_the_door_goes_on(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    watched.broken = True
    with pytest.raises(httpx.HTTPError):
        watched.get("/metrics")
    watched.broken = False
    assert watched.get("/metrics").status_code == 200


def test_a_port_that_is_taken_is_told_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contracts.watch_door.AGAIN_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as taken, capture_logs() as logs:
        port = taken.getsockname()[1]
        door = WatchDoor("127.0.0.1", port, lambda: b"x 1\n", lambda: True)
    [first, *_] = logs
    assert (first["event"], first["log_level"], first["port"]) == ("watching.cannot_listen", "error", port)
    assert "in use" in first["reason"]
    for _ in range(200):
        with contextlib.suppress(httpx.ConnectError):
            assert httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=10).content == b"x 1\n"
            break
        threading.Event().wait(0.05)
    else:
        pytest.fail("it never listened though the port is free")
    door.close()


def test_one_that_never_listened_can_be_closed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        door = WatchDoor("127.0.0.1", taken.getsockname()[1], lambda: b"", lambda: True)
        door.leave()
        door.close()


def test_a_closed_door_listens_no_more_and_leaves_no_thread() -> None:
    made = Watched()
    made.door.close()
    with pytest.raises(httpx.ConnectError):
        made.get("/metrics")
    assert "watch door" not in [thread.name for thread in threading.enumerate() if thread.is_alive()]


def test_it_listens_on_ipv6_too() -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    port = free_port()
    door = WatchDoor("::1", port, lambda: b"x 1\n", lambda: True)
    try:
        assert httpx.get(f"http://[::1]:{port}/metrics", timeout=10).status_code == 200
    finally:
        door.close()
