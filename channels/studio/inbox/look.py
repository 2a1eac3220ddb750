"""One look at what citizens asked: read from the log, kept for some seconds, shown as far as it may be."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from channels.store.database import Database
from channels.store.questions import Course, read_courses
from channels.studio.inbox.grouping import REASONS, Group, Missed, group, show_group
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


async def gather_questions(database: Database, since: datetime, now: datetime, most: int) -> Gathered:
    """Read what citizens asked since a moment, of at most ``most`` conversations, the latest."""
    conversations = 0
    asked: list[Asked] = []
    judged: list[Judged] = []
    # One more than is wanted tells whether there are more.
    async for courses in read_courses(database, since, most + 1):
        for course in courses[: most - conversations]:
            asked += [one for one in read_questions(course, now) if one.at >= since]
            judged += _judged_since(course, since)
        conversations += len(courses)
    return Gathered(conversations=min(conversations, most), complete=conversations <= most, asked=asked, judged=judged)


def make_look(gathered: Gathered, vocabulary: frozenset[str], services: Mapping[str, str], least: int) -> Look:
    """Find what was not settled, and what may be shown of it. Takes a moment: not for the event loop."""
    written = [write(one.conversation, one.language, one.text) for one in gathered.asked]
    missed = [
        Missed(asked=asked, written=text)
        for asked, text in zip(gathered.asked, written, strict=True)
        if asked.outcome in REASONS and asked.left
    ]
    return Look(gathered=gathered, missed=missed, showing=Showing(written, vocabulary, least), services=services)


def find_groups(look: Look, settled: Collection[str], least: int) -> tuple[list[Group], int]:
    """Return the groups that may be shown, without what is settled, and the number of messages in others."""
    groups = group(one for one in look.missed if one.written.key not in settled)
    shown = [one for one in groups if one.conversations >= least]
    return shown, sum(len(one.missed) for one in groups) - sum(len(one.missed) for one in shown)


def show_look(look: Look, settled: Collection[str], least: int, days: int) -> InboxView:
    """Return the inbox. Takes a moment: not for the event loop."""
    groups, hidden = find_groups(look, settled, least)
    return InboxView(
        days=days,
        least=least,
        conversations=look.gathered.conversations,
        complete=look.gathered.complete,
        groups=[show_group(one, look.showing) for one in groups],
        hidden=hidden,
        unhelpful=gather(look.gathered.judged, look.services, look.showing, least),
    )


def _judged_since(course: Course, since: datetime) -> list[Judged]:
    return [one for one in read_judgements(course) if one.at >= since]
