"""The inbox and the figures of equal service at one gateway: what was read is kept for a while."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from channels.answers import CallError
from channels.store.conversations import utc_now
from channels.store.database import Database
from channels.store.inbox_marks import InboxMarks
from channels.store.members import Member
from channels.studio.inbox.assigning import Assigning
from channels.studio.inbox.equality import compare, find_alarms
from channels.studio.inbox.keys import Keys
from channels.studio.inbox.look import Gathered, Look, SortedLook, gather_questions, make_look, sort_look
from channels.studio.inbox.vocabulary import Vocabulary, find_links
from channels.studio.room import StudioRoom
from channels.supervision.figures import Figures
from channels.supervision.history import Period, day_of, make_history
from channels.supervision.reading import Supervision
from contracts.inbox import Assign, Assigned, EqualityAlarm, EqualityFigures, EqualityView, Ignore, InboxView
from contracts.languages import Language

LOOK_SECONDS = 30.0
FIGURES_SECONDS = 900.0
MOST_CONVERSATIONS = 3000
"""Conversations that one look at the inbox reads, the latest."""
MOST_COMPARED = 5000
"""Conversations whose messages the figures are made of, the latest."""

Value = TypeVar("Value")


class InboxRoom:
    """The inbox; several gateways may look at the same time."""

    def __init__(
        self,
        database: Database,
        studio: StudioRoom,
        names: Keys,
        *,
        least: int,
        days: int,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """``names``: of texts and groups; ``least``: conversations from which something is shown.

        ``now`` gives aware UTC times.
        """
        self._database = database
        self._standing = studio.standing
        self._names = names
        self._least = least
        self._days = days
        self._now = now
        self._marks = InboxMarks(database, now=now)
        self._vocabulary = Vocabulary()
        self._look = _Kept[Look](LOOK_SECONDS)
        self._sorting = asyncio.Lock()
        self._sorted: SortedLook | None = None
        self._compared: dict[int, _Kept[EqualityView]] = {}
        self._assigning = Assigning(database, studio.standing)

    @property
    def assigning(self) -> Assigning:
        """Return what puts examples into drafts."""
        return self._assigning

    async def show(self) -> InboxView:
        """Return the inbox."""
        return (await self._sort()).view

    async def assign(self, wish: Assign, member: Member) -> Assigned:
        """Put examples into the draft of their file and settle what they answer; raises `CallError`."""
        if wish.keys:
            shown = {key for keys in (await self._sort()).keys.values() for key in keys}
            if not shown.issuperset(wish.keys):
                raise _gone()
        return await self._assigning.assign(wish, member)

    async def ignore(self, wish: Ignore, member: Member) -> int:
        """Settle texts of a group, or all of it, and return how many; raises `CallError`."""
        there = (await self._sort()).keys.get(wish.group, [])
        keys = wish.keys or there
        if not keys or any(key not in there for key in keys):
            raise _gone()
        await self._marks.ignore(keys, wish.group, member)
        return len(keys)

    async def compare(self, days: int) -> EqualityView:
        """Return the figures of the last days, today included."""
        kept = self._compared.setdefault(days, _Kept[EqualityView](FIGURES_SECONDS))
        return await kept.get(lambda: self._compare(days))

    async def _sort(self) -> SortedLook:
        """Return the groups; they are made anew only for another look, or when something was settled since."""
        look = await self._look.get(self._read)
        settled = await self._marks.keys()
        async with self._sorting:
            if self._sorted is None or self._sorted.look is not look or self._sorted.settled != settled:
                self._sorted = await asyncio.to_thread(sort_look, look, settled, self._least, self._days)
            return self._sorted

    async def _read(self) -> Look:
        now = self._now()
        gathered = await gather_questions(self._database, now - timedelta(days=self._days), now, MOST_CONVERSATIONS)
        states = await self._standing.files()
        words = await asyncio.to_thread(self._vocabulary.words, states)
        return await asyncio.to_thread(make_look, gathered, words, find_links(states), self._least, self._names)

    async def _compare(self, days: int) -> EqualityView:
        now = self._now()
        last = day_of(now)
        period = Period(first=last - timedelta(days=days - 1), last=last)
        gathered = await gather_questions(self._database, period.begins, now, MOST_COMPARED)
        reading = Supervision(self._database)
        tickets, talks = await reading.tickets(period), await reading.talks(period)
        history = await asyncio.to_thread(make_history, period, tickets, talks, {}, {})
        handled = {it.language: it.figures for it in history.languages}
        figures, alarms = await asyncio.to_thread(_compare, gathered, handled)
        return EqualityView(days=days, complete=gathered.complete, languages=figures, alarms=alarms)


class _Kept(Generic[Value]):
    """Something that takes a while to make; whoever asks meanwhile waits for the same."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._made: tuple[float, Value] | None = None

    async def get(self, make: Callable[[], Awaitable[Value]]) -> Value:
        async with self._turn:
            if self._made is None or time.monotonic() - self._made[0] >= self._seconds:
                self._made = (time.monotonic(), await make())
            return self._made[1]


def _compare(gathered: Gathered, handled: dict[Language, Figures]) -> tuple[list[EqualityFigures], list[EqualityAlarm]]:
    figures = compare(gathered.asked, gathered.judged, handled)
    return figures, find_alarms(figures)


def _gone() -> CallError:
    return CallError("changed_since", "$.keys: the inbox does not hold these texts any more; load it again")
