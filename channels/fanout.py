"""Wakes whoever shows a conversation or the desk: in this process at once, in other gateways over Redis.

Nothing depends on a wake-up: those who are woken read the log, and `CatchUp` looks every few seconds for logs that
moved without one. Redis may come and go; after it has been away everybody is woken once.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import msgspec
import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from channels.passing import Passed, Passing, Present, Watcher, Watching
from contracts.events import Event
from contracts.frames import Busy, StopWriting
from contracts.names import TOPIC_CONVERSATION_MOVED, TOPIC_DESK_MOVED, TOPIC_JOB_MOVED, TOPIC_PASSING

log = structlog.get_logger()

ANSWER_SECONDS = 2.0
LISTEN_SECONDS = 5.0
"""Longest silence on the subscription before it is checked."""
MOST_SILENT = 3
"""Checks without an answer after which the connection is dead."""
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 3.0
MOST_WAITING = 2000
"""Announcements kept for Redis; more are dropped, their readers find the log by themselves."""

MOST_AT_ONCE = 100
"""Announcements that go to Redis together."""

TOPICS = (TOPIC_CONVERSATION_MOVED, TOPIC_DESK_MOVED, TOPIC_JOB_MOVED, TOPIC_PASSING)

MOST_BUSY = 10_000
"""Conversations whose progress is kept; the bot works for far fewer at once."""


class Fanout:
    """The wake-ups of one gateway."""

    def __init__(self, redis_url: str) -> None:
        """Connects when `run` begins."""
        self._redis = Redis.from_url(
            redis_url,
            socket_connect_timeout=ANSWER_SECONDS,
            socket_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._gateway = uuid.uuid4().hex
        self._connected = False
        self._is_away = False
        """Whether it was said that Redis is away; said once per outage."""
        self._watchers: defaultdict[str, set[Watcher]] = defaultdict(set)
        self._outgoing: asyncio.Queue[tuple[str, str | bytes]] = asyncio.Queue(MOST_WAITING)
        self._echoes: Counter[str] = Counter()
        """Conversations of which our own word is still to come back from Redis."""
        self._progress: dict[str, Busy] = {}
        self._passed = msgspec.json.Decoder(Passed)
        self.on_job_moved: Callable[[str], None] = lambda _job_id: None
        """What to do when a worker says that it moved a job."""
        self.on_stop_writing: Callable[[str], None] = lambda _conversation_id: None
        """What to do when a citizen no longer waits for the language model."""
        self.on_desk_moved: Callable[[], None] = lambda: None
        """What to do when a ticket was opened, claimed or closed, or may have been."""
        self.on_watching: Callable[[str, str, Watching], None] = lambda _gateway, _conversation_id, _watching: None
        """What to do when another gateway says who looks on there."""
        self.on_present: Callable[[str, Present], None] = lambda _conversation_id, _present: None
        """What to do when another gateway says that a citizen is there, or asks whether they are here."""

    @property
    def is_connected(self) -> bool:
        """Tell whether wake-ups of other processes arrive."""
        return self._connected

    @property
    def watched(self) -> list[str]:
        """Return the ids of the conversations that somebody watches here."""
        return list(self._watchers)

    def watch(self, conversation_id: str, watcher: Watcher) -> None:
        """Wake ``watcher`` for this conversation."""
        self._watchers[conversation_id].add(watcher)

    def unwatch(self, conversation_id: str, watcher: Watcher) -> None:
        """Wake ``watcher`` no more for this conversation."""
        watchers = self._watchers[conversation_id]
        watchers.discard(watcher)
        if not watchers:
            del self._watchers[conversation_id]

    def conversation_moved(self, conversation_id: str, news: Sequence[Event] = ()) -> None:
        """Say that a log has something new: ``news``, one after the other, where that is known."""
        self.wake(conversation_id, news)
        self._announce(TOPIC_CONVERSATION_MOVED, conversation_id)

    def wake(self, conversation_id: str, news: Sequence[Event] = ()) -> None:
        """Wake those who watch a conversation in this process."""
        for watcher in self._watchers.get(conversation_id, ()):
            watcher.log_moved(conversation_id, news)

    def wake_behind(self, conversation_id: str, seq: int) -> None:
        """Wake those who watch a conversation in this process and do not know its log up to ``seq``."""
        for watcher in self._watchers.get(conversation_id, ()):
            if not watcher.has_read(conversation_id, seq):
                watcher.log_moved(conversation_id)

    def desk_moved(self) -> None:
        """Say that a ticket changed."""
        self.on_desk_moved()
        self._announce(TOPIC_DESK_MOVED, self._gateway)

    def pass_on(self, conversation_id: str, frame: Passing | StopWriting) -> None:
        """Pass something fleeting on to all whom it concerns."""
        self.hand_out(conversation_id, frame)
        self._pass_to_others(conversation_id, frame)

    def tell_watching(self, conversation_id: str, watching: Watching) -> None:
        """Tell the other gateways who looks on here."""
        self._pass_to_others(conversation_id, watching)

    def tell_present(self, conversation_id: str, ask: bool) -> None:
        """Tell the other gateways that a citizen is here, or ask whether they are there."""
        self._pass_to_others(conversation_id, Present(ask=ask))

    def stop_writing(self, conversation_id: str) -> None:
        """Say that a citizen no longer waits for the language model; whichever gateway asks it hears that."""
        self.pass_on(conversation_id, StopWriting())

    def progress(self, conversation_id: str) -> Busy:
        """Return what was last said of the bot's work, for a conversation for which it works."""
        return self._progress.get(conversation_id, Busy(conversation=conversation_id, busy=True))

    async def run(self) -> None:
        """Listen and publish until cancelled, reconnecting with pauses."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._again_and_again(self._listen))
            group.create_task(self._again_and_again(self._publish))

    async def check(self) -> None:
        """Raise ``RedisError`` or ``OSError`` when Redis does not answer."""
        await self._redis.ping()

    async def queue_lengths(self, queues: Sequence[str]) -> dict[str, int]:
        """Return how many messages wait in queues of Celery; raises as `check` does."""
        async with self._redis.pipeline(transaction=False) as asking:
            for queue in queues:
                asking.llen(queue)
            return dict(zip(queues, await asking.execute(), strict=True))

    async def close(self) -> None:
        """Close all connections."""
        await self._redis.aclose()

    async def _again_and_again(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        pause = FIRST_PAUSE
        loop = asyncio.get_running_loop()
        while not _is_being_cancelled():
            began = loop.time()
            try:
                await work()
            except (RedisError, OSError) as error:
                if not self._is_away:
                    log.warning("redis.away", reason=type(error).__name__)
                self._is_away = True
            pause = FIRST_PAUSE if loop.time() - began > LONGEST_PAUSE else min(2 * pause, LONGEST_PAUSE)
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 - no secret

    async def _listen(self) -> None:
        async with self._redis.pubsub() as subscription:
            await subscription.subscribe(*TOPICS)
            silent = 0
            try:
                while silent < MOST_SILENT and not _is_being_cancelled():
                    message = await subscription.get_message(timeout=LISTEN_SECONDS)
                    if message is None:
                        silent += 1
                        await subscription.ping()
                    else:
                        silent = 0
                        self._take(message)
            finally:
                self._connected = False
        raise ConnectionError("the subscription is silent")

    async def _publish(self) -> None:
        while not _is_being_cancelled():
            waiting = [await self._outgoing.get()]
            while not self._outgoing.empty() and len(waiting) < MOST_AT_ONCE:
                waiting.append(self._outgoing.get_nowait())
            async with self._redis.pipeline(transaction=False) as publishing:
                for topic, payload in waiting:
                    publishing.publish(topic, payload)
                    if topic == TOPIC_CONVERSATION_MOVED and self._connected:
                        self._echoes[str(payload)] += 1
                try:
                    await publishing.execute()
                except (RedisError, OSError):
                    self._echoes.clear()
                    raise

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "subscribe" and message["data"] == len(TOPICS):
            log.info("redis.listening")
            self._connected, self._is_away = True, False
            self._echoes.clear()
            self._wake_all()
        if message["type"] != "message":
            return
        try:
            self._take_payload(message["channel"].decode(), message["data"])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            log.warning("redis.nonsense", topic=message["channel"], reason=type(error).__name__)

    def _take_payload(self, topic: str, payload: bytes) -> None:
        if topic == TOPIC_CONVERSATION_MOVED:
            self._hear_moved(payload.decode())
        elif topic == TOPIC_DESK_MOVED:
            if payload.decode() != self._gateway:
                self.on_desk_moved()
        elif topic == TOPIC_JOB_MOVED:
            self.on_job_moved(payload.decode())
        else:
            passed = self._passed.decode(payload)
            if passed.gateway == self._gateway:
                return
            if isinstance(passed.frame, Watching):
                self.on_watching(passed.gateway, passed.conversation, passed.frame)
            elif isinstance(passed.frame, Present):
                self.on_present(passed.conversation, passed.frame)
            else:
                self.hand_out(passed.conversation, passed.frame)

    def _hear_moved(self, conversation_id: str) -> None:
        """Wake those who watch, unless it is our own word that comes back.

        Of a word of ours and one of another gateway about the same conversation, the second to come wakes.
        """
        if conversation_id not in self._echoes:
            self.wake(conversation_id)
            return
        self._echoes[conversation_id] -= 1
        if not self._echoes[conversation_id]:
            del self._echoes[conversation_id]

    def _pass_to_others(self, conversation_id: str, frame: Passing | StopWriting | Watching | Present) -> None:
        if self._connected:
            passed = Passed(gateway=self._gateway, conversation=conversation_id, frame=frame)
            self._announce(TOPIC_PASSING, msgspec.json.encode(passed))

    def _announce(self, topic: str, payload: str | bytes) -> None:
        with contextlib.suppress(asyncio.QueueFull):
            self._outgoing.put_nowait((topic, payload))

    def _wake_all(self) -> None:
        for conversation_id in self._watchers:
            self.wake(conversation_id)
        self.on_desk_moved()

    def hand_out(self, conversation_id: str, frame: Passing | StopWriting) -> None:
        """Pass something fleeting on to those in this process whom it concerns."""
        if isinstance(frame, StopWriting):
            self.on_stop_writing(conversation_id)
            return
        if isinstance(frame, Busy):
            self._keep_progress(conversation_id, frame)
        # Whoever hears that a conversation was erased stops watching it.
        for watcher in list(self._watchers.get(conversation_id, ())):
            watcher.pass_on(conversation_id, frame)

    def _keep_progress(self, conversation_id: str, frame: Busy) -> None:
        self._progress.pop(conversation_id, None)
        if frame.busy:
            self._progress[conversation_id] = frame
        if len(self._progress) > MOST_BUSY:
            del self._progress[next(iter(self._progress))]


def _is_being_cancelled() -> bool:
    """Tell whether this task was told to end: a call to Redis that ends in the same moment may swallow that."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
