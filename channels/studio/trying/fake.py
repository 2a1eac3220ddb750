"""A rehearsal bot for tests: a real HTTP server that answers by a script instead of a model.

What a text begins with says what happens: ``ask x`` has x looked up, ``person`` hands over, ``login`` asks for one,
``file`` files an application with the national id of the login, ``free`` looks up appointments, ``buttons`` offers two,
``form`` asks for a date; ``away`` is not answered, anything else is repeated. Only models that it knows answer.
"""

from __future__ import annotations

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from channels.bot_door.fake import words_of
from contracts.answers import Answer
from contracts.effects import Effect, HandoverRequest, KnowledgeQuery, LoginRequest, ServiceRequest
from contracts.parts import Button, FieldPrompt, Part, SummaryRow
from contracts.rehearsal import Rehearsed, SeenEntity, Sight, Weighed
from contracts.turns import SystemInput, TextInput, TurnReply, TurnRequest

FILED = ServiceRequest(
    service="residence_certificate",
    operation="commune.requestResidenceCertificate",
    fields={"reason": "school", "national_id": "written by hand"},
    claims={"national_id": "national_id"},
    needs_identity=True,
)
LOOK_UP = ServiceRequest(
    service="passport", operation="commune.findAppointments", fields={}, kind="look_up", field="moment"
)
BUTTONS = [Button(title="Yes", intent="affirm"), Button(title="No", intent="deny", entities={"field": "reason"})]
PROMPT = FieldPrompt(service="passport", name="day", type="date", label="Day", step=1, steps=2)


class FakeRehearsal:
    """What the scripted bot knows and was asked."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self.models: set[str] = set()
        self.requests: list[TurnRequest] = []

    async def take_turn(self, request: Request) -> Response:
        """Answer ``POST /turns``."""
        if request.query_params.get("model") not in self.models:
            return JSONResponse({"error": "there is no such model"}, status_code=404)
        turn = msgspec.json.decode(await request.body(), type=TurnRequest)
        self.requests.append(turn)
        said = words_of(turn)
        if said.startswith("away"):
            return JSONResponse({"error": "asked to be away"}, status_code=503)
        return Response(msgspec.json.encode(rehearse(turn, said)), media_type="application/json")

    def app(self) -> Starlette:
        """Return the application."""
        return Starlette(routes=[Route("/turns", self.take_turn, methods=["POST"])])


def rehearse(turn: TurnRequest, said: str) -> Rehearsed:
    """Return the scripted reply."""
    reply = TurnReply(turn=turn.turn, parts=_parts(turn, said), effects=_effects(turn, said))
    return Rehearsed(reply=reply, sight=_see(said) if isinstance(turn.input, TextInput) else None)


def _parts(turn: TurnRequest, said: str) -> list[Part]:
    match turn.input:
        case SystemInput(intent="system_answer", data=data):
            found = msgspec.convert(data, Answer)
            return [Part(text=found.text or found.standing, citations=found.citations, origin=found.origin)]
        case TextInput() if said.startswith("ask "):
            return []
    text = f"{turn.language}: {said}"
    if said.startswith("buttons"):
        summary = [SummaryRow(field="reason", label="Reason", value="School")]
        return [Part(text=text, buttons=BUTTONS, summary=summary)]
    if said.startswith("form"):
        return [Part(text=text, field=PROMPT)]
    return [Part(text=text, login="residence_certificate" if said.startswith("login") else None)]


def _effects(turn: TurnRequest, said: str) -> list[Effect]:
    if not isinstance(turn.input, TextInput):
        return []
    match said.split()[0]:
        case "ask":
            return [KnowledgeQuery(question=said.removeprefix("ask "))]
        case "person":
            return [HandoverRequest(reason="asked", service="passport", fields={"day": "2026-12-01"})]
        case "login":
            return [LoginRequest(service="residence_certificate")]
        case "file":
            return [FILED]
        case "free":
            return [LOOK_UP]
    return []


def _see(said: str) -> Sight:
    is_asked = said.startswith("ask ")
    ranking = [
        Weighed(intent="passport_fee", confidence=0.31 if is_asked else 0.93, needed=0.6),
        Weighed(intent="id_card_fee", confidence=0.04, needed=0.6),
    ]
    entities = [SeenEntity(entity="date", value="2026-12-01", start=0, end=len(said))] if said[:4] == "form" else []
    return Sight(
        intent="nlu_fallback" if is_asked else "passport_fee",
        confidence=ranking[0].confidence,
        ranking=ranking,
        ask=0.35,
        offered=[],
        entities=entities,
        milliseconds=4.2,
    )
