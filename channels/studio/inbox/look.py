"""One look at what citizens asked: read from the log, kept for some seconds, shown as far as it may be."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from channels.store.database import Database
from channels.store.questions import Course, read_courses
from channels.studio.inbox.grouping import REASONS, Missed, group, show_group
from channels.studio.inbox.keys import Keys
from channels.studio.inbox.outcomes import Asked, Judged, read_judgements, read_questions
from channels.studio.inbox.showing import Showing, write
from channels.studio.inbox.unhelpful import gather
from contracts.inbox import InboxView


@dataclass(frozen=True, kw_only=True, slots=True)
class Gathered:
    """What became of the questions of some conversations."""

    conversations: int
    complete: bool
    """Whether these were all of the period."""
    asked: list[Asked]
    judged: list[Judged]


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What the inbox is made of."""

    gathered: Gathered
    missed: list[Missed]
    showing: Showing
    services: Mapping[str, str]
    """By official link the service it belongs to."""
    names: Keys


@dataclass(frozen=True, kw_only=True, slots=True)
class SortedLook:
    """A look in groups, without what is settled."""

    look: Look
    settled: frozenset[str]
    keys: Mapping[str, list[str]]
    """Of all texts of each group that is shown, by its id."""
    view: InboxView


async def gather_questions(database: Database, since: datetime, now: datetime, most: int) -> Gathered:
    """Read what citizens asked since a moment, of at most ``most`` conversations, the latest."""
    conversations = 0
    asked: list[Asked] = []
    judged: list[Judged] = []
    # One more than is wanted tells whether there are more.
    async for courses in read_courses(database, since, most + 1):
        # Conversations may be long; others have the event loop meanwhile.
        found = await asyncio.to_thread(_read_all, courses[: most - conversations], since, now)
        asked += found[0]
        judged += found[1]
        conversations += len(courses)
    return Gathered(conversations=min(conversations, most), complete=conversations <= most, asked=asked, judged=judged)


def make_look(
    gathered: Gathered, vocabulary: frozenset[str], services: Mapping[str, str], least: int, names: Keys
) -> Look:
    """Find what was not settled, and what may be shown of it. Takes a moment: not for the event loop."""
    written = [write(one.conversation, one.language, one.text) for one in gathered.asked]
    missed = [
        Missed(asked=asked, written=text, key=names.of_text(text))
        for asked, text in zip(gathered.asked, written, strict=True)
        if asked.outcome in REASONS and asked.left
    ]
    showing = Showing(written, vocabulary, least)
    return Look(gathered=gathered, missed=missed, showing=showing, services=services, names=names)


def sort_look(look: Look, settled: frozenset[str], least: int, days: int) -> SortedLook:
    """Put what is not settled into groups. Takes seconds where many texts are compared: not for the event loop."""
    groups = group((one for one in look.missed if one.key not in settled), look.names)
    shown = [one for one in groups if one.conversations >= least]
    view = InboxView(
        days=days,
        least=least,
        conversations=look.gathered.conversations,
        complete=look.gathered.complete,
        groups=[show_group(one, look.showing) for one in shown],
        hidden=sum(len(one.missed) for one in groups) - sum(len(one.missed) for one in shown),
        unhelpful=gather(look.gathered.judged, look.services, look.showing, least),
    )
    return SortedLook(look=look, settled=settled, keys={one.id: one.keys for one in shown}, view=view)


def _read_all(courses: list[Course], since: datetime, now: datetime) -> tuple[list[Asked], list[Judged]]:
    asked = [one for course in courses for one in read_questions(course, now) if one.at >= since]
    judged = [one for course in courses for one in read_judgements(course) if one.at >= since]
    return asked, judged
