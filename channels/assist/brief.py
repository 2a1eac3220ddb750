"""What an agent should know who takes a conversation over: what was tried, what was shown, what it is about. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from channels.assist.tried import AnswerNote, Tried, shorten, tell_tried
from contracts.events import Event, Message
from contracts.jobs import JobState
from contracts.parts import Citation
from contracts.translations import Summary

MOST_LINES = 5
LONGEST_LINE = 200
MOST_SOURCES = 10


class BriefJob(msgspec.Struct, frozen=True, kw_only=True):
    """One call to an administration."""

    service: str
    state: JobState
    reference: str | None


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``GET /api/staff/tickets/{ticket}/brief``."""

    tried: list[Tried]
    sources: list[Citation]
    """Official pages that the citizen was shown, the newest last."""
    summary: Summary
    """Written by a language model and checked, or quoted from the citizen."""
    fields: dict[str, str]
    """What a form had collected."""
    jobs: list[BriefJob]


def make_brief(
    events: Sequence[Event], notes: Sequence[AnswerNote], fields: dict[str, str], jobs: list[BriefJob]
) -> Brief:
    """Make the brief of a conversation; its summary quotes the citizen."""
    return Brief(
        tried=tell_tried(events, notes),
        sources=_sources(events),
        summary=Summary(lines=quote_citizen(events), model=None),
        fields=fields,
        jobs=jobs,
    )


def quote_citizen(events: Sequence[Event]) -> list[str]:
    """Return what the citizen wrote in at most five lines: the first, the longest, and the newest."""
    written = [
        it.data.text
        for it in events
        if isinstance(it.data, Message)
        and it.data.author == "citizen"
        and it.data.pressed is None
        and it.data.document is None
        and any(character.isalnum() for character in it.data.text)
    ]
    if len(written) > MOST_LINES:
        newest = set(range(len(written) - MOST_LINES + 2, len(written)))
        between = [place for place in range(1, len(written)) if place not in newest]
        longest = max(between, key=lambda place: len(written[place]))
        written = [text for place, text in enumerate(written) if place in {0, longest, *newest}]
    return [shorten(text, LONGEST_LINE) for text in written]


def as_talk(events: Sequence[Event]) -> list[str]:
    """Return what was said, as a language model that sums up reads it: ``citizen: …``, ``bot: …``, ``agent: …``."""
    return [
        f"{it.data.author}: {it.data.text}"
        for it in events
        if isinstance(it.data, Message) and it.data.author != "system" and it.data.text.strip()
    ]


def _sources(events: Sequence[Event]) -> list[Citation]:
    shown: dict[str, Citation] = {}
    for it in events:
        if isinstance(it.data, Message) and it.data.author == "bot":
            for citation in it.data.citations:
                shown.pop(citation.link, None)
                shown[citation.link] = citation
    return list(shown.values())[-MOST_SOURCES:]
