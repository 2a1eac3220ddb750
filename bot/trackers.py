"""Keeps trackers in SQL as Rasa does, and in memory those of conversations that go on, while SQL has no newer one.

Rasa reads, decodes and replays all events of a session at each turn. Here a turn asks how far the stored events reach,
and goes on with the tracker of the turn before where nobody else has written meanwhile: another process that serves the
same conversations, or one that has them forgotten.
"""

from __future__ import annotations

import copy
import json
import time
from collections import OrderedDict
from itertools import islice
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from typing_extensions import override

MOST_KEPT = 200
"""Conversations whose trackers stay in memory; one takes up to some hundred kilobytes."""
KEPT_SECONDS = 900.0
"""How long a tracker stays in memory after its last turn."""


class TurnTracker(DialogueStateTracker):
    """A tracker that is copied without being replayed: copies share what none of them changes."""

    stored = 0
    """How many of its events are in SQL."""
    last: int | None = None
    """The conversation's newest event in SQL when it was read or saved; None where there was none."""

    @override
    def copy(self) -> TurnTracker:
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin.events = self.events.copy()
        twin.slots = type(self.slots)(self.slots)
        twin.active_loop = copy.copy(self.active_loop)
        twin.latest_action = copy.copy(self.latest_action)
        # Slots are shared until one of the two sets them.
        self._own, twin._own = set(), set()
        return twin

    @override
    def _set_slot(self, key: str, value: Any) -> None:
        self._take(key)
        super()._set_slot(key, value)

    @override
    def _reset_slots(self) -> None:
        for name in self.slots:
            self._take(name)
        super()._reset_slots()

    def _take(self, slot: str) -> None:
        """Make a slot that may be shared this tracker's own."""
        own: set[str] = self.__dict__.setdefault("_own", set())
        if slot in self.slots and slot not in own:
            self.slots[slot] = copy.copy(self.slots[slot])
            own.add(slot)


class WrittenMeanwhileError(Exception):
    """Another process has written to the conversation, or has had it forgotten, since the tracker was read."""


class KeptTrackers(SQLTrackerStore):
    """Rasa's store in SQL, with a memory of the conversations that go on."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - they are Rasa's
        """Take Rasa's options."""
        super().__init__(**options)
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def drop(self, conversation: str) -> None:
        """Let go of what is in memory of a conversation."""
        self._kept.pop(conversation, None)

    def let_go_of_old(self) -> None:
        """Let go of what has been in memory for too long, and of what SQL has no longer: that was forgotten."""
        self._trim()
        if not self._kept:
            return
        newest = {kept.tracker.last: conversation for conversation, kept in self._kept.items()}
        table = self.SQLEvent
        with self.engine.connect() as connection:
            still = connection.execute(sa.select(table.id, table.sender_id).where(table.id.in_(list(newest)))).all()
        for conversation in set(newest.values()) - {of for number, of in still if newest[number] == of}:
            self.drop(conversation)

    @override
    def init_tracker(self, sender_id: str) -> DialogueStateTracker:
        return TurnTracker(sender_id, self.domain.slots, max_event_history=self.max_event_history)

    @override
    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        # Whoever gets a tracker may fail in the middle of a turn: it is kept again when it has been saved.
        kept = self._kept.pop(sender_id, None)
        with self.engine.connect() as connection:
            last = _last_event(connection, self.SQLEvent, sender_id)
        if last is None:
            return None
        if kept is not None and kept.tracker.last == last:
            return kept.tracker
        tracker = await super().retrieve(sender_id)
        if tracker is not None:
            # Asked before the events were read: what was written in between makes saving fail, and does not get lost.
            tracker.last = last
        return tracker

    @override
    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> DialogueStateTracker | None:
        with self.session_scope() as session:
            query = self._event_query(session, sender_id, fetch_events_from_all_sessions=fetch_events_from_all_sessions)
            found = [json.loads(data) for (data,) in query.with_entities(self.SQLEvent.data)]
        if not found:
            return None
        tracker = TurnTracker.from_dict(sender_id, found, self.domain.slots)
        tracker.stored = len(tracker.events)
        return tracker

    @override
    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store what is new; raises `WrittenMeanwhileError`."""
        await self.stream_events(tracker)
        tracker = cast("TurnTracker", tracker)
        self.drop(tracker.sender_id)
        news = list(islice(tracker.events, tracker.stored, None))
        with self.engine.begin() as connection:
            lock_conversation(connection, tracker.sender_id)
            if _last_event(connection, self.SQLEvent, tracker.sender_id) != tracker.last:
                raise WrittenMeanwhileError(tracker.sender_id)
            if news:
                connection.execute(sa.insert(self.SQLEvent), [_row(tracker.sender_id, event) for event in news])
            last = _last_event(connection, self.SQLEvent, tracker.sender_id)
        tracker.stored, tracker.last = len(tracker.events), last
        # Rasa goes on from the newest session only; such a tracker would still hold the one before.
        if not any(isinstance(event, SessionStarted) for event in islice(tracker.events, 2, None)):
            self._kept[tracker.sender_id] = _Kept(tracker, time.monotonic())
            self._trim()

    def _trim(self) -> None:
        oldest = time.monotonic() - KEPT_SECONDS
        while self._kept and (len(self._kept) > MOST_KEPT or next(iter(self._kept.values())).since < oldest):
            self._kept.popitem(last=False)


class _Kept(NamedTuple):
    """A tracker as it stands in SQL."""

    tracker: TurnTracker
    since: float


def lock_conversation(connection: sa.engine.Connection, conversation: str) -> None:
    """Keep other processes from writing to a conversation until the end of the transaction, which begins here."""
    if connection.dialect.name == "sqlite":
        # A transaction that begins by reading could not go on to write behind another one.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(conversation, 0))))


def _last_event(connection: sa.engine.Connection, table: Any, conversation: str) -> int | None:  # noqa: ANN401 - a class
    found = sa.select(sa.func.max(table.id)).where(table.sender_id == conversation)
    return connection.execute(found).scalar()


def _row(conversation: str, event: Event) -> dict[str, Any]:
    """Return an event as Rasa writes it."""
    data = event.as_dict()
    return {
        "sender_id": conversation,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }
