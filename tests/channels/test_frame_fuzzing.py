"""Whatever comes over a socket or a poll, the gateway answers in its own words, goes on, and keeps its log whole."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from contracts.agent_frames import AgentFrame
from contracts.errors import ErrorCode
from contracts.frames import CitizenFrame
from tests.channels.client import citizen, sign_in
from tests.channels.frame_strategies import any_bytes, frames_of, is_right
from tests.channels.servers import BotServer, Gateway, PostgresServer, RedisServer, running

pytestmark = pytest.mark.slow

CODES = frozenset(ErrorCode.__args__)
SECONDS = 30.0
MOST_GROWTH = 150 * 1024 * 1024
"""Bytes of memory that the gateway may keep after thousands of frames."""
PLAN = settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
OUR_MISTAKES = ("broke_off", "Traceback", "Task exception was never retrieved")


@dataclass
class Fuzzed:
    """A gateway, and ids of it that frames may name."""

    gateway: Gateway
    cookie: str
    known: dict[str, list[str]]


@pytest.fixture(scope="module")
def fuzzed(
    redis_server: RedisServer, bot: BotServer, postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fuzzed]:
    """At the end its log tells of no mistake of ours, and no log of a conversation has a gap."""
    folder: Path = tmp_path_factory.mktemp("frames")
    database = postgres.create("frames", "template")
    names = ("MESSAGES_PER_ADDRESS", "CONVERSATIONS_PER_ADDRESS", "MESSAGES_PER_WINDOW")
    generous = {f"MOIEN_{name}": "100000" for name in names}
    server = Gateway(database, redis_server.url, bot.url, MOIEN_STATE_DIR=str(folder), **generous)
    with (folder / "log").open("wb") as log:
        server.process.options["stderr"] = log
        with running(server):
            server.hire("kim", "agent", "supervisor")
            cookie = sign_in(server.origin, "kim", "a long password")
            yield Fuzzed(server, cookie, asyncio.run(open_ticket(server)))
    told = (folder / "log").read_text(encoding="utf-8")
    assert [line for line in told.splitlines() if any(words in line for words in OUR_MISTAKES)] == []
    with psycopg.connect(database) as connection:
        gaps = "SELECT conversation_id FROM event GROUP BY conversation_id HAVING max(seq) <> count(*) OR min(seq) <> 1"
        assert connection.execute(gaps).fetchall() == []
        assert connection.execute("SELECT count(*) FROM event").fetchone() > (0,)


async def open_ticket(server: Gateway) -> dict[str, list[str]]:
    async with citizen(server.origin) as me:
        await me.send(type="ask_person", message_id="a-person-please")
        await me.event("owner")
        return {"conversation": [me.conversation], "language": ["lb", "fr"], "site": ["demo"], "queue": ["general"]}


class Line:
    """One socket on which anything is sent, and everything is read that comes back."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.settled: set[str] = set()

    async def send(self, frame: bytes, as_bytes: bool) -> None:
        await self._socket.send(frame if as_bytes else frame.decode("utf-8", "replace"), text=not as_bytes)

    async def until_pong(self) -> None:
        """Read everything that was answered before the answer to a ping."""
        await self._socket.send('{"type":"ping"}')
        async with asyncio.timeout(SECONDS):
            while (came := json.loads(await self._socket.recv()))["type"] != "pong":
                self.note(came)

    async def settle(self, wanted: set[str]) -> None:
        """Read until each message has its acknowledgement or its refusal."""
        async with asyncio.timeout(SECONDS):
            while not wanted <= self.settled:
                self.note(json.loads(await self._socket.recv()))

    def note(self, came: dict[str, Any]) -> None:
        if came["type"] == "error":
            assert came["code"] in CODES
            assert came["detail"]
        if came["type"] in ("ack", "error") and came.get("message_id"):
            self.settled.add(came["message_id"])


def open_socket(fuzzed: Fuzzed, path: str) -> Any:
    gateway = fuzzed.gateway
    address = f"{gateway.origin.replace('http', 'ws')}{path}"
    return connect(address, origin=gateway.origin, additional_headers={"Cookie": fuzzed.cookie}, max_size=2**24)


