"""The table of the conversation as the tests expect it: every owner × every input, with all that must come of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from channels.core import commands as do
from channels.core import inputs as i
from channels.core.state import Agent, Conversation, OpenTicket, PendingTurn
from channels.core.surroundings import Surroundings
from contracts.answers import Answer, Answered, AnswerRecord
from contracts.effects import HandoverRequest, KnowledgeQuery, ServiceRequest
from contracts.events import (
    EventData,
    Feedback,
    JobChanged,
    LanguageChanged,
    Message,
    Notice,
    OwnerChanged,
    Pressed,
)
from contracts.parts import Button, Part
from contracts.turns import (
    JobReport,
    PressInput,
    SystemInput,
    TextInput,
    TurnReply,
)
from nlu.text.language_choice import LanguageEvidence

ALEX = Agent(id="alex", name="Alex Muster")
SAM = Agent(id="sam", name="Sam Muster")

ASKED = PendingTurn(id="asked", language="fr", system=False, running=True, due=False)
WAITING = PendingTurn(id="waiting", language="fr", system=False)
REPORT = PendingTurn(id="report", language="fr", system=True)

COMMON: dict[str, Any] = {"id": "c", "language": "fr", "last_seq": 10, "last_turn": 3}
WAITS = OpenTicket(id="k", queue="general", service="passport", visited=("queue:general",))
HELD = OpenTicket(id="k", queue="general", service="passport", agent=ALEX, visited=("queue:general", "agent:alex"))
STATES: dict[str, Conversation] = {
    "bot": Conversation(**COMMON, owner="bot", turns=(ASKED, WAITING, REPORT)),
    "queue": Conversation(**COMMON, owner="queue", ticket=WAITS, turns=(ASKED, REPORT)),
    "agent": Conversation(**COMMON, owner="agent", ticket=HELD, turns=(ASKED, REPORT)),
    "closed": Conversation(**COMMON, owner="closed", heard=False, turns=(ASKED, REPORT)),
    "queue+bot": Conversation(**COMMON, owner="queue", ticket=WAITS, bot_helps=True, turns=(ASKED, WAITING, REPORT)),
    "agent+bot": Conversation(**COMMON, owner="agent", ticket=HELD, bot_helps=True, turns=(ASKED, WAITING, REPORT)),
}
"""Each with a question that the bot works on and a report that waits; where the bot answers, with a second question."""

SITUATIONS = tuple(STATES)
ANSWERING = ("bot", "queue+bot", "agent+bot")
"""Where the bot answers."""
SILENT = ("queue", "agent", "closed")
TICKETED = ("queue", "agent", "queue+bot", "agent+bot")
"""Where a ticket is open."""
QUEUED = ("queue", "queue+bot")
CLAIMED = ("agent", "agent+bot")

FRENCH = LanguageEvidence(language="fr", confidence=0.99, words=6)
LUXEMBOURGISH = LanguageEvidence(language="lb", confidence=0.99, words=6)
YES = Button(title="Oui", intent="affirm", entities={"a": "b"})
FILE = ServiceRequest(service="resident_parking", operation="commune.park", fields={"plate": "AB 1234"})
PERSON = HandoverRequest(reason="repeated_failure", service="resident_parking", fields={"plate": "AB 1234"})
QUERY = KnowledgeQuery(question="et pour un chat ?", earlier=["un chien"], service="dog_registration")
FOUND = Answer(standing="answered", text="À la commune.", services=["dog_registration"], code="ABCD-EFGH")
RECORD = AnswerRecord(
    code="ABCD-EFGH",
    question="et pour un chat ?",
    language="fr",
    steps=[],
    confidence=0.9,
    passages=[],
    model=None,
    answer=FOUND,
)
OVER: str = "a turn that is over"


@dataclass(frozen=True)
class Case:
    """One cell of the table."""

    name: str
    owner: str
    happened: i.Input
    commands: tuple[do.Command, ...] = ()
    changes: dict[str, Any] = field(default_factory=dict)
    """What of the state is different afterwards."""


def event(seq: int, data: EventData, message_id: str | None = None) -> do.Append:
    return do.Append(seq=seq, data=data, message_id=message_id)


def owner(
    seq: int, kind: Any, reason: Any, agent: str | None = None, message_id: str | None = None, *, bot: bool = False
) -> do.Append:
    return event(seq, OwnerChanged(owner=kind, reason=reason, agent=agent, bot=bot), message_id)


def dropped(who: str) -> tuple[do.Command, ...]:
    """What becomes of the second question where the bot is no longer to answer."""
    return (do.EndTurn(id="waiting", state="dropped"),) if who in ANSWERING else ()


def route(reason: Any, language: Any, service: str | None) -> str:
    return f"{service}-{reason}-{language}" if service else "general"


def around(new_id: Any) -> Surroundings:
    return Surroundings(new_id=new_id, route=route)


def open_ticket(ticket_id: str, reason: Any, service: str | None, fields: dict[str, str]) -> do.OpenTicket:
    queue = route(reason, "fr", service)
    known = {"reason": reason, "language": "fr", "service": service, "fields": fields}
    return do.OpenTicket(id=ticket_id, queue=queue, visited=(f"queue:{queue}",), **known)


def new_ticket(ticket_id: str, reason: Any, service: str | None = None) -> OpenTicket:
    queue = route(reason, "fr", service)
    return OpenTicket(id=ticket_id, queue=queue, service=service, visited=(f"queue:{queue}",))


def refuse(code: Any, detail: str) -> tuple[do.Command, ...]:
    return (do.Refuse(code=code, detail=detail),)


def citizen(text: str, pressed: Pressed | None = None, **given: Any) -> Message:
    return Message(
        author="citizen", text=text, origin="human", message_id="m", pressed=pressed, **{"language": "fr", **given}
    )


def given(who: str, seq: int, message: Message) -> tuple[do.Command, ...]:
    """What becomes of what the citizen says, presses or gives."""
    shown = (do.ShowWords(ticket="k", text=message.text),) if who in TICKETED else ()
    return (event(seq, message, "m"), do.Acknowledge(seq=seq), *shown)


def turn(question: Any, language: Any = "fr", turn_id: str = "id1") -> do.StoreTurn:
    return do.StoreTurn(id=turn_id, number=4, language=language, input=question)


def pending(
    *turns: PendingTurn, new: str = "", system: bool = False, language: Any = "fr", **rest: Any
) -> dict[str, Any]:
    """The outbox afterwards; ``new`` is the id of a turn that was added."""
    if not new:
        return {"turns": turns}
    return {"turns": (*turns, PendingTurn(id=new, language=language, system=system, **rest)), "last_turn": 4}


SAID = i.CitizenSaid(message_id="m", text="Bonjour", evidence=FRENCH)
PRESSED = i.CitizenPressed(message_id="m", seq=7, index=1, button=YES)
RATED = i.Rated(seq=7, helpful=True, is_answer=True)
ANSWERED = i.TurnAnswered(reply=TurnReply(turn="asked", parts=[Part(text="Un", buttons=[YES]), Part(text="Deux")]))
ANSWERED_FILING = i.TurnAnswered(reply=TurnReply(turn="asked", parts=[Part(text="Un")], effects=[FILE]))
SLOTS = ServiceRequest(service="resident_parking", operation="commune.slots", fields={}, kind="look_up", field="slot")
CLOSED_NOTICE = Message(author="bot", text="Fermé", language="fr")
CALLED_OFF = SystemInput(
    intent="system_job_cancelled", data=msgspec.to_builtins(JobReport(service="resident_parking", kind="file"))
)
NOT_FOUND = SystemInput(
    intent="system_job_failed",
    data=msgspec.to_builtins(JobReport(service="resident_parking", kind="look_up", field="slot")),
)
ANSWERED_HANDING = i.TurnAnswered(reply=TurnReply(turn="asked", parts=[Part(text="Un")], effects=[PERSON]))
ANSWERED_LATE = i.TurnAnswered(reply=TurnReply(turn=OVER, parts=[Part(text="Un")], effects=[FILE, PERSON]))
ANSWERED_ASKING = i.TurnAnswered(reply=TurnReply(turn="asked", parts=[], effects=[QUERY]))
LOOKED = i.QuestionAnswered(turn="asked", answered=Answered(answer=FOUND, record=RECORD))
LOOKED_LATE = i.QuestionAnswered(turn=OVER, answered=Answered(answer=FOUND, record=RECORD))
NOBODY_THERE = i.QuestionAnswered(turn="asked", answered=None)

OWNERS = ("bot", "queue", "agent", "closed")
REST = {who: tuple(t for t in STATES[who].turns if t is not ASKED) for who in SITUATIONS}
"""What waits besides the question in flight."""
NOT_MINE = refuse("not_yours", "conversation c is not claimed by you; claim its ticket first")
IS_CLOSED = refuse("closed", "conversation c is closed; it opens again when the citizen writes")
EMPTY = refuse("empty_message", "$.text: nothing is left of the text once it is cleaned; write something")
TOO_LONG = refuse("message_too_long", "$.text: 3001 characters; at most 3000 fit, shorten or split the message")


def answered(who: str, *more: do.Command, parts: tuple[Message, ...]) -> tuple[do.Command, ...]:
    said = tuple(event(11 + n, part) for n, part in enumerate(parts))
    return (do.EndTurn(id="asked", state="done"), *said, *more)


def everywhere(name: str, happened: i.Input, commands: tuple[do.Command, ...], changes: dict[str, Any]) -> list[Case]:
    return [Case(name, who, happened, commands, changes) for who in SITUATIONS]


BUBBLES = (
    Message(author="bot", text="Un", language="fr", buttons=[YES]),
    Message(author="bot", text="Deux", language="fr"),
)
BUBBLE = (Message(author="bot", text="Un", language="fr"),)
FILED = (
    do.StoreJob(
        id="id1",
        idempotency_key="id2",
        kind="file",
        service="resident_parking",
        operation="commune.park",
        fields={"plate": "AB 1234"},
        language="fr",
    ),
    event(12, JobChanged(job="id1", service="resident_parking", state="queued", cancellable=True)),
)


def spoken(who: str, last_seq: int = 11) -> dict[str, Any]:
    return {"last_seq": last_seq, **pending(*STATES[who].turns, new="id1", system=True)}


HANDED = new_ticket("id1", "repeated_failure", "resident_parking")

CASES: list[Case] = [
    # The citizen opens the chat.
    *everywhere("the log has begun", i.Opened(), (), {}),
    # The citizen writes.
    *(
        Case(
            "text",
            who,
            SAID,
            (*given(who, 11, citizen("Bonjour")), turn(TextInput(text="Bonjour"))),
            {"last_seq": 11, **pending(*STATES[who].turns, new="id1")},
        )
        for who in ANSWERING
    ),
    *(Case("text", who, SAID, given(who, 11, citizen("Bonjour")), {"last_seq": 11}) for who in ("queue", "agent")),
    Case(
        "text",
        "closed",
        SAID,
        (
            owner(11, "bot", "reopened"),
            *given("closed", 12, citizen("Bonjour")),
            turn(TextInput(text="Bonjour")),
        ),
        {"last_seq": 12, "owner": "bot", "heard": True, **pending(*STATES["closed"].turns, new="id1")},
    ),
    *(
        case
        for who in SITUATIONS
        for case in (
            Case("nothing", who, i.CitizenSaid(message_id="m", text="", evidence=FRENCH), EMPTY),
            Case("3,001 letters", who, i.CitizenSaid(message_id="m", text="a" * 3001, evidence=FRENCH), TOO_LONG),
        )
    ),
    Case(
        "text in another language",
        "bot",
        i.CitizenSaid(message_id="m", text="Moien", evidence=LUXEMBOURGISH),
        (
            event(11, LanguageChanged(language="lb", reason="detected")),
            event(12, citizen("Moien", language="lb"), "m"),
            do.Acknowledge(seq=12),
            turn(TextInput(text="Moien"), "lb"),
        ),
        {
            "last_seq": 12,
            "language": "lb",
            "language_reason": "detected",
            **pending(*STATES["bot"].turns, new="id1", language="lb"),
        },
    ),
    # The citizen presses a button.
    *(
        Case(
            "button",
            who,
            PRESSED,
            (
                *given(who, 11, citizen("Oui", Pressed(seq=7, button=1))),
                turn(PressInput(title="Oui", intent="affirm", entities={"a": "b"})),
            ),
            {"last_seq": 11, **pending(*STATES[who].turns, new="id1")},
        )
        for who in ANSWERING
    ),
    *(
        Case("button", who, PRESSED, given(who, 11, citizen("Oui", Pressed(seq=7, button=1))), {"last_seq": 11})
        for who in ("queue", "agent")
    ),
    Case(
        "button",
        "closed",
        PRESSED,
        (
            owner(11, "bot", "reopened"),
            *given("closed", 12, citizen("Oui", Pressed(seq=7, button=1))),
            turn(PressInput(title="Oui", intent="affirm", entities={"a": "b"})),
        ),
        {"last_seq": 12, "owner": "bot", "heard": True, **pending(*STATES["closed"].turns, new="id1")},
    ),
    *everywhere(
        "no such button",
        i.CitizenPressed(message_id="m", seq=7, index=9, button=None),
        refuse("unknown_button", "$.button: event 7 has no button 9; buttons count from 0 in the event's list"),
        {},
    ),
    # The citizen chooses a language.
    *everywhere(
        "another language",
        i.LanguageChosen(language="de"),
        (event(11, LanguageChanged(language="de", reason="chosen")),),
        {"last_seq": 11, "language": "de", "language_reason": "chosen"},
    ),
    *everywhere(
        "the language of the page",
        i.LanguageChosen(language="fr"),
        (event(11, LanguageChanged(language="fr", reason="chosen")),),
        {"last_seq": 11, "language_reason": "chosen"},
    ),
    # The citizen judges an answer.
    *everywhere("judgement", RATED, (event(11, Feedback(seq=7, helpful=True)),), {"last_seq": 11}),
    *everywhere(
        "judgement of something else",
        i.Rated(seq=7, helpful=True, is_answer=False),
        refuse("bad_frame", "$.seq: event 7 is no answer; name a message of the bot or an agent"),
        {},
    ),
    # The runner asks for a turn.
    *everywhere("one is in flight", i.TurnWanted(), (), {}),
    # The bot answers.
    *(
        Case("answer", who, ANSWERED, answered(who, parts=BUBBLES), {"last_seq": 12, "turns": REST[who]})
        for who in SITUATIONS
    ),
    *(
        Case(
            "application",
            who,
            ANSWERED_FILING,
            answered(who, *FILED, parts=BUBBLE),
            {"last_seq": 12, "turns": REST[who]},
        )
        for who in SITUATIONS
        if who != "agent+bot"
    ),
    # The service went offline while the form was filled in.
    *(
        Case(
            "application to a service that is offline",
            who,
            replace(ANSWERED_FILING, paused={"resident_parking": "Fermé", "passport": "Zou"}),
            answered(who, event(12, CLOSED_NOTICE), turn(CALLED_OFF), parts=BUBBLE),
            {"last_seq": 12, **pending(*REST[who], new="id1", system=True)},
        )
        for who in SITUATIONS
    ),
    Case(
        "what is looked up at a service that is offline",
        "bot",
        i.TurnAnswered(reply=TurnReply(turn="asked", parts=[], effects=[SLOTS]), paused={"resident_parking": "Fermé"}),
        answered("bot", event(11, CLOSED_NOTICE), turn(NOT_FOUND), parts=()),
        {"last_seq": 11, **pending(*REST["bot"], new="id1", system=True)},
    ),
    Case(
        "application to another service",
        "bot",
        replace(ANSWERED_FILING, paused={"passport": "Zou"}),
        answered("bot", *FILED, parts=BUBBLE),
        {"last_seq": 12, "turns": REST["bot"]},
    ),
    Case(
        "application, and the form that the agent started is done",
        "agent+bot",
        ANSWERED_FILING,
        answered(
            "agent+bot",
            *FILED,
            *dropped("agent+bot"),
            owner(13, "agent", "service_stopped", "Alex Muster"),
            parts=BUBBLE,
        ),
        {"last_seq": 13, "bot_helps": False, "turns": (REPORT,)},
    ),
    Case(
        "answer with handover",
        "bot",
        ANSWERED_HANDING,
        answered(
            "bot",
            do.EndTurn(id="waiting", state="dropped"),
            open_ticket("id1", "repeated_failure", "resident_parking", {"plate": "AB 1234"}),
            owner(12, "queue", "repeated_failure"),
            parts=BUBBLE,
        ),
        {"last_seq": 12, "owner": "queue", "ticket": HANDED, "turns": (REPORT,)},
    ),
    *(
        Case(
            "answer with handover",
            who,
            ANSWERED_HANDING,
            answered(who, parts=BUBBLE),
            {"last_seq": 11, "turns": REST[who]},
        )
        for who in SITUATIONS
        if who != "bot"
    ),
    *everywhere("answer to a turn that is over", ANSWERED_LATE, (), {}),
    # The bot asks the official content.
    *(
        Case(
            "answer with question",
            who,
            ANSWERED_ASKING,
            (do.EndTurn(id="asked", state="done"), turn(QUERY)),
            pending(*REST[who], new="id1", first=True),
        )
        for who in ANSWERING
    ),
    *(
        Case(
            "answer with question", who, ANSWERED_ASKING, (do.EndTurn(id="asked", state="done"),), {"turns": REST[who]}
        )
        for who in SILENT
    ),
    # The answer server answers, or is away.
    *(
        Case(
            "found",
            who,
            LOOKED,
            (
                do.EndTurn(id="asked", state="done"),
                do.StoreAnswer(record=RECORD),
                turn(SystemInput(intent="system_answer", data=msgspec.to_builtins(FOUND))),
            ),
            pending(*REST[who], new="id1", system=True, first=True),
        )
        for who in ANSWERING
    ),
    *(
        Case(
            "found",
            who,
            LOOKED,
            (do.EndTurn(id="asked", state="done"), do.StoreAnswer(record=RECORD)),
            {"turns": REST[who]},
        )
        for who in SILENT
    ),
    *everywhere("found for a turn that is over", LOOKED_LATE, (), {}),
    *(
        Case(
            "nobody to look",
            who,
            NOBODY_THERE,
            (
                do.EndTurn(id="asked", state="done"),
                turn(SystemInput(intent="system_answer", data=msgspec.to_builtins(Answer(standing="unknown")))),
            ),
            pending(*REST[who], new="id1", system=True, first=True),
        )
        for who in ANSWERING
    ),
    # The bot does not answer.
    *(
        Case(
            "no answer",
            who,
            i.TurnFailed(turn="asked", final=False),
            (
                do.EndTurn(id="asked", state="dropped"),
                do.EndTurn(id="waiting", state="dropped"),
                event(11, Notice(code="bot_unavailable")),
            ),
            {"last_seq": 11, "turns": (REPORT,)},
        )
        for who in ANSWERING
    ),
    *(
        Case(
            "no answer",
            who,
            i.TurnFailed(turn="asked", final=False),
            (do.EndTurn(id="asked", state="dropped"),),
            {"turns": (REPORT,)},
        )
        for who in SILENT
    ),
    *everywhere("no answer to a turn that is over", i.TurnFailed(turn=OVER, final=True), (), {}),
    *(
        Case(
            "no answer to a report",
            who,
            i.TurnFailed(turn="report", final=False),
            (do.PostponeTurn(id="report"),),
            {
                "turns": (
                    *(t for t in STATES[who].turns if t is not REPORT),
                    PendingTurn(id="report", language="fr", system=True, due=False),
                )
            },
        )
        for who in SITUATIONS
    ),
    *(
        Case(
            "a report that the bot refuses",
            who,
            i.TurnFailed(turn="report", final=True),
            (do.EndTurn(id="report", state="dropped"),),
            {"turns": tuple(t for t in STATES[who].turns if t is not REPORT)},
        )
        for who in SITUATIONS
    ),
]
