"""What the sockets of citizens and agents have in common: reading frames, sending a feed, ending cleanly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar

import msgspec
import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from channels.answers import refuse_full
from channels.feed import Feed, SlowReaderError
from channels.limits.caps import FullError
from channels.nul import without_nul
from channels.rates import Rate
from channels.watching.meters import FRAMES_REFUSED, SLOW_READERS, open_socket
from contracts.errors import ErrorCode
from contracts.frames import Refused

log = structlog.get_logger()

Frame = TypeVar("Frame")

CLOSE_BAD_HELLO = 4400
CLOSE_SIGNED_OUT = 4401
CLOSE_UNKNOWN = 4404
CLOSE_FAILED = 1011
CLOSE_RESTART = 1012
"""Come back and be welcomed anew."""
CLOSE_SLOW = 1013
"""Try again later: the client comes back and resumes by its last seq."""

CLOSE_SECONDS = 5.0
"""How long a client that does not read may hold up the end of its socket."""

MOST_IN_WINDOW = 300
WINDOW_SECONDS = 10.0
"""Frames of any kind that one socket may send in this time; far more than a person makes."""


class EndSocketError(Exception):
    """The socket is to be closed with a code."""

    def __init__(self, code: int, frame: Refused | None = None) -> None:
        """``frame`` is sent before."""
        super().__init__(str(code))
        self.code = code
        self.frame = frame


class _Named(msgspec.Struct, frozen=True):
    """What is read of a frame that is refused unseen."""

    message_id: str | None = None


def _message_id(text: str | None) -> str | None:
    try:
        return msgspec.json.decode(text or "", type=_Named).message_id
    except (msgspec.DecodeError, UnicodeError):
        return None


async def turn_away(websocket: WebSocket, full: FullError) -> None:
    """Refuse a socket before it is opened, as cheaply as a call: by status, with the time to come back."""
    await websocket.send_denial_response(refuse_full(full))


def decode_frame(decoder: msgspec.json.Decoder[Frame], text: str | bytes | msgspec.Raw) -> Frame:
    """Read one frame; raises `BadFrameError`."""
    try:
        return decoder.decode(without_nul(text.encode() if isinstance(text, str) else bytes(text)))
    except msgspec.ValidationError as error:
        raise BadFrameError("bad_frame", str(error)) from error
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadFrameError("bad_frame", f"no JSON: {error}") from error
    except RecursionError as error:
        raise BadFrameError("bad_frame", "too many levels inside each other; send a flat frame") from error


class Socket(Generic[Frame]):
    """One accepted WebSocket that carries JSON frames."""

    def __init__(self, websocket: WebSocket, decoder: msgspec.json.Decoder[Frame], door: str) -> None:
        """``decoder`` knows the frames that the client may send; ``door``: as which it is counted."""
        self._websocket = websocket
        self._door = door
        self._decoder = decoder
        self._rate = Rate(MOST_IN_WINDOW, WINDOW_SECONDS)

    async def receive(self) -> Frame:
        """Return the next frame; raises ``WebSocketDisconnect`` at the end and `BadFrameError`."""
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1000))
        if wait := self._rate.wait(""):
            detail = f"more than {MOST_IN_WINDOW} frames in {WINDOW_SECONDS:.0f} s; slow down"
            # Read, so that a message among them is refused by its id, and can be sent again.
            raise BadFrameError("too_fast", detail, _message_id(message.get("text")), retry_after=wait)
        self._rate.count("")
        text = message.get("text")
        if text is None:
            raise BadFrameError("bad_frame", "a binary frame; send JSON in a text frame")
        return decode_frame(self._decoder, text)

    @asynccontextmanager
    async def ending(self) -> AsyncIterator[None]:
        """Close the socket as the block's end demands: with which code, after which frame."""
        try:
            with open_socket(self._door):
                yield
        except WebSocketDisconnect:
            return
        except EndSocketError as end:
            if end.frame is not None:
                FRAMES_REFUSED.count(self._door, end.frame.code)
            await self.close(end.code, end.frame)
        except SlowReaderError:
            log.info("socket.slow")
            SLOW_READERS.count(self._door)
            await self.close(CLOSE_SLOW)
        except Exception:
            # No false acknowledgement: the client reconnects and sends again what was not acknowledged.
            log.exception("socket.broke_off")
            await self.close(CLOSE_FAILED)

    async def serve(self, feed: Feed, answer: Callable[[Frame], Awaitable[None]], *others: Awaitable[Any]) -> None:
        """Send the feed and answer frames until either side ends; to be called within `ending`."""
        tasks = [asyncio.ensure_future(work) for work in (self._read(feed, answer), feed.run(), *others)]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self, code: int, frame: Refused | None = None) -> None:
        """Close with a code, after a last frame."""
        if self._websocket.application_state is not WebSocketState.CONNECTED:
            return
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                if frame is not None:
                    await self.send(frame)
                await self._websocket.close(code)
        except (WebSocketDisconnect, RuntimeError, TimeoutError):
            log.info("socket.gone")

    async def send(self, frame: msgspec.Struct) -> None:
        """Send one frame at once."""
        await self._websocket.send_text(msgspec.json.encode(frame).decode())

    async def _read(self, feed: Feed, answer: Callable[[Frame], Awaitable[None]]) -> None:
        while True:
            try:
                await answer(await self.receive())
            except BadFrameError as bad:  # noqa: PERF203 - one bad frame does not end the socket
                FRAMES_REFUSED.count(self._door, bad.frame.code)
                feed.put(bad.frame)


class BadFrameError(Exception):
    """A frame that cannot be carried out as it stands."""

    def __init__(
        self, code: ErrorCode, detail: str, message_id: str | None = None, *, retry_after: float | None = None
    ) -> None:
        """``detail`` says what, where, which value, what to do; ``retry_after``: in so many seconds it may be done."""
        super().__init__(detail)
        self.frame = Refused(code=code, detail=detail, message_id=message_id, retry_after=retry_after)
