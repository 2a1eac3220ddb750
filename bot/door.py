"""What the doors of the bot's processes have in common: how a turn is read, and how it is answered."""

from __future__ import annotations

import logging
from http import HTTPStatus

import msgspec
from sanic.response import HTTPResponse, raw

from contracts.turns import TurnRequest

logger = logging.getLogger(__name__)

MAX_BODY = 256 * 1024
"""Bytes of the largest request: a message of 3,000 characters needs a small part of it."""


def read_turn(body: bytes) -> TurnRequest:
    """Read a turn.

    Raises:
        ValueError: the body is none; the message says why.
    """
    try:
        return msgspec.json.decode(body, type=TurnRequest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"the body is no TurnRequest: {error}") from error


def answer(body: object, status: HTTPStatus = HTTPStatus.OK) -> HTTPResponse:
    """Answer with JSON."""
    return raw(msgspec.json.encode(body), status=status, content_type="application/json")


def refuse(problem: str, status: HTTPStatus) -> HTTPResponse:
    """Say what is wrong."""
    return answer({"error": problem}, status)


def answer_failure(turn: TurnRequest, error: Exception) -> HTTPResponse:
    """Say that a turn failed. The text of an error may quote what the citizen wrote: only its kind is told."""
    cause = type(error.__cause__ or error).__name__
    logger.error("turn %s failed: %s (%s)", turn.turn, type(error).__name__, cause)
    problem = f"the turn could not be finished ({cause}); nothing of it is stored, ask again"
    return refuse(problem, HTTPStatus.BAD_GATEWAY)
