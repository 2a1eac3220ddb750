"""The bot's only door: one turn in, one typed reply out (``POST /webhooks/moien/turns``, docs/protocol.md)."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import msgspec
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, raw
from typing_extensions import override

from contracts.names import TURN_CHANNEL
from contracts.turns import TurnReply, TurnRequest

logger = logging.getLogger(__name__)


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
        blueprint.add_route(_show_health, "/health", methods=["GET"])
        return blueprint


async def _take_turn(request: Request) -> HTTPResponse:
    try:
        turn = msgspec.json.decode(request.body, type=TurnRequest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return _answer({"error": f"the body is no TurnRequest: {error}"}, HTTPStatus.BAD_REQUEST)
    try:
        reply = await request.app.ctx.serving.take_turn(turn)
    except Exception as error:  # noqa: BLE001 (a failure of any kind must never look like a reply)
        # The text of an error may quote what the citizen wrote: only its kind goes into the log.
        cause = type(error.__cause__ or error).__name__
        logger.error("turn %s failed: %s (%s)", turn.turn, type(error).__name__, cause)  # noqa: TRY400
        detail = f"the turn could not be finished ({cause}); nothing of it is stored, ask again"
        return _answer({"error": detail}, HTTPStatus.BAD_GATEWAY)
    return _loading() if reply is None else _answer(reply)


async def _show_health(request: Request) -> HTTPResponse:
    """Name the model that answers, and say why it is not the one that should, where that is so."""
    serving = request.app.ctx.serving
    if serving.model is None:
        return _loading()
    problem = {"problem": serving.problem} if serving.problem else {}
    return _answer({"status": "ok", "model": serving.model, **problem})


def _loading() -> HTTPResponse:
    return _answer({"error": "the model is being loaded; ask again in some seconds"}, HTTPStatus.SERVICE_UNAVAILABLE)


def _answer(body: dict[str, str] | TurnReply, status: HTTPStatus = HTTPStatus.OK) -> HTTPResponse:
    return raw(msgspec.json.encode(body), status=status, content_type="application/json")
