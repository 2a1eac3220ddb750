"""The table as the tests expect it, continued: files of citizens, and logging in and out."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from channels.core import commands as do
from channels.core import inputs as i
from channels.core.state import Identity
from contracts.effects import LoginRequest, ServiceRequest
from contracts.events import IdentityChanged, Message
from contracts.jobs import Document
from contracts.parts import Part
from contracts.turns import FileInput, LoginReport, LogoutReport, SystemInput, TurnReply
from tests.channels.core.rows import (
    ANSWERING,
    REST,
    SITUATIONS,
    STATES,
    Case,
    answered,
    citizen,
    event,
    everywhere,
    given,
    owner,
    pending,
    refuse,
    spoken,
    turn,
)

WEBER = Identity(
    subject="s", claims={"national_id": "1893120105732"}, expires_at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
)
PAPER = Document(id="0" * 32, name="bail.pdf", media_type="application/pdf", size=9)
CLAIMING = ServiceRequest(
    service="criminal_record",
    operation="justice.requestCriminalRecord",
    fields={"purpose": "employer", "national_id": "forged", "birthdate": "forged"},
    claims={"national_id": "national_id", "birthdate": "birthdate"},
    needs_identity=True,
)
ANSWERED_CLAIMING = i.TurnAnswered(reply=TurnReply(turn="asked", parts=[], effects=[CLAIMING]))
ANSWERED_LOGGING_IN = i.TurnAnswered(
    reply=TurnReply(
        turn="asked",
        parts=[Part(text="Un", login="criminal_record")],
        effects=[LoginRequest(service="criminal_record")],
    )
)
LOGGED_OUT = turn(SystemInput(intent="system_logged_out", data=msgspec.to_builtins(LogoutReport())))


CASES: list[Case] = [
    # The citizen gives a file.
    *(
        Case(
            "file",
            who,
            i.FileAttached(message_id="m", document=PAPER),
            (
                *given(who, 11, citizen("bail.pdf", document=PAPER)),
                *((turn(FileInput(document=PAPER)),) if who in ANSWERING else ()),
            ),
            {"last_seq": 11, **pending(*STATES[who].turns, new="id1" if who in ANSWERING else "")},
        )
        for who in SITUATIONS
        if who != "closed"
    ),
    Case(
        "file",
        "closed",
        i.FileAttached(message_id="m", document=PAPER),
        (
            owner(11, "bot", "reopened"),
            *given("closed", 12, citizen("bail.pdf", document=PAPER)),
            turn(FileInput(document=PAPER)),
        ),
        {"last_seq": 12, "owner": "bot", "heard": True, **pending(*STATES["closed"].turns, new="id1")},
    ),
    *everywhere(
        "a file that is not there",
        i.FileAttached(message_id="m", document=None),
        refuse("unknown_file", "$.file: no file of this conversation has this id; upload it (again) first"),
        {},
    ),
    # The bot asks for what only a login may give.
    *(
        Case(
            "application without a login",
            who,
            ANSWERED_CLAIMING,
            (
                do.EndTurn(id="asked", state="done"),
                turn(
                    SystemInput(
                        intent="system_logged_out",
                        data=msgspec.to_builtins(LogoutReport(service="criminal_record")),
                    )
                ),
            ),
            pending(*REST[who], new="id1", system=True),
        )
        for who in SITUATIONS
    ),
    *(
        Case(
            "login",
            who,
            ANSWERED_LOGGING_IN,
            answered(who, parts=(Message(author="bot", text="Un", language="fr", login="criminal_record"),)),
            {"last_seq": 11, "turns": REST[who]},
        )
        for who in SITUATIONS
    ),
    # The citizen logs in and out.
    *(
        Case(
            "log in",
            who,
            i.LoggedIn(identity=WEBER, token_hash="fresh"),
            (
                do.ForgetIdentity(),
                do.ForgetClaims(),
                do.StoreIdentity(identity=WEBER),
                do.ChangeToken(token_hash="fresh"),
                do.RevokeReceipts(),
                event(11, IdentityChanged(state="logged_in")),
                do.Acknowledge(seq=11),
                *(
                    (
                        turn(
                            SystemInput(
                                intent="system_logged_in",
                                data=msgspec.to_builtins(LoginReport(claims=WEBER.claims)),
                            )
                        ),
                    )
                    if who in ANSWERING
                    else ()
                ),
            ),
            {"last_seq": 11, "identity": WEBER}
            | pending(*STATES[who].turns, new="id1" if who in ANSWERING else "", system=True, tells_login=True),
        )
        for who in SITUATIONS
    ),
    *(
        Case(
            reason,
            who,
            i.LoggedOut(reason=reason, was_logged_in=True),
            (
                do.ForgetIdentity(),
                do.ForgetClaims(),
                *((do.RevokeReceipts(),) if reason == "logged_out" else ()),
                event(11, IdentityChanged(state=reason)),
                LOGGED_OUT,
            ),
            spoken(who),
        )
        for who in SITUATIONS
        for reason in ("logged_out", "expired")
    ),
    *everywhere("log out twice", i.LoggedOut(reason="logged_out", was_logged_in=False), (), {}),
]
