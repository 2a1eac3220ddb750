"""The table as the tests expect it, continued: what agents say, send, start and end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from channels.core import commands as do
from channels.core import inputs as i
from channels.core import staff_inputs as s
from contracts.events import Message, Note, Original
from contracts.jobs import Document
from contracts.turns import ServiceStart, SystemInput
from tests.channels.core.rows import (
    ALEX,
    CLAIMED,
    EMPTY,
    FRENCH,
    IS_CLOSED,
    LUXEMBOURGISH,
    NOT_MINE,
    QUEUED,
    SAM,
    STATES,
    TOO_LONG,
    Case,
    dropped,
    event,
    everywhere,
    owner,
    pending,
    refuse,
    turn,
)
from tests.channels.core.ticket_rows import HANDED_BACK, let_go, silenced, with_the_bot

PAPER = Document(id="1" * 32, name="formulaire.pdf", media_type="application/pdf", size=9)
SAID = s.AgentSaid(message_id="m", agent=ALEX, text="Moien alleguer", evidence=LUXEMBOURGISH)
TRANSLATED = replace(
    SAID, text="Bonjour", evidence=FRENCH, original=Original(text="Moien", language="lb"), message_id="m"
)
ATTACHED = s.AgentAttached(message_id="m", agent=ALEX, document=PAPER)
STARTED = s.ServiceStarted(agent=ALEX, service="passport", known=True, fields={"name": "Weber"})
STOPPED = s.ServiceStopped(agent=ALEX)
CLOSED = s.Closed(agent=ALEX, wrap_up="answered", known=True)
GIVEN_BACK = s.GivenBack(agent=ALEX)
START = SystemInput(
    intent="system_start_service", data=msgspec.to_builtins(ServiceStart(service="passport", fields={"name": "Weber"}))
)


def from_agent(**said: Any) -> tuple[do.Command, ...]:
    known = {"author": "agent", "language": "fr", "origin": "human", "message_id": "m", "agent": "Alex Muster"}
    return (event(11, Message(**known | said), "m"), do.Acknowledge(seq=11))


def of_owner(name: str, happened: Any) -> list[Case]:
    """What nobody does but the agent who has the conversation."""
    return [
        *(Case(name, who, happened, NOT_MINE) for who in ("bot", *QUEUED)),
        Case(name, "closed", happened, IS_CLOSED),
        *(Case(f"{name} by another", who, replace(happened, agent=SAM), NOT_MINE) for who in CLAIMED),
    ]


def by_owner(name: str, happened: i.Input, commands: tuple[do.Command, ...], changes: dict[str, Any]) -> list[Case]:
    return [Case(name, who, happened, commands, changes) for who in CLAIMED]


CASES: list[Case] = [
    # An agent writes.
    *of_owner("agent's text", SAID),
    *by_owner("agent's text", SAID, from_agent(text="Moien alleguer", language="lb"), {"last_seq": 11}),
    *by_owner(
        "agent's translated text",
        TRANSLATED,
        from_agent(text="Bonjour", origin="translated", original=TRANSLATED.original),
        {"last_seq": 11},
    ),
    *by_owner(
        "agent's translation without the date",
        replace(TRANSLATED, problem="tokens_changed"),
        refuse(
            "tokens_changed",
            "$.text: the translation lost or changed a date, an amount, a number or a name; correct it",
        ),
        {},
    ),
    *by_owner("agent's nothing", replace(SAID, text=""), EMPTY, {}),
    *by_owner(
        "agent's translation of nothing", replace(TRANSLATED, original=Original(text="", language="lb")), EMPTY, {}
    ),
    # An agent sends a file.
    *of_owner("agent's file", ATTACHED),
    *by_owner("agent's file", ATTACHED, from_agent(text="formulaire.pdf", document=PAPER), {"last_seq": 11}),
    *by_owner(
        "agent's file that is not there",
        replace(ATTACHED, document=None),
        refuse("unknown_file", "$.file: no agent uploaded such a file here; upload it (again) first"),
        {},
    ),
    # An agent writes for colleagues.
    *everywhere(
        "note",
        s.AgentNoted(agent=SAM, text="à rappeler"),
        (event(11, Note(agent="Sam Muster", text="à rappeler")),),
        {"last_seq": 11},
    ),
    *everywhere("empty note", s.AgentNoted(agent=SAM, text=""), EMPTY, {}),
    # An agent lets the bot take the citizen through a form.
    *of_owner("service", STARTED),
    *(
        Case(
            "service",
            who,
            STARTED,
            (owner(11, "agent", "service_started", "Alex Muster", bot=True), turn(START)),
            {"last_seq": 11, "bot_helps": True, **pending(*STATES[who].turns, new="id1", system=True)},
        )
        for who in CLAIMED
    ),
    *by_owner(
        "service that has no form",
        replace(STARTED, known=False),
        refuse("unknown_service", "$.service: 'passport' is no service that has a form"),
        {},
    ),
    *by_owner(
        "service that is offline now",
        replace(STARTED, paused=True),
        refuse("paused", "$.service: 'passport' is offline at the moment; start it when it is back"),
        {},
    ),
    *of_owner("service is stopped", STOPPED),
    Case("service is stopped", "agent", STOPPED),
    Case(
        "service is stopped",
        "agent+bot",
        STOPPED,
        (*dropped("agent+bot"), owner(11, "agent", "service_stopped", "Alex Muster")),
        {"last_seq": 11, **silenced("agent+bot")},
    ),
    # An agent gives back.
    *of_owner("give back", GIVEN_BACK),
    *(
        Case(
            "give back",
            who,
            GIVEN_BACK,
            (let_go("given_back"), owner(11, "bot", "given_back"), HANDED_BACK),
            with_the_bot(who),
        )
        for who in CLAIMED
    ),
    # An agent closes.
    *of_owner("close", CLOSED),
    *(
        case
        for who in CLAIMED
        for case in (
            Case(
                "close",
                who,
                CLOSED,
                (*dropped(who), let_go("closed", "answered"), owner(11, "closed", "closed")),
                {"last_seq": 11, "owner": "closed", "ticket": None, "heard": False, **silenced(who)},
            ),
            Case(
                "close with a note",
                who,
                replace(CLOSED, note="alles kloer"),
                (
                    event(11, Note(agent="Alex Muster", text="alles kloer")),
                    *dropped(who),
                    let_go("closed", "answered"),
                    owner(12, "closed", "closed"),
                ),
                {"last_seq": 12, "owner": "closed", "ticket": None, "heard": False, **silenced(who)},
            ),
        )
    ),
    *by_owner("close with a long note", replace(CLOSED, note="a" * 3001), TOO_LONG, {}),
    *by_owner(
        "close with an unknown code",
        replace(CLOSED, known=False),
        refuse("unknown_code", "$.wrap_up: 'answered' is none of the desk's codes"),
        {},
    ),
]
