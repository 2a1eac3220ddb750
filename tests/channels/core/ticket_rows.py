"""The table as the tests expect it, continued: asking and waiting for a person, taking tickets and passing them on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from channels.core import commands as do
from channels.core import inputs as i
from channels.core import staff_inputs as s
from channels.core.state import OpenTicket
from contracts.events import Note, Rating
from contracts.turns import SystemInput
from tests.channels.core.rows import (
    ALEX,
    ASKED,
    CLAIMED,
    HELD,
    IS_CLOSED,
    NOT_MINE,
    QUEUED,
    REPORT,
    SAM,
    STATES,
    TICKETED,
    TOO_LONG,
    WAITS,
    Case,
    dropped,
    event,
    everywhere,
    new_ticket,
    open_ticket,
    owner,
    pending,
    refuse,
    turn,
)

HANDED_BACK = turn(SystemInput(intent="system_handed_back"))
NO_LONGER_OPEN = refuse("closed", "$.ticket: k is no longer open; choose another ticket")


def let_go(ending: do.Ending, wrap_up: str | None = None) -> do.CloseTicket:
    return do.CloseTicket(id="k", ending=ending, wrap_up=wrap_up)


def with_the_bot(who: str) -> dict[str, Any]:
    """The state once a person is no longer needed."""
    return {
        "last_seq": 11,
        "owner": "bot",
        "ticket": None,
        "bot_helps": False,
        "heard": False,
        **pending(*STATES[who].turns, new="id1", system=True),
    }


def silenced(who: str) -> dict[str, Any]:
    """The bot helps no more."""
    return {"bot_helps": False, "turns": tuple(t for t in STATES[who].turns if t.id != "waiting")}


def callback(**given: Any) -> i.CallbackAsked:
    known = {"message_id": "m", "phone": "+352621123456", "when": "morning", "about": "Mäi Pass"}
    return i.CallbackAsked(**known | given)


def moved(ticket: OpenTicket, *, requeued: bool = False) -> do.MoveTicket:
    where = {"queue": None, "agent": ticket.agent.id} if ticket.agent else {"queue": ticket.queue, "agent": None}
    return do.MoveTicket(id="k", visited=ticket.visited, requeued=requeued, **where)


def passed_on(name: str, happened: s.Transferred, ticket: OpenTicket, *noted: do.Command) -> list[Case]:
    seq = 11 + len(noted)
    kind, agent = ("agent", ticket.agent.name) if ticket.agent else ("queue", None)
    return [
        Case(
            name,
            who,
            happened,
            (*noted, *dropped(who), moved(ticket), owner(seq, kind, "transferred", agent)),
            {"last_seq": seq, "owner": kind, "ticket": ticket, **silenced(who)},
        )
        for who in CLAIMED
    ]


def refused_transfer(name: str, happened: s.Transferred, code: Any, detail: str) -> list[Case]:
    return [Case(name, who, happened, refuse(code, detail)) for who in CLAIMED]


WITH_SAM = replace(HELD, agent=SAM, visited=("queue:general", "agent:alex", "agent:sam"))
WITH_TAXES = replace(HELD, agent=None, queue="taxes", visited=("queue:general", "agent:alex", "queue:taxes"))
OVERFLOWN = replace(WAITS, queue="taxes", visited=("queue:general", "queue:taxes"))
TO_SAM = s.Transferred(agent=ALEX, to_agent=SAM)
WAS_THERE = "before; settle it, or pass it on to somebody else"


CASES: list[Case] = [
    # The citizen asks for a person.
    *(
        Case(
            "person",
            who,
            i.PersonAsked(message_id="m", owner_seq=8),
            (
                *dropped(who),
                open_ticket("id1", "asked", None, {}),
                owner(11, "queue", "asked", message_id="m"),
                do.Acknowledge(seq=11),
            ),
            {"last_seq": 11, "owner": "queue", "ticket": new_ticket("id1", "asked"), "turns": (ASKED, REPORT)},
        )
        for who in ("bot", "closed")
    ),
    *(Case("person", who, i.PersonAsked(message_id="m", owner_seq=8), (do.Acknowledge(seq=8),)) for who in TICKETED),
    # The citizen leaves the queue.
    *(Case("leaving", who, i.QueueLeft()) for who in ("bot", "closed")),
    *(
        Case(
            "leaving",
            who,
            i.QueueLeft(),
            (let_go("cancelled"), owner(11, "bot", "cancelled"), HANDED_BACK),
            with_the_bot(who),
        )
        for who in QUEUED
    ),
    *(
        Case(
            "leaving",
            who,
            i.QueueLeft(),
            refuse("taken", "leave_queue: ticket k is claimed; tell the agent, who can give back"),
        )
        for who in CLAIMED
    ),
    # The citizen goes on with the bot meanwhile.
    *(
        Case(name, who, i.BotMeanwhileChosen(on=on))
        for who in ("bot", "closed", *CLAIMED)
        for name, on in (("meanwhile", True), ("no longer", False))
    ),
    Case(
        "meanwhile",
        "queue",
        i.BotMeanwhileChosen(on=True),
        (owner(11, "queue", "meanwhile", bot=True),),
        {"last_seq": 11, "bot_helps": True},
    ),
    Case("meanwhile again", "queue+bot", i.BotMeanwhileChosen(on=True)),
    Case("no longer again", "queue", i.BotMeanwhileChosen(on=False)),
    Case(
        "no longer",
        "queue+bot",
        i.BotMeanwhileChosen(on=False),
        (*dropped("queue+bot"), owner(11, "queue", "meanwhile")),
        {"last_seq": 11, **silenced("queue+bot")},
    ),
    # The citizen asks to be called.
    *(
        Case(
            "call-back",
            who,
            callback(),
            (
                do.StoreCallback(
                    id="id1",
                    ticket="k",
                    language="fr",
                    service="passport",
                    queue="general",
                    phone="+352621123456",
                    when="morning",
                    about="Mäi Pass",
                ),
                let_go("call_back"),
                owner(11, "bot", "call_back", message_id="m"),
                turn(SystemInput(intent="system_handed_back"), turn_id="id2"),
                do.Acknowledge(seq=11),
            ),
            with_the_bot(who) | pending(*STATES[who].turns, new="id2", system=True),
        )
        for who in QUEUED
    ),
    *(
        case
        for who in QUEUED
        for case in (
            Case(
                "call-back to no number",
                who,
                callback(phone=None),
                refuse(
                    "bad_phone",
                    "$.phone: this is no number that can be called; write it in full, +352 in front of it or not",
                ),
            ),
            Case(
                "call-back about too much",
                who,
                callback(about="a" * 501),
                refuse("message_too_long", "$.about: 501 characters; at most 500 fit"),
            ),
        )
    ),
    *(
        Case("call-back", who, callback(), refuse("taken", "leave_callback: ticket k is claimed; tell the agent"))
        for who in CLAIMED
    ),
    *(
        Case(
            "call-back",
            who,
            callback(),
            refuse("unknown_ticket", "leave_callback: nobody is waited for; ask for a person first (ask_person)"),
        )
        for who in ("bot", "closed")
    ),
    # The citizen says how satisfied they are.
    *everywhere(
        "satisfied",
        i.ConversationRated(message_id="m", score=5, ticket="old"),
        (do.StoreScore(ticket="old", score=5), event(11, Rating(score=5), "m"), do.Acknowledge(seq=11)),
        {"last_seq": 11},
    ),
    *(
        Case(
            "satisfied with the bot",
            who,
            i.ConversationRated(message_id="m", score=5, ticket=None),
            (event(11, Rating(score=5), "m"), do.Acknowledge(seq=11)),
            {"last_seq": 11},
        )
        for who in ("bot", "closed")
    ),
    *(
        Case(
            "satisfied with nobody yet",
            who,
            i.ConversationRated(message_id="m", score=5, ticket=None),
            refuse("unknown_ticket", "rate_conversation: a person is asked for; judge the matter when it has ended"),
        )
        for who in (*QUEUED, *CLAIMED)
    ),
    # An agent claims.
    *(Case("claim", who, s.TicketClaimed(ticket="k", agent=ALEX), NO_LONGER_OPEN) for who in ("bot", "closed")),
    *(
        case
        for who in QUEUED
        for case in (
            Case(
                "claim",
                who,
                s.TicketClaimed(ticket="k", agent=ALEX),
                (
                    *dropped(who),
                    do.ClaimTicket(id="k", agent="alex", visited=HELD.visited),
                    owner(11, "agent", "claimed", "Alex Muster"),
                ),
                {"last_seq": 11, "owner": "agent", "ticket": HELD, **silenced(who)},
            ),
            Case(
                "claim by an agent who is full",
                who,
                s.TicketClaimed(ticket="k", agent=ALEX, full=True),
                refuse("full", "you have as many conversations as you may have; close one or give it back first"),
            ),
            Case(
                "claim by an agent who does not know the language",
                who,
                s.TicketClaimed(ticket="k", agent=ALEX, full=True, fits=False),
                refuse("not_yours", "$.ticket: k needs a language or a service that you have not"),
            ),
        )
    ),
    *(
        case
        for who in CLAIMED
        for case in (
            Case("claim twice", who, s.TicketClaimed(ticket="k", agent=ALEX, full=True)),
            Case(
                "claim by another",
                who,
                s.TicketClaimed(ticket="k", agent=SAM),
                refuse("taken", "$.ticket: k is claimed by another agent; choose another ticket"),
            ),
        )
    ),
    *(
        Case(
            "claim of an old ticket",
            who,
            s.TicketClaimed(ticket="old", agent=ALEX),
            refuse("closed", "$.ticket: old is no longer open; choose another ticket"),
        )
        for who in TICKETED
    ),
    # An agent passes the conversation on.
    *(Case("transfer", who, TO_SAM, NOT_MINE) for who in ("bot", *QUEUED)),
    Case("transfer", "closed", TO_SAM, IS_CLOSED),
    *(Case("transfer by another", who, s.Transferred(agent=SAM, to_queue="taxes"), NOT_MINE) for who in CLAIMED),
    *passed_on("transfer to a colleague", TO_SAM, WITH_SAM),
    *passed_on("transfer to a queue", s.Transferred(agent=ALEX, to_queue="taxes"), WITH_TAXES),
    *passed_on(
        "transfer with a note",
        s.Transferred(agent=ALEX, to_queue="taxes", note="fir d'Steieren"),
        WITH_TAXES,
        event(11, Note(agent="Alex Muster", text="fir d'Steieren")),
    ),
    *(
        Case("transfer with a long note", who, s.Transferred(agent=ALEX, to_queue="taxes", note="a" * 3001), TOO_LONG)
        for who in CLAIMED
    ),
    *refused_transfer(
        "transfer to oneself",
        s.Transferred(agent=ALEX, to_agent=ALEX),
        "loops",
        f"ticket k has been with agent:alex {WAS_THERE}",
    ),
    *refused_transfer(
        "transfer to where it was",
        s.Transferred(agent=ALEX, to_queue="general", note="zeréck"),
        "loops",
        f"ticket k has been with queue:general {WAS_THERE}",
    ),
    *refused_transfer(
        "transfer to nobody",
        s.Transferred(agent=ALEX),
        "bad_frame",
        "$: exactly one of 'agent' and 'queue' says where the conversation goes",
    ),
    *refused_transfer(
        "transfer to two",
        s.Transferred(agent=ALEX, to_agent=SAM, to_queue="taxes"),
        "bad_frame",
        "$: exactly one of 'agent' and 'queue' says where the conversation goes",
    ),
    *refused_transfer(
        "transfer to somebody unknown",
        s.Transferred(agent=ALEX, problem="unknown_agent"),
        "unknown_agent",
        "$.agent: no agent has this id; choose a colleague of the desk",
    ),
    *refused_transfer(
        "transfer to nowhere",
        s.Transferred(agent=ALEX, problem="unknown_queue"),
        "unknown_queue",
        "$.queue: there is no such queue; choose a queue of the desk",
    ),
    *refused_transfer(
        "transfer to somebody who is away",
        replace(TO_SAM, problem="away"),
        "away",
        "$.agent: this colleague takes no conversations at the moment; choose another one, or a queue",
    ),
    *refused_transfer(
        "transfer to somebody who is full",
        replace(TO_SAM, problem="full"),
        "full",
        "$.agent: this colleague has as many conversations as they may have; choose another one, or a queue",
    ),
    # The agent is gone.
    *(Case("gone", who, s.AgentVanished(ticket="k", agent_id="alex")) for who in ("bot", "closed", *QUEUED)),
    *(
        case
        for who in CLAIMED
        for case in (
            Case(
                "gone",
                who,
                s.AgentVanished(ticket="k", agent_id="alex"),
                (*dropped(who), moved(replace(HELD, agent=None), requeued=True), owner(11, "queue", "requeued")),
                {"last_seq": 11, "owner": "queue", "ticket": replace(HELD, agent=None), **silenced(who)},
            ),
            Case("a colleague is gone", who, s.AgentVanished(ticket="k", agent_id="sam")),
            Case("gone from an old ticket", who, s.AgentVanished(ticket="old", agent_id="alex")),
        )
    ),
    # The ticket has waited too long in its queue.
    *(Case("overflow", who, s.Overflowed(ticket="k", queue="taxes")) for who in ("bot", "closed", *CLAIMED)),
    *(
        case
        for who in QUEUED
        for case in (
            Case("overflow", who, s.Overflowed(ticket="k", queue="taxes"), (moved(OVERFLOWN),), {"ticket": OVERFLOWN}),
            Case("overflow to where it was", who, s.Overflowed(ticket="k", queue="general")),
            Case("overflow of an old ticket", who, s.Overflowed(ticket="old", queue="taxes")),
        )
    ),
]
