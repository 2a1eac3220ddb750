"""The bench's citizen sends what was not acknowledged again, in its order; a gateway that mixes it up is found."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from itertools import count

import pytest
from websockets.asyncio.server import ServerConnection, serve

from bench.chaos import citizen
from bench.chaos.citizen import Citizen, Diary
from bench.chaos.verdict import Logged, judge_messages

PATIENCE = 30.0
BURST = 3

Order = Callable[[list[str]], list[str]]


class Gateway:
    """Stores bursts in some order, breaks off after the very first message, and answers each."""

    def __init__(self, order: Order, *, refuses: bool = False) -> None:
        self.stored: dict[str, int] = {}
        self.heard: list[list[str]] = []
        """Of each connection, the ids that came."""
        self._order, self._refuses = order, refuses
        self._seqs = count(1)
        self._told = 0

    async def __call__(self, connection: ServerConnection) -> None:
        await connection.recv()
        await send(connection, type="welcome", token="t", conversation="c")
        heard: list[str] = []
        self.heard.append(heard)
        async for text in connection:
            heard.append(json.loads(text)["message_id"])
            if self._refuses:
                await send(connection, type="error", code="bad_frame", message_id=heard[-1])
            elif len(self.heard) == 1:
                # It is stored, and nobody is told.
                self._store(heard[0])
                return
            elif len(heard) % BURST == 0:
                await self._answer(connection, heard[-BURST:])

    def _store(self, name: str) -> int:
        if name not in self.stored:
            self.stored[name] = next(self._seqs)
        return self.stored[name]

    async def _answer(self, connection: ServerConnection, burst: list[str]) -> None:
        for name in self._order(burst):
            await send(connection, type="ack", message_id=name, seq=self._store(name))
        for author in ["citizen"] * BURST + ["bot"] * BURST:
            self._told += 1
            await send(connection, type="event", event={"seq": self._told, "data": {"author": author}})
        for _ in range(BURST):
            next(self._seqs)


async def send(connection: ServerConnection, **frame: object) -> None:
    await connection.send(json.dumps(frame))


async def talk(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> Diary:
    monkeypatch.setattr(citizen, "BURST", (BURST, BURST))
    async with serve(gateway, "127.0.0.1", 0, compression=None) as server:
        one = Citizen([next(iter(server.sockets)).getsockname()[1]])
        await one.talk(time.monotonic() + 1.0, PATIENCE)
    return one.diary


def judge(diary: Diary, gateway: Gateway) -> tuple[int, int]:
    """How much is lost, and how much is out of order."""
    log = [Logged("c", seq, name, "message") for name, seq in gateway.stored.items()]
    log += [Logged("c", seq, None, "message") for seq in range(1, max(gateway.stored.values()))]
    seqs = {one.seq: one for one in reversed(log)}
    verdict = judge_messages({diary.conversation: diary.acknowledged}, seqs.values())
    return len(verdict.lost), len(verdict.out_of_order)


async def test_all_that_waits_is_sent_again_in_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = Gateway(list)
    diary = await talk(gateway, monkeypatch)
    first, second = gateway.heard[:2]
    assert second[:BURST] == [one.id for one in diary.said[:BURST]]
    assert second[0] == first[0]
    assert len(diary.answers) == len(diary.acks) == len(diary.said) == len(diary.acknowledged)
    assert (diary.lost, diary.disordered, judge(diary, gateway)) == ([], [], (0, 0))


async def test_a_gateway_that_stores_the_last_before_the_second_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = Gateway(lambda burst: [burst[0], burst[2], burst[1]])
    diary = await talk(gateway, monkeypatch)
    assert not diary.lost
    lost, out_of_order = judge(diary, gateway)
    assert (lost, out_of_order) == (0, len(diary.said) // BURST)


async def test_what_is_refused_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    diary = await talk(Gateway(list, refuses=True), monkeypatch)
    assert diary.lost
    assert all("the gateway refused" in one for one in diary.lost)


async def test_who_gets_no_answer_has_lost_what_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Citizen([1])
    await one.talk(time.monotonic() + 1.0, 0.01)
    [lost] = one.diary.lost
    assert all(said.id in lost for said in one.diary.said)
