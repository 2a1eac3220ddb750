"""How things go at this moment: who waits, where, how long, and who is at work with what. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from channels.store.conversations import show_moment
from contracts.agent_frames import PresenceReason
from contracts.languages import LANGUAGES, Language

SILENT = timedelta(seconds=30)
"""An agent of whom nothing was heard for so long is not at the desk."""

PresenceNow = Literal["available", "busy", "away", "offline"]
PRESENCES: tuple[PresenceNow, ...] = ("available", "busy", "away", "offline")


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenMatter:
    """A ticket that is not closed; moments are aware."""

    ticket: str
    conversation: str
    queue: str
    language: Language
    service: str | None
    agent_id: str | None
    """Who has it; None while it waits."""
    opened_at: datetime
    waiting_since: datetime
    claimed_at: datetime | None
    was_claimed: bool
    """Whether an agent has come before: the citizen waits anew since then."""

    @property
    def since(self) -> datetime:
        """Return since when the citizen waits for somebody."""
        return self.waiting_since if self.was_claimed else self.opened_at


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentSeen:
    """Somebody who takes conversations."""

    id: str
    name: str
    capacity: int
    state: Literal["available", "busy", "away"] | None
    """None where they were never at the desk."""
    reason: PresenceReason | None
    since: datetime | None
    seen_at: datetime | None


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Citizens who wait."""

    waiting: int
    longest_wait: int | None
    """Seconds; null where nobody waits."""
    late: int
    """Of these, those who wait longer than their queue promises."""


class QueueNow(msgspec.Struct, frozen=True, kw_only=True):
    """One queue."""

    queue: str
    name: dict[Language, str] | None
    now: Waiting
    claimed: int
    """Conversations of this queue that agents have."""
    answer_within: int | None
    """Seconds that it promises."""


class LanguageNow(msgspec.Struct, frozen=True, kw_only=True):
    """One language."""

    language: Language
    now: Waiting
    claimed: int


class AgentTalk(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation that an agent has."""

    ticket: str
    conversation: str
    queue: str
    language: Language
    service: str | None
    since: str


class AgentNow(msgspec.Struct, frozen=True, kw_only=True):
    """One agent."""

    id: str
    name: str
    presence: PresenceNow
    reason: PresenceReason | None
    since: str | None
    """Since when; of somebody who is not at the desk, when something was heard last."""
    capacity: int
    conversations: list[AgentTalk]


class LateTicket(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who waits longer than was promised."""

    ticket: str
    conversation: str
    queue: str
    language: Language
    service: str | None
    wait: int
    """Seconds."""
    answer_within: int


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``GET /api/staff/overview``."""

    at: str
    now: Waiting
    callbacks: int
    """Citizens who wait to be called."""
    queues: list[QueueNow]
    languages: list[LanguageNow]
    agents: list[AgentNow]
    """Those who take conversations first."""
    late: list[LateTicket]
    """Who waits longest first."""


def make_overview(
    now: datetime,
    matters: Collection[OpenMatter],
    agents: Collection[AgentSeen],
    callbacks: int,
    promised: Mapping[str, int],
    names: Mapping[str, dict[Language, str]],
) -> Overview:
    """Put together what was read."""
    waiting = [it for it in matters if it.agent_id is None]
    claimed = [it for it in matters if it.agent_id is not None]
    late = sorted((it for it in waiting if _is_late(it, now, promised)), key=lambda it: it.since)
    queues = dict.fromkeys((*names, *sorted(it.queue for it in matters)))

    def count(of: Sequence[OpenMatter]) -> Waiting:
        longest = min((it.since for it in of), default=None)
        return Waiting(
            waiting=len(of),
            longest_wait=_seconds(longest, now) if longest is not None else None,
            late=sum(_is_late(it, now, promised) for it in of),
        )

    return Overview(
        at=show_moment(now),
        now=count(waiting),
        callbacks=callbacks,
        queues=[
            QueueNow(
                queue=queue,
                name=names.get(queue),
                now=count([it for it in waiting if it.queue == queue]),
                claimed=sum(it.queue == queue for it in claimed),
                answer_within=promised.get(queue),
            )
            for queue in queues
        ],
        languages=[
            LanguageNow(
                language=language,
                now=count([it for it in waiting if it.language == language]),
                claimed=sum(it.language == language for it in claimed),
            )
            for language in LANGUAGES
        ],
        agents=sorted(
            (_show_agent(it, now, [one for one in claimed if one.agent_id == it.id]) for it in agents),
            key=lambda it: (PRESENCES.index(it.presence), it.name, it.id),
        ),
        late=[
            LateTicket(
                ticket=it.ticket,
                conversation=it.conversation,
                queue=it.queue,
                language=it.language,
                service=it.service,
                wait=_seconds(it.since, now),
                answer_within=promised[it.queue],
            )
            for it in late
        ],
    )


def _show_agent(seen: AgentSeen, now: datetime, claimed: list[OpenMatter]) -> AgentNow:
    is_here = seen.state is not None and seen.seen_at is not None and now - seen.seen_at <= SILENT
    since = seen.since if is_here else seen.seen_at
    return AgentNow(
        id=seen.id,
        name=seen.name,
        presence=seen.state if is_here and seen.state is not None else "offline",
        reason=seen.reason if is_here else None,
        since=show_moment(since),
        capacity=seen.capacity,
        conversations=[
            AgentTalk(
                ticket=it.ticket,
                conversation=it.conversation,
                queue=it.queue,
                language=it.language,
                service=it.service,
                since=show_moment(it.claimed_at or it.waiting_since),
            )
            for it in sorted(claimed, key=lambda it: it.claimed_at or it.waiting_since)
        ],
    )


def _is_late(matter: OpenMatter, now: datetime, promised: Mapping[str, int]) -> bool:
    within = promised.get(matter.queue)
    return within is not None and _seconds(matter.since, now) > within


def _seconds(since: datetime, until: datetime) -> int:
    return max(0, int((until - since).total_seconds()))
