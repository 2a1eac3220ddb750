"""Bodies of the REST calls: reading them with clear errors, answering in JSON."""

from __future__ import annotations

import asyncio
import math
from http import HTTPStatus
from typing import Literal, TypeVar

import msgspec
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from channels.limits.caps import FullError
from channels.nul import without_nul
from contracts.errors import ErrorCode

JSON = "application/json"
LONGEST_BODY = 65536
"""Bytes, as for frames on sockets."""
BODY_SECONDS = 10.0
"""From the head of a call to the end of its body, as for the head; files have a time of their own."""

RestCode = (
    ErrorCode
    | Literal[
        "foreign_origin",
        "crowded",
        "unknown_code",
        "login_needed",
        "unknown_person",
        "unknown_site",
        "unknown_proposal",
        "wrong_password",
        "code_needed",
        "wrong_code",
        "bad_password",
        "not_local",
        "unknown_account",
        "unknown_invitation",
        "unknown_session",
        "name_taken",
        "last_administrator",
        "own_account",
        "file_too_large",
        "file_kind",
        "file_unsafe",
        "too_many_files",
        "scanner_away",
        "too_large",
        "not_editable",
        "not_drafted",
        "unknown_template",
        "unknown_review",
        "unknown_release",
        "no_draft",
        "in_review",
        "has_problems",
        "wrong_state",
        "own_review",
        "trial_needed",
        "trial_begun",
        "trial_failed",
        "gets_worse",
        "changed_since",
        "nothing_changes",
        "unknown_trial",
        "unknown_call",
        "not_trained",
        "rehearsal_away",
        "unknown_switch",
    ]
)

STATUS: dict[RestCode, HTTPStatus] = {
    "bad_frame": HTTPStatus.BAD_REQUEST,
    "hello_expected": HTTPStatus.BAD_REQUEST,
    "empty_message": HTTPStatus.BAD_REQUEST,
    "unknown_button": HTTPStatus.BAD_REQUEST,
    "bad_phone": HTTPStatus.BAD_REQUEST,
    "unknown_conversation": HTTPStatus.NOT_FOUND,
    "unknown_ticket": HTTPStatus.NOT_FOUND,
    "unknown_site": HTTPStatus.NOT_FOUND,
    "unknown_queue": HTTPStatus.NOT_FOUND,
    "unknown_agent": HTTPStatus.NOT_FOUND,
    "unknown_service": HTTPStatus.NOT_FOUND,
    "unknown_proposal": HTTPStatus.NOT_FOUND,
    "tokens_changed": HTTPStatus.UNPROCESSABLE_ENTITY,
    "paused": HTTPStatus.CONFLICT,
    "not_translated": HTTPStatus.SERVICE_UNAVAILABLE,
    "unknown_code": HTTPStatus.NOT_FOUND,
    "login_needed": HTTPStatus.FORBIDDEN,
    "unknown_person": HTTPStatus.NOT_FOUND,
    "unknown_job": HTTPStatus.NOT_FOUND,
    "unknown_file": HTTPStatus.NOT_FOUND,
    "message_too_long": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "file_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "file_kind": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "file_unsafe": HTTPStatus.UNPROCESSABLE_ENTITY,
    "login_failed": HTTPStatus.UNPROCESSABLE_ENTITY,
    "not_yours": HTTPStatus.FORBIDDEN,
    "foreign_origin": HTTPStatus.FORBIDDEN,
    "taken": HTTPStatus.CONFLICT,
    "closed": HTTPStatus.CONFLICT,
    "full": HTTPStatus.CONFLICT,
    "away": HTTPStatus.CONFLICT,
    "loops": HTTPStatus.CONFLICT,
    "too_late": HTTPStatus.CONFLICT,
    "too_many_files": HTTPStatus.CONFLICT,
    "too_fast": HTTPStatus.TOO_MANY_REQUESTS,
    "crowded": HTTPStatus.SERVICE_UNAVAILABLE,
    "scanner_away": HTTPStatus.SERVICE_UNAVAILABLE,
    "signed_out": HTTPStatus.UNAUTHORIZED,
    "wrong_password": HTTPStatus.UNAUTHORIZED,
    "code_needed": HTTPStatus.UNAUTHORIZED,
    "wrong_code": HTTPStatus.UNPROCESSABLE_ENTITY,
    "bad_password": HTTPStatus.UNPROCESSABLE_ENTITY,
    "not_local": HTTPStatus.CONFLICT,
    "unknown_account": HTTPStatus.NOT_FOUND,
    "unknown_invitation": HTTPStatus.NOT_FOUND,
    "unknown_session": HTTPStatus.NOT_FOUND,
    "name_taken": HTTPStatus.CONFLICT,
    "last_administrator": HTTPStatus.CONFLICT,
    "own_account": HTTPStatus.CONFLICT,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "not_editable": HTTPStatus.UNPROCESSABLE_ENTITY,
    "not_drafted": HTTPStatus.SERVICE_UNAVAILABLE,
    "unknown_template": HTTPStatus.NOT_FOUND,
    "unknown_review": HTTPStatus.NOT_FOUND,
    "unknown_release": HTTPStatus.NOT_FOUND,
    "no_draft": HTTPStatus.CONFLICT,
    "in_review": HTTPStatus.CONFLICT,
    "has_problems": HTTPStatus.UNPROCESSABLE_ENTITY,
    "wrong_state": HTTPStatus.CONFLICT,
    "own_review": HTTPStatus.FORBIDDEN,
    "trial_needed": HTTPStatus.CONFLICT,
    "trial_begun": HTTPStatus.CONFLICT,
    "trial_failed": HTTPStatus.CONFLICT,
    "gets_worse": HTTPStatus.CONFLICT,
    "changed_since": HTTPStatus.CONFLICT,
    "nothing_changes": HTTPStatus.CONFLICT,
    "unknown_trial": HTTPStatus.NOT_FOUND,
    "unknown_call": HTTPStatus.NOT_FOUND,
    "not_trained": HTTPStatus.CONFLICT,
    "rehearsal_away": HTTPStatus.SERVICE_UNAVAILABLE,
    "unknown_switch": HTTPStatus.NOT_FOUND,
}

