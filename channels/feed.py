"""What one socket is still to be sent: frames in a bounded queue, and each followed log after its own last seq.

Logs are read from SQL when the socket is ready for more, so order holds, nothing is skipped and a slow reader costs
no memory. What was stored here a moment ago and follows what was sent is not read again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from channels.fanout import Fanout
from channels.passing import Passing
from channels.store.conversations import LONGEST_PAGE, Conversations
from contracts.events import Event
from contracts.frames import Append, ShownEvent

MOST_FRAMES = 256
"""Frames that may wait for a slow reader; then the socket is closed and the client resumes by its last seq."""
MOST_NEWS = 32
"""Events of one log that wait for a slow reader; if there are more, the log is read."""
SEND_SECONDS = 20.0
"""How long one frame may take; a client that reads nothing for so long is gone."""


class SlowReaderError(Exception):
    """The client does not read what it is sent."""


class Feed:
    """Sends one socket what it must have."""

    def __init__(
        self,
        send: Callable[[str], Awaitable[None]],
        conversations: Conversations,
        fanout: Fanout,
        show: Callable[[Event], ShownEvent | None],
    ) -> None:
        """``send`` writes to the socket; ``show`` is the client's view of an event."""
        self._send = send
        self._conversations = conversations
        self._fanout = fanout
        self._show = show
        self._frames: deque[msgspec.Struct] = deque()
        self._afterwards: deque[msgspec.Struct] = deque()
        self._last_seq: dict[str, int] = {}
        self._moved: dict[str, list[Event] | None] = {}
        """Logs that have something new: what, or None where they must be read."""
        self._desk_is_due = False
        self._woken = asyncio.Event()
        self._overflown = False
        self.on_passing: Callable[[Passing], None] = lambda _frame: None
        """What to do with something fleeting in a followed conversation."""
        self.before_event: Callable[[Event], Awaitable[None]] | None = None
        """Called before an event is sent; may raise to end the feed."""
        self.on_event: Callable[[Event], None] = lambda _event: None
        """Called after an event was sent."""
        self.on_desk: Callable[[], Awaitable[None]] | None = None
        """Called when the desk may be different."""

    def put(self, frame: msgspec.Struct) -> None:
        """Send a frame soon."""
        self._keep(self._frames, frame)

    def put_afterwards(self, frame: msgspec.Struct) -> None:
        """Send a frame once the logs have been sent as far as they are known to reach."""
        self._keep(self._afterwards, frame)

    def follow(self, conversation_id: str, last_seq: int) -> None:
        """Send the log of a conversation after ``last_seq`` and go on."""
        self._last_seq[conversation_id] = last_seq
        self._fanout.watch(conversation_id, self)
        self.log_moved(conversation_id)

    def unfollow(self, conversation_id: str) -> None:
        """Send nothing more of a conversation."""
        if self._last_seq.pop(conversation_id, None) is not None:
            self._fanout.unwatch(conversation_id, self)

    def follows(self, conversation_id: str) -> bool:
        """Tell whether the log of a conversation is sent."""
        return conversation_id in self._last_seq

    @property
    def followed(self) -> int:
        """Return how many logs are sent."""
        return len(self._last_seq)

    def log_moved(self, conversation_id: str, news: Sequence[Event] = ()) -> None:
        """Be woken for a log; ``news`` is what was appended, empty where that is not known."""
        known = self._moved.get(conversation_id, [])
        is_known = known is not None and 0 < len(news) <= MOST_NEWS - len(known)
        self._moved[conversation_id] = [*known, *news] if known is not None and is_known else None
        self._woken.set()

    def has_read(self, conversation_id: str, seq: int) -> bool:
        """Tell whether the log of a conversation was sent up to ``seq``; what is not followed needs nothing."""
        return self._last_seq.get(conversation_id, seq) >= seq

    def desk_moved(self) -> None:
        """Be woken for the desk."""
        self._desk_is_due = True
        self._woken.set()

    def pass_on(self, conversation_id: str, frame: Passing) -> None:
        """Be told something fleeting."""
        if self.follows(conversation_id):
            self.on_passing(frame)

    async def run(self) -> None:
        """Send until cancelled; raises `SlowReaderError` when the client does not read."""
        while True:
            await self.drain()
            await self.wait()

    async def drain(self) -> None:
        """Send everything there is; raises `SlowReaderError`."""
        while self._has_more():
            await self._send_frames()
            while self._moved:
                await self._send_log(*self._moved.popitem())
            while self._afterwards:
                await self._send_one(self._afterwards.popleft())
            if self._desk_is_due:
                self._desk_is_due = False
                if self.on_desk is not None:
                    await self.on_desk()

    async def wait(self) -> None:
        """Wait until there may be more to send."""
        if self._has_more():
            return
        self._woken.clear()
        await self._woken.wait()

    def close(self) -> None:
        """Be woken no more."""
        for conversation_id in list(self._last_seq):
            self.unfollow(conversation_id)

    def _keep(self, queue: deque[msgspec.Struct], frame: msgspec.Struct) -> None:
        if len(queue) >= MOST_FRAMES:
            self._overflown = True
        else:
            queue.append(frame)
        self._woken.set()

    def _has_more(self) -> bool:
        waits = bool(self._frames or self._afterwards or self._moved)
        return waits or self._desk_is_due or self._overflown

    async def _send_frames(self) -> None:
        while self._frames:
            await self._send_one(self._frames.popleft())
        if self._overflown:
            raise SlowReaderError

    async def _send_log(self, conversation_id: str, news: list[Event] | None) -> None:
        """Send what is new of a log: ``news`` if it follows what was sent, else what is read."""
        last_seq = self._last_seq.get(conversation_id)
        if news is not None and last_seq is not None:
            new = [event for event in news if event.seq > last_seq]
            if all(event.seq == seq for seq, event in enumerate(new, last_seq + 1)):
                await self._send_events(conversation_id, last_seq, new)
                return
        while (last_seq := self._last_seq.get(conversation_id)) is not None:
            events = await self._conversations.events_after(conversation_id, last_seq)
            if await self._send_events(conversation_id, last_seq, events) and len(events) < LONGEST_PAGE:
                return

    async def _send_events(self, conversation_id: str, last_seq: int, events: list[Event]) -> bool:
        """Send events that follow ``last_seq``; False where the log is no longer followed, or from another place."""
        for event in events:
            if self.before_event is not None:
                await self.before_event(event)
            if self._last_seq.get(conversation_id) != last_seq:
                return False
            self._last_seq[conversation_id] = last_seq = event.seq
            shown = self._show(event)
            if shown is not None:
                await self._send_one(Append(event=shown))
            self.on_event(event)
            await self._send_frames()
        return True

    async def _send_one(self, frame: msgspec.Struct) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self._send(msgspec.json.encode(frame).decode())
        except TimeoutError:
            raise SlowReaderError from None
