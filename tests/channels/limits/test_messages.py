"""No message of a citizen goes ahead of one that came too fast."""

from __future__ import annotations

import pytest

from channels.limits import messages
from channels.limits.messages import MessageOrder

FREE, FULL = 0.0, 4.0


class Sent:
    """Sends messages at moments; the counts say what is told of the next one that is counted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.counts = 100.0, FREE
        self.counted = 0
        self.order = MessageOrder(lambda: self.now)
        monkeypatch.setattr(messages, "count_message", self._count)

    async def _count(self, *_: object) -> float:
        self.counted += 1
        return self.counts

    async def send(self, message_id: str | None, counts: float, after: float = 0.0) -> float:
        self.now, self.counts = self.now + after, counts
        return await self.order.count(message_id, None, None, "192.0.2.1")  # type: ignore[arg-type]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    return Sent(monkeypatch)


async def test_what_would_be_free_waits_for_what_was_refused_before(sent: Sent) -> None:
    assert await sent.send("a", FREE) == 0
    assert await sent.send("b", FULL) == 4
    assert await sent.send("c", FREE, after=1) == 3
    assert await sent.send("d", FREE, after=1) == 2
    assert sent.counted == 2, "who waits for another is not counted"
    assert await sent.send("b", FREE, after=2) == 0
    assert await sent.send("c", FREE) == 0


async def test_the_refused_one_may_come_again_at_any_time(sent: Sent) -> None:
    await sent.send("b", FULL)
    assert await sent.send("b", FREE, after=1) == 0
    assert await sent.send("c", FREE) == 0


async def test_refused_again_it_keeps_the_others_waiting_again(sent: Sent) -> None:
    await sent.send("b", FULL)
    assert await sent.send("b", FULL, after=4) == 4
    assert await sent.send("c", FREE) == 4


async def test_who_never_comes_again_keeps_nobody_waiting_for_good(sent: Sent) -> None:
    await sent.send("b", FULL)
    assert await sent.send("c", FREE, after=4) == 0


async def test_what_has_no_id_neither_waits_nor_keeps_others_waiting(sent: Sent) -> None:
    assert await sent.send(None, FULL) == 4
    assert await sent.send("b", FULL) == 4
    assert await sent.send(None, FREE) == 0
    assert await sent.send("c", FREE) == 4
