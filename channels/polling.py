"""Long polling for citizens where WebSockets are blocked: ``POST /api/poll`` carries what a socket would, call by call.

Nothing of a call stays behind: any gateway answers the next one, from the log and from what the client knows.
"""

from __future__ import annotations

import asyncio

import msgspec
import structlog
from fastapi import APIRouter, Request
from starlette.responses import Response

from channels.answers import CallError, answer, full_error, read_body
from channels.citizen import CITIZEN_FRAMES, Caller, Citizen, enter, expect_hello, hold_conversation
from channels.door import Door
from channels.feed import SlowReaderError
from channels.limits.caps import FullError
from channels.openapi.described import describe
from channels.rest import door_of
from channels.socket import CLOSE_BAD_HELLO, CLOSE_FAILED, CLOSE_SLOW, BadFrameError, EndSocketError, decode_frame
from channels.watching.meters import FRAMES_REFUSED, SLOW_READERS, open_socket
from contracts.polling import Known, Poll, Polled

log = structlog.get_logger()

COALESCING = 0.02
"""Seconds in which what follows closely comes along."""

router = APIRouter()


@router.post("/api/poll")
@describe(takes=Poll, gives=Polled, refuses=("foreign_origin", "too_fast", "crowded"))
async def poll(request: Request) -> Response:
    """Carry frames both ways."""
    door = door_of(request)
    try:
        # Held while the body comes, too: whoever sends it slowly has a connection like any other.
        with door.caps.of_citizen(door.addresses.counted(request)):
            wanted = await read_body(request, Poll)
            return answer(await _Call(door, wanted, request).carry())
    except FullError as full:
        raise full_error(full) from None


class _Call:
    """One call, and the frames that a socket would have been sent."""

    def __init__(self, door: Door, wanted: Poll, request: Request) -> None:
        """The body of ``request`` has been read."""
        self._door = door
        self._wanted = wanted
        self._request = request
        self._sent: list[msgspec.Raw] = []
        self._known = wanted.known or Known()

    async def carry(self) -> Polled:
        """Do what a socket does in its time; raises `CallError`."""
        close = None
        try:
            with open_socket("poll"):
                await self._serve()
        except EndSocketError as end:
            close = end.code
            if end.frame is not None:
                FRAMES_REFUSED.count("poll", end.frame.code)
                await self._send(msgspec.json.encode(end.frame).decode())
        except SlowReaderError:
            close = CLOSE_SLOW
            SLOW_READERS.count("poll")
        except CallError:
            raise
        except Exception:
            # No false acknowledgement, as on a socket: the client sends again what was not acknowledged.
            log.exception("poll.broke_off")
            close = CLOSE_FAILED
        return Polled(frames=self._sent, known=self._known, close=close)

    async def _serve(self) -> None:
        wanted = self._wanted
        try:
            hello = expect_hello(decode_frame(CITIZEN_FRAMES, wanted.hello))
        except BadFrameError as bad:
            raise EndSocketError(CLOSE_BAD_HELLO, bad.frame) from bad
        address = self._door.addresses.counted(self._request)
        caller = Caller(origin=self._request.headers.get("origin"), address=address)
        citizen = await enter(self._door, hello, caller, self._send)
        await self._check_rate(citizen)
        with hold_conversation(self._door, citizen), citizen.here():
            if wanted.known is None:
                await citizen.begin(hello.last_seq)
            else:
                await citizen.go_on(hello.last_seq, wanted.known)
            try:
                for frame in wanted.frames:
                    await _take(citizen, frame)
                await citizen.feed.drain()
                if wanted.known is not None:
                    await self._wait(citizen)
            finally:
                self._known = citizen.known

    async def _check_rate(self, citizen: Citizen) -> None:
        times = 1 + len(self._wanted.frames)
        if wait := await self._door.counts.take(self._door.limits.polls.of(citizen.conversation, times)):
            detail = "too many calls and frames at once; wait some seconds and send them again"
            raise CallError("too_fast", detail, retry_after=wait)

    async def _wait(self, citizen: Citizen) -> None:
        """Wait for something to send, as long as the client does."""
        gone = asyncio.create_task(_hear_end(self._request))
        loop = asyncio.get_running_loop()
        until = loop.time() + self._wanted.wait
        try:
            while not self._sent and not gone.done() and (left := until - loop.time()) > 0:
                woken = asyncio.create_task(citizen.feed.wait())
                try:
                    await asyncio.wait((woken, gone), timeout=left, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    woken.cancel()
                await asyncio.sleep(COALESCING)
                # Not under the time limit: what has been taken from the feed must arrive.
                await citizen.feed.drain()
        finally:
            gone.cancel()

    async def _send(self, frame: str) -> None:
        self._sent.append(msgspec.Raw(frame.encode()))


async def _take(citizen: Citizen, frame: msgspec.Raw) -> None:
    try:
        await citizen.answer(decode_frame(CITIZEN_FRAMES, frame))
    except BadFrameError as bad:
        FRAMES_REFUSED.count("poll", bad.frame.code)
        citizen.feed.put(bad.frame)


async def _hear_end(request: Request) -> None:
    """Return when the client has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
