"""A bot for tests: a real HTTP server with Rasa's door that answers by a script instead of a model.

What a text begins with says what happens: ``slow 3`` waits 3 seconds, ``person x`` hands over because of service x,
``file`` files an application, ``buttons`` offers two, ``ask x`` has x looked up, ``break`` fails; anything else is
repeated. As Rasa does, it answers a turn that it has answered before with the same reply, and it keeps count of what it
was asked.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from contracts.answers import Answer
from contracts.effects import HandoverRequest, KnowledgeQuery, ServiceRequest
from contracts.names import TURN_CHANNEL
from contracts.parts import Button, Part
from contracts.turns import FileInput, PressInput, SystemInput, TextInput, TurnReply, TurnRequest

FILED = ServiceRequest(
    service="residence_certificate", operation="commune.requestResidenceCertificate", fields={"national_id": "x"}
)


class FakeBot:
    """What the scripted bot was asked and what it answered."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self.replies: dict[str, TurnReply] = {}
        self.asked: Counter[str] = Counter()
        """How often each text, title or system intent was a new turn."""
        self.requests: list[TurnRequest] = []
        self.forgotten: list[str] = []
        self.in_flight: Counter[str] = Counter()
        self.most_in_flight = 0
        """The most turns that one conversation ever had at the same time."""

    async def take_turn(self, request: Request) -> Response:
        """Answer ``POST /turns``."""
        try:
            turn = msgspec.json.decode(await request.body(), type=TurnRequest)
        except msgspec.DecodeError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        self.requests.append(turn)
        self.in_flight[turn.conversation] += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight[turn.conversation])
        try:
            if turn.turn not in self.replies:
                said = words_of(turn)
                if said.startswith("slow "):
                    await asyncio.sleep(float(said.split()[1]))
                if said.startswith("break"):
                    return JSONResponse({"error": "asked to break"}, status_code=502)
                self.asked[said] += 1
                self.replies[turn.turn] = reply_to(turn, said)
        finally:
            self.in_flight[turn.conversation] -= 1
        return Response(msgspec.json.encode(self.replies[turn.turn]), media_type="application/json")

    async def forget(self, request: Request) -> Response:
        """Answer ``DELETE /conversations/{id}``."""
        self.forgotten.append(request.path_params["conversation"])
        return JSONResponse({"status": "forgotten"})

    async def show_health(self, _request: Request) -> Response:
        """Answer ``GET /health``."""
        return JSONResponse({"status": "ok", "asked": dict(self.asked), "most_in_flight": self.most_in_flight})

    def app(self) -> Starlette:
        """Return the application."""
        return Starlette(
            routes=[
                Route(f"/webhooks/{TURN_CHANNEL}/turns", self.take_turn, methods=["POST"]),
                Route(f"/webhooks/{TURN_CHANNEL}/conversations/{{conversation}}", self.forget, methods=["DELETE"]),
                Route(f"/webhooks/{TURN_CHANNEL}/health", self.show_health, methods=["GET"]),
            ]
        )


def words_of(turn: TurnRequest) -> str:
    """Return what a turn is about in a few words."""
    match turn.input:
        case TextInput(text=text):
            return text
        case PressInput(intent=intent):
            return f"/{intent}"
        case FileInput(document=document):
            return document.name
        case SystemInput(intent=intent):
            return intent


def reply_to(turn: TurnRequest, said: str) -> TurnReply:
    """Return the scripted reply."""
    buttons = [Button(title="Yes", intent="affirm"), Button(title="No", intent="deny")] if said == "buttons" else []
    part = Part(text=f"{turn.language}: {said}", buttons=buttons)
    if said.startswith("person"):
        service = said.removeprefix("person").strip() or None
        return TurnReply(turn=turn.turn, parts=[part], effects=[HandoverRequest(reason="asked", service=service)])
    if said.startswith("ask "):
        return TurnReply(turn=turn.turn, parts=[], effects=[KnowledgeQuery(question=said.removeprefix("ask "))])
    if isinstance(turn.input, SystemInput) and turn.input.intent == "system_answer":
        return TurnReply(turn=turn.turn, parts=[tell(msgspec.convert(turn.input.data, Answer))])
    if said.startswith("file"):
        return TurnReply(turn=turn.turn, parts=[part], effects=[FILED])
    return TurnReply(turn=turn.turn, parts=[part])


def tell(answer: Answer) -> Part:
    """Return an answer to free text as it came."""
    return Part(text=answer.text or answer.standing, citations=answer.citations, origin=answer.origin, code=answer.code)


if __name__ == "__main__":
    uvicorn.run(FakeBot().app(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
