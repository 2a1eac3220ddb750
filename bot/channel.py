"""The bot's only door: one turn in, one typed reply out (``POST /webhooks/moien/turns``, docs/protocol.md).

``DELETE /webhooks/moien/conversations/{id}`` has a conversation forgotten; ``GET /webhooks/moien/conversations`` says
which ones are not.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from typing_extensions import override

from bot.door import answer, answer_failure, read_turn, refuse
from bot.meters import TURN_SECONDS, TURNS
from contracts import tracing
from contracts.names import TURN_CHANNEL

LONGEST_LIST = 500
"""Conversations that are named at once: a question to the database between two turns."""


class TurnChannel(InputChannel):
    """Rasa input channel; expects the application to keep a ``Serving`` in ``app.ctx.serving``."""

    @classmethod
    @override
    def name(cls) -> str:
        return TURN_CHANNEL

    @override
    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Give the routes. Rasa's own handler is not used: it stores a message whatever became of it."""
        del on_new_message
        blueprint = Blueprint(TURN_CHANNEL)
        blueprint.add_route(_take_turn, "/turns", methods=["POST"])
        blueprint.add_route(_list_known, "/conversations", methods=["GET"])
        blueprint.add_route(_forget, "/conversations/<conversation:str>", methods=["DELETE"])
        blueprint.add_route(_show_health, "/health", methods=["GET"])
        return blueprint


async def _take_turn(request: Request) -> HTTPResponse:
    try:
        turn = read_turn(request.body)
    except ValueError as error:
        TURNS.count("bad_request")
        return refuse(str(error), HTTPStatus.BAD_REQUEST)
    try:
        trace = request.headers.get(tracing.HEADER)
        with TURN_SECONDS.time(), tracing.resume("bot.turn", trace, language=turn.language) as span:
            reply = await request.app.ctx.serving.take_turn(turn)
            span.tell("unavailable" if reply is None else "answered")
    except Exception as error:  # noqa: BLE001 (a failure of any kind must never look like a reply)
        TURNS.count("failed")
        return answer_failure(turn, error)
    TURNS.count("loading" if reply is None else "answered")
    return _loading() if reply is None else answer(reply)


async def _forget(request: Request, conversation: str) -> HTTPResponse:
    """Delete what is kept of a conversation; one that is not known is forgotten already."""
    if not await request.app.ctx.serving.forget(conversation):
        return _loading()
    return answer({"status": "forgotten"})


async def _list_known(request: Request) -> HTTPResponse:
    """Name conversations of which something is kept, from behind ``after``, `LONGEST_LIST` at most."""
    known = await request.app.ctx.serving.known(request.args.get("after", ""), LONGEST_LIST + 1)
    if known is None:
        return _loading()
    return answer({"conversations": known[:LONGEST_LIST], "more": len(known) > LONGEST_LIST})


async def _show_health(request: Request) -> HTTPResponse:
    """Name the model that answers, and say why it is not the one that should, where that is so."""
    serving = request.app.ctx.serving
    if serving.model is None:
        return _loading()
    problem = {"problem": serving.problem} if serving.problem else {}
    return answer({"status": "ok", "model": serving.model, **problem})


def _loading() -> HTTPResponse:
    return refuse("the model is being loaded; ask again in some seconds", HTTPStatus.SERVICE_UNAVAILABLE)
