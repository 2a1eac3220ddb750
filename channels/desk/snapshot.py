"""The whole desk at one moment: computed once for all who look at it, without any input or output."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

import msgspec

from channels.desk.estimate import Waits
from channels.desk.hours import OpeningHours
from channels.desk.routing import Routing
from channels.store.conversations import show_moment
from channels.store.desk import AgentRow, CallbackRow, DeskRows, TicketRow
from channels.store.members import Member
from channels.store.presence import GONE
from contracts.agent_frames import Desk, DeskSettings
from contracts.desk.model import Queue
from contracts.desk_views import CallbackView, ColleagueView, QueueView, TicketView
from contracts.languages import Language
from contracts.waiting import WaitingPlace

_AFTER_CRISIS = 10**13
"""Milliseconds; puts whoever may be in danger before everybody else, and still fits a number of JavaScript."""

_Key = tuple[str, Language, str | None]
"""What decides whom a ticket fits: queue, language, service."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What a snapshot is computed with."""

    routing: Routing
    hours: OpeningHours
    waits: Waits = field(default_factory=Waits)
    edition: int = 1
    """Of what is written for the desk."""


class Snapshot:
    """The desk at one moment."""

    def __init__(self, rows: DeskRows, rules: Rules, now: datetime, before: Snapshot | None = None) -> None:
        """``now`` is aware. What is as it was ``before`` is taken over, so that comparing costs little."""
        self._rows = rows
        self._rules = rules
        self._now = now
        self._plan = rules.routing.plan
        self._fits: dict[tuple[str, _Key], bool] = {}
        self._agents = {row.member.id: row for row in rows.agents}
        self._names = {row.member.id: row.member.display_name for row in rows.agents}
        self._claimed = Counter(row.agent_id for row in rows.tickets if row.agent_id is not None)
        self._here = [row for row in rows.agents if row.seen_at is not None and now - row.seen_at < GONE]
        self._here_ids = {row.member.id for row in self._here}
        self._opens_at = {
            queue.id: _written(rules.hours.opens_at(queue, now))
            for queue in self._plan.queues
            if not rules.hours.is_open(queue, now)
        }
        known: dict[str, TicketView] = before.views if before is not None else {}
        self.views: dict[str, TicketView] = {row.id: self._view(row, known.get(row.id)) for row in rows.tickets}
        """By id, as a colleague sees them whom they fit."""

    @cached_property
    def places(self) -> dict[str, WaitingPlace]:
        """Return where citizens stand, by conversation."""
        ahead: Counter[str] = Counter()
        places = {}
        for row in self._rows.tickets:
            if row.state == "waiting":
                queue = self._plan.queue(row.queue)
                places[row.conversation] = self._place(row, queue, ahead[queue.id])
                ahead[queue.id] += 1
        return places

    def desk_of(self, member: Member) -> Desk:
        """Return what somebody sees: supervisors all, agents what fits them and what is theirs."""
        all_of_it = "supervisor" in member.roles
        tickets = []
        for row in self._rows.tickets:
            mine = row.agent_id == member.id
            fits = self.fits(member, row)
            if mine or all_of_it or fits:
                view = self.views[row.id]
                plain = fits and not mine
                tickets.append(view if plain else msgspec.structs.replace(view, mine=mine, fits=fits))
        callbacks = [
            msgspec.structs.replace(view, mine=True) if row.agent_id == member.id else view
            for row, view in self._callback_views
            if row.agent_id == member.id or all_of_it or self.fits(member, row)
        ]
        return Desk(
            me=self._settings(member),
            tickets=tickets,
            callbacks=callbacks,
            queues=self.queues,
            colleagues=[view for view in self.colleagues if view.id != member.id],
            edition=self._rules.edition,
        )

    def fits(self, member: Member, row: TicketRow | CallbackRow) -> bool:
        """Tell whether an agent may have a ticket, or make a call."""
        key = (member.id, (row.queue, row.language, row.service))
        known = self._fits.get(key)
        if known is None:
            skills = self.current(member).skills
            known = self._rules.routing.fits(skills, row.queue, row.language, row.service)
            self._fits[key] = known
        return known

    def current(self, member: Member) -> Member:
        """Return somebody with the skills that they have now; a socket may be older than them."""
        row = self._agents.get(member.id)
        return row.member if row is not None else member

    def colleague(self, staff_id: str) -> AgentRow | None:
        """Return an agent to whom a conversation may be passed on; None where nobody such has this id."""
        row = self._agents.get(staff_id)
        return row if row is not None and "agent" in row.member.roles else None

    def takes_conversations(self, row: AgentRow) -> bool:
        """Tell whether an agent is here and takes conversations, be their hands full or not."""
        return row.member.id in self._here_ids and row.state == "available"

    def next_for(self, member: Member) -> Iterable[str]:
        """Give the ids of the waiting tickets that an agent may take, the most urgent first."""
        return [row.id for row in self._rows.tickets if row.state == "waiting" and self.fits(member, row)]

    @cached_property
    def queues(self) -> list[QueueView]:
        """Return all queues as they stand."""
        waiting: defaultdict[str, list[TicketRow]] = defaultdict(list)
        for row in self._rows.tickets:
            if row.state == "waiting":
                waiting[self._plan.queue(row.queue).id].append(row)
        return [
            QueueView(
                queue=queue.id,
                name=queue.name,
                waiting=len(waiting[queue.id]),
                longest_since=show_moment(min((row.waiting_since for row in waiting[queue.id]), default=None)),
                open=queue.id not in self._opens_at,
                opens_at=self._opens_at.get(queue.id),
                available=sum(1 for row in self._taking if self._rules.routing.serves(row.member.skills, queue)),
            )
            for queue in self._plan.queues
        ]

    @cached_property
    def colleagues(self) -> list[ColleagueView]:
        """Return everybody to whom a conversation may be passed on."""
        return [
            ColleagueView(
                id=row.member.id,
                name=row.member.display_name,
                presence=row.state if row.member.id in self._here_ids else "offline",
                reason=row.reason if row.member.id in self._here_ids else None,
                conversations=self._claimed[row.member.id],
                capacity=row.member.skills.capacity,
                languages=sorted(row.member.skills.languages),
            )
            for row in self._rows.agents
            if "agent" in row.member.roles
        ]

    @cached_property
    def _callback_views(self) -> list[tuple[CallbackRow, CallbackView]]:
        return [(row, self._callback_view(row)) for row in self._rows.callbacks]

    @cached_property
    def _taking(self) -> list[AgentRow]:
        """The agents who take conversations and have a free hand."""
        return [
            row
            for row in self._here
            if "agent" in row.member.roles
            and self.takes_conversations(row)
            and self._claimed[row.member.id] < row.member.skills.capacity
        ]

    def _place(self, row: TicketRow, queue: Queue, ahead: int) -> WaitingPlace:
        staffed = any(agent.state != "away" and self.fits(agent.member, row) for agent in self._here)
        is_open = queue.id not in self._opens_at
        wait = None
        if is_open and staffed and not row.answered:
            waited = (self._now - row.opened_at).total_seconds()
            wait = self._rules.waits.estimate(row.first_queue, row.ahead, waited)
        return WaitingPlace(
            ahead=ahead, wait=wait, open=is_open, opens_at=self._opens_at.get(queue.id), staffed=staffed
        )

    def _view(self, row: TicketRow, before: TicketView | None) -> TicketView:
        queue = self._plan.queue(row.queue)
        since = row.waiting_since if row.answered else row.opened_at
        view = TicketView(
            ticket=row.id,
            conversation=row.conversation,
            reason=row.reason,
            language=row.language,
            service=row.service,
            queue=queue.id,
            state=row.state,
            agent=self._name(row.agent_id),
            mine=False,
            opened_at=show_moment(row.opened_at),
            waiting_since=show_moment(row.waiting_since),
            last_text=row.last_text,
            fields=row.fields,
            position=int(row.opened_at.timestamp() * 1000) + (0 if row.reason == "crisis" else _AFTER_CRISIS),
            late=row.state == "waiting" and self._now - since > timedelta(seconds=queue.answer_within),
            moves=row.moves,
        )
        return before if before == view and before is not None else view

    def _callback_view(self, row: CallbackRow) -> CallbackView:
        return CallbackView(
            callback=row.id,
            conversation=row.conversation,
            language=row.language,
            service=row.service,
            queue=self._plan.queue(row.queue).id,
            phone=row.phone,
            when=row.when,
            about=row.about,
            state=row.state,
            agent=self._name(row.agent_id),
            mine=False,
            attempts=row.attempts,
            asked_at=show_moment(row.asked_at),
        )

    def _name(self, agent_id: str | None) -> str | None:
        return None if agent_id is None else self._names.get(agent_id, "?")

    def _settings(self, member: Member) -> DeskSettings:
        row = self._agents.get(member.id)
        known = row.member if row is not None else member
        return DeskSettings(
            id=member.id,
            name=known.display_name,
            capacity=known.skills.capacity,
            presence=row.state if row is not None else "away",
            reason=row.reason if row is not None else None,
        )


def _written(moment: datetime | None) -> str | None:
    """Return a moment with the offset of the wall's clock."""
    return None if moment is None else moment.isoformat(timespec="minutes")