async def talk(fuzzed: Fuzzed, path: str, union: Any, sent: list[tuple[bytes, bool]]) -> None:
    async with open_socket(fuzzed, path) as socket:
        if path == "/ws/citizen":
            await socket.send('{"type":"hello","language":"fr"}')
        line = Line(socket)
        wanted: set[str] = set()
        try:
            for frame, as_bytes in sent:
                await line.send(frame, as_bytes)
                if not as_bytes and is_right(frame, union) and json.loads(frame).get("type") == "say":
                    wanted.add(json.loads(frame)["message_id"])
                await line.until_pong()
            await line.settle(wanted)
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else None
            # A second hello and a log-out may end a socket; a mistake of ours may not.
            assert code in (1000, 1009, 1012, 1013, 4400, 4401, 4404), (code, sent)


def doors(known: dict[str, list[str]], union: Any) -> st.SearchStrategy[list[tuple[bytes, bool]]]:
    frame = any_bytes(frames_of(union, known))
    return st.lists(st.tuples(frame, st.sampled_from([False] * 9 + [True])), min_size=10, max_size=30)


@pytest.mark.parametrize(("path", "union"), [("/ws/citizen", CitizenFrame), ("/ws/agent", AgentFrame)])
def test_any_frames_are_answered_by_typed_codes_and_the_socket_goes_on(fuzzed: Fuzzed, path: str, union: Any) -> None:
    process = psutil.Process(fuzzed.gateway.process.child.pid)
    before = process.memory_info().rss

    @PLAN
    @given(sent=doors(fuzzed.known, union))
    def hold(sent: list[tuple[bytes, bool]]) -> None:
        asyncio.run(talk(fuzzed, path, union, sent))

    hold()
    assert process.memory_info().rss - before < MOST_GROWTH


@pytest.mark.parametrize("path", ["/ws/citizen", "/ws/agent"])
def test_any_first_frame_is_answered(fuzzed: Fuzzed, path: str) -> None:
    async def begin(frame: bytes) -> None:
        async with open_socket(fuzzed, path) as socket:
            await Line(socket).send(frame, as_bytes=False)
            if path == "/ws/citizen":
                try:
                    async with asyncio.timeout(SECONDS):
                        came = json.loads(await socket.recv())
                        assert came["type"] in ("welcome", "error")
                except ConnectionClosed as closed:
                    assert closed.rcvd is not None
                    assert closed.rcvd.code != 1011
            else:
                await Line(socket).until_pong()

    @PLAN
    @given(frame=any_bytes(frames_of(CitizenFrame, fuzzed.known)))
    def hold(frame: bytes) -> None:
        asyncio.run(begin(frame))

    hold()


def test_any_poll_is_answered_as_a_socket_would_be(fuzzed: Fuzzed) -> None:
    hello = {"type": "hello", "language": "fr"}
    frame = any_bytes(frames_of(CitizenFrame, fuzzed.known))
    right_hello = st.just(json.dumps(hello).encode())

    def body(first: bytes, frames: list[bytes], known: bytes) -> bytes:
        return b'{"hello":%s,"frames":[%s],"known":%s,"wait":0}' % (first, b",".join(frames), known)

    bodies = st.builds(body, right_hello | frame, st.lists(frame, max_size=10), st.sampled_from([b"null", b"{}", b"7"]))
    with httpx.Client(base_url=fuzzed.gateway.origin, timeout=SECONDS) as client:

        @PLAN
        @given(sent=bodies | frame)
        def hold(sent: bytes) -> None:
            answered = client.post("/api/poll", content=sent, headers={"Content-Type": "application/json"})
            assert answered.status_code in (200, 400, 413, 429), answered.text
            told = answered.json()
            if answered.status_code == 200:
                assert told["close"] in (None, 1012, 1013, 4400, 4404)
            else:
                assert told["code"] in CODES

        hold()