Body = TypeVar("Body")


class CallError(Exception):
    """A call cannot be carried out; becomes an answer of the shape ``{"code", "detail"}``."""

    def __init__(self, code: RestCode, detail: str, *, retry_after: float | None = None) -> None:
        """``detail`` says what, where, which value, what to do; ``retry_after``: in so many seconds it may be done."""
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.retry_after = retry_after


def answer(value: object, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return a JSON answer that nobody keeps."""
    return Response(
        msgspec.json.encode(value), status, media_type="application/json", headers={"Cache-Control": "no-store"}
    )


async def _show_error(_request: Request, error: Exception) -> Response:
    """Return the answer for a `CallError`."""
    if not isinstance(error, CallError):
        raise error
    return answer_error(error)


async def _show_misread(_request: Request, error: Exception) -> Response:
    """Return the answer where a part of the address is not of its type, as of any other call that cannot be read."""
    if not isinstance(error, RequestValidationError):
        raise error
    wrong = [f"{'.'.join(map(str, it['loc']))}: {it['msg']}; got {str(it['input'])[:64]!r}" for it in error.errors()]
    return answer_error(CallError("bad_frame", "; ".join(wrong)))


def answer_error(error: CallError) -> Response:
    """Return the answer for an error."""
    response = answer({"code": error.code, "detail": error.detail}, STATUS[error.code])
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(math.ceil(error.retry_after))
    return response


def refuse_full(full: FullError) -> Response:
    """Return the answer where no further connection may be open."""
    return answer_error(full_error(full))


def full_error(full: FullError) -> CallError:
    """Return the refusal where no further connection may be open."""
    return CallError("crowded" if full.name == "process" else "too_fast", full.detail, retry_after=full.retry_after)


async def _answer_nobody(_request: Request, _error: Exception) -> Response:
    """Return what is sent to a client that went away while it was sending: no mistake of ours, and nothing to log."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


def answer_errors(app: FastAPI) -> None:
    """Let an application answer calls that cannot be carried out, in one shape."""
    app.add_exception_handler(CallError, _show_error)
    app.add_exception_handler(RequestValidationError, _show_misread)
    app.add_exception_handler(ClientDisconnect, _answer_nobody)


async def read_body(request: Request, kind: type[Body], *, longest: int = LONGEST_BODY, with_nul: bool = False) -> Body:
    """Return the body; raises `CallError` where it is longer than ``longest`` bytes or does not fit ``kind``.

    U+0000 is taken out, unless the route wants to speak of it itself: ``with_nul``.
    """
    given = request.headers.get("content-type", JSON).partition(";")[0].strip().lower()
    if given != JSON:
        raise CallError("bad_frame", f"the body is {given[:40]!r}; send {JSON}")
    body = await collect_body(request, longest)
    try:
        return msgspec.json.decode(body if with_nul else without_nul(body), type=kind)
    except msgspec.ValidationError as error:
        raise CallError("bad_frame", str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CallError("bad_frame", f"the body is no JSON: {error}") from error
    except RecursionError as error:
        raise CallError("bad_frame", "the body has too many levels inside each other; send a flat one") from error


async def collect_body(request: Request, longest: int) -> bytes:
    """Return what comes; raises `CallError` where that is more than ``longest`` bytes, or does not end in its time."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > longest:
                    raise CallError("message_too_long", f"the body is longer than {longest} bytes; send less")
    except TimeoutError as error:
        raise CallError("bad_frame", f"the body did not end within {BODY_SECONDS:.0f} s; send it at once") from error
    return bytes(body)
