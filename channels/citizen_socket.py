"""The citizen's WebSocket: ``/ws/citizen``."""

from __future__ import annotations

import asyncio

from starlette.websockets import WebSocket

from channels.citizen import CITIZEN_FRAMES, Caller, enter, expect_hello, hold_conversation
from channels.door import Door
from channels.limits.caps import FullError
from channels.socket import CLOSE_BAD_HELLO, BadFrameError, EndSocketError, Socket, turn_away
from contracts import frames
from contracts.frames import CitizenFrame

HELLO_SECONDS = 5.0


async def serve_citizen(websocket: WebSocket) -> None:
    """Carry one citizen's socket from its first frame to its end."""
    door: Door = websocket.app.state.door
    if not door.origins.may_open_socket(websocket.headers):
        await websocket.close()
        return
    address = door.addresses.counted(websocket)
    try:
        with door.caps.of_citizen(address):
            await _carry(websocket, door, address)
    except FullError as full:
        await turn_away(websocket, full)


async def _carry(websocket: WebSocket, door: Door, address: str) -> None:
    await websocket.accept()
    socket = Socket(websocket, CITIZEN_FRAMES, "citizen")
    async with socket.ending():
        hello = await _first_frame(socket)
        caller = Caller(origin=websocket.headers.get("origin"), address=address)
        citizen = await enter(door, hello, caller, websocket.send_text)
        with hold_conversation(door, citizen), citizen.here():
            await citizen.begin(hello.last_seq)
            await socket.serve(citizen.feed, citizen.answer)


async def _first_frame(socket: Socket[CitizenFrame]) -> frames.Hello:
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            frame = await socket.receive()
    except TimeoutError:
        refused = frames.Refused(code="hello_expected", detail=f"no hello within {HELLO_SECONDS:.0f} s; send it first")
        raise EndSocketError(CLOSE_BAD_HELLO, refused) from None
    except BadFrameError as bad:
        raise EndSocketError(CLOSE_BAD_HELLO, bad.frame) from bad
    return expect_hello(frame)
