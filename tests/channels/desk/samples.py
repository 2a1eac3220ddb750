"""Rows and plans from which the tests of the desk put their pictures together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from channels.desk.hours import OpeningHours
from channels.desk.routing import Routing
from channels.desk.snapshot import Rules
from channels.store.desk import AgentRow, CallbackRow, DeskRows, TicketRow, in_order
from channels.store.members import Member, Skills
from contracts.desk.model import WEEKDAYS, Block, DeskPlan, Overflow, Queue

NOW = datetime(2026, 11, 23, 8, 15, 30, tzinfo=UTC)
"""A Monday, 9:15 in Luxembourg."""
ALWAYS = {day: [Block(begins=0, ends=1440)] for day in WEEKDAYS}
ADMINISTRATIONS = {"tax_card": "taxes", "criminal_record": "justice", "passport": None, "tax_class": None}


def queue(id_: str, **values: Any) -> Queue:
    texts = dict.fromkeys(("lb", "fr", "de", "en"), id_)
    usual = {"name": texts, "level": "B1", "hours": ALWAYS, "answer_within": 60, "closed_on_holidays": False}
    return Queue(id=id_, **usual | values)


def plan(*queues: Queue) -> DeskPlan:
    return DeskPlan(time_zone="Europe/Luxembourg", queues=list(queues), wrap_up=[], replies=[])


TAXES = queue(
    "taxes",
    services=frozenset({"tax_class"}),
    administrations=frozenset({"taxes"}),
    level="B2",
    overflow=Overflow(to="general", after=30),
)
PLAN = plan(TAXES, queue("general"))


def rules(of: DeskPlan = PLAN, **more: Any) -> Rules:
    return Rules(routing=Routing(of, ADMINISTRATIONS), hours=OpeningHours(of.time_zone), **more)


def member(name: str = "alex", *roles: str, **skills: Any) -> Member:
    return Member(id=name, name=name, display_name=name.title(), roles=roles or ("agent",), skills=Skills(**skills))


def agent(who: Member, state: str = "available", silent: float | None = 0, reason: str | None = None) -> AgentRow:
    """``silent``: seconds since something was heard; None for never."""
    seen_at = None if silent is None else NOW - timedelta(seconds=silent)
    return AgentRow(member=who, state=state, reason=reason, seen_at=seen_at)


def ticket(id_: str = "t1", age: float = 10, **values: Any) -> TicketRow:
    """``age``: seconds since it was opened."""
    opened_at = NOW - timedelta(seconds=age)
    usual = {
        "conversation": f"c-{id_}",
        "reason": "asked",
        "language": "fr",
        "service": None,
        "fields": {},
        "queue": "general",
        "first_queue": "general",
        "state": "waiting",
        "agent_id": None,
        "moves": 0,
        "last_text": "Bonjour",
        "ahead": 0,
        "opened_at": opened_at,
        "waiting_since": opened_at,
        "answered": False,
    }
    return TicketRow(id=id_, **usual | values)


def claimed(id_: str, by: str, **values: Any) -> TicketRow:
    return ticket(id_, state="claimed", agent_id=by, answered=True, **values)


def callback(id_: str = "k1", **values: Any) -> CallbackRow:
    usual = {
        "conversation": f"c-{id_}",
        "language": "fr",
        "service": None,
        "queue": "general",
        "phone": "+352621123456",
        "when": "any",
        "about": "",
        "state": "waiting",
        "agent_id": None,
        "attempts": 0,
        "asked_at": NOW,
    }
    return CallbackRow(id=id_, **usual | values)


def rows(*tickets: TicketRow, callbacks: tuple[CallbackRow, ...] = (), agents: tuple[AgentRow, ...] = ()) -> DeskRows:
    return DeskRows(tickets=tuple(sorted(tickets, key=in_order)), callbacks=callbacks, agents=agents)
