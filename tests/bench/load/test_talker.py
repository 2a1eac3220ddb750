"""A talker whose message is refused says so at once: no turn is timed that was none."""

from __future__ import annotations

import json

import pytest
from websockets.asyncio.server import ServerConnection, serve

from bench.load.talker import RefusedError, Talker


async def refuse(connection: ServerConnection) -> None:
    await connection.recv()
    await connection.send(json.dumps({"type": "welcome", "token": "t", "conversation": "c"}))
    said = json.loads(await connection.recv())
    await connection.send(json.dumps({"type": "error", "code": "too_fast", "message_id": said["message_id"]}))
    await connection.wait_closed()


async def test_a_refusal_ends_the_turn() -> None:
    async with serve(refuse, "127.0.0.1", 0, compression=None) as server:
        talker = Talker(next(iter(server.sockets)).getsockname()[1])
        await talker.come()
        with pytest.raises(RefusedError, match="too_fast"):
            await talker.say("Moien")
        talker.leave()
