"""The rows of a turn that comes up while the bot is switched off."""

from __future__ import annotations

from dataclasses import replace

from channels.core import commands as do
from channels.core import inputs as i
from contracts.events import Message
from contracts.parts import Button
from tests.channels.core.rows import (
    ANSWERING,
    OVER,
    REPORT,
    SILENT,
    SITUATIONS,
    STATES,
    TICKETED,
    WAITING,
    Case,
    event,
    everywhere,
    new_ticket,
    open_ticket,
    owner,
)

CALL = Button(title="Parler à une personne", intent="human")
OFF = i.OffNotice(text="Éteint.\n\nDepuis le 30.11.2026, 17:05.", language="fr", person=CALL)


def off(turn: str, *, person: bool = False) -> i.BotOff:
    return i.BotOff(turn=turn, notice=OFF, wants_person=person)


def told(who: str) -> Message:
    """The notice, which shows the way to a person where none is asked for yet."""
    buttons = [] if who in TICKETED else [CALL]
    return Message(author="system", text=OFF.text, language="fr", buttons=buttons)


CASES = [
    *(
        Case(
            "the notice",
            who,
            off("asked"),
            (do.EndTurn(id="asked", state="dropped"), event(11, told(who))),
            {"last_seq": 11, "turns": (WAITING, REPORT)},
        )
        for who in ANSWERING
    ),
    *(
        Case(
            "from before the handover",
            who,
            off("asked"),
            (do.EndTurn(id="asked", state="dropped"),),
            {"turns": (REPORT,)},
        )
        for who in SILENT
    ),
    Case(
        "a person is asked for",
        "bot",
        off("asked", person=True),
        (
            do.EndTurn(id="asked", state="dropped"),
            do.EndTurn(id="waiting", state="dropped"),
            open_ticket("id1", "asked", None, {}),
            owner(11, "queue", "asked"),
        ),
        {"last_seq": 11, "owner": "queue", "ticket": new_ticket("id1", "asked"), "turns": (REPORT,)},
    ),
    *(
        Case(
            "a person is asked for again",
            who,
            off("asked", person=True),
            (do.EndTurn(id="asked", state="dropped"), event(11, told(who))),
            {"last_seq": 11, "turns": (WAITING, REPORT)},
        )
        for who in ("queue+bot", "agent+bot")
    ),
    *(
        Case(
            "a report waits until the bot is back",
            who,
            off("report"),
            (do.PostponeTurn(id="report"),),
            {"turns": (*(t for t in STATES[who].turns if t is not REPORT), replace(REPORT, due=False))},
        )
        for who in SITUATIONS
    ),
    *everywhere("a turn that is over", off(OVER), (), {}),
]
