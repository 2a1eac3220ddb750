"""Where the window of a login goes: from the chat to the identity provider, and back with a code for the chat."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from channels.auth.address import CALLBACK, START
from channels.auth.errors import LoginError, LoginProblem
from channels.auth.page import STATUSES, show_code, show_problem
from channels.auth.provider import Provider
from channels.cookies import CITIZEN_LOGIN
from channels.door import Door
from channels.openapi.described import HTML, describe
from channels.store.logins import LOGIN_LASTS, ReturnedLogin
from channels.wording import language_of

log = structlog.get_logger()

LONGEST_VALUE = 4096
"""Characters of a value in the provider's answer."""

REFUSALS: dict[str, LoginProblem] = {
    "access_denied": "cancelled",
    "server_error": "provider_away",
    "temporarily_unavailable": "provider_away",
}
"""``error`` of the provider's answer (RFC 6749, 4.1.2.1); any other means that something is set up wrongly."""

PROBLEM_PAGES = dict.fromkeys(STATUSES, HTML)

router = APIRouter()


@router.get(f"{START}/{{login}}", include_in_schema=False)
@describe(status=HTTPStatus.SEE_OTHER, also=PROBLEM_PAGES, query={"lang": str})
async def start_login(request: Request) -> Response:
    """Send the citizen to the identity provider; each address does so once."""
    door: Door = request.app.state.door
    try:
        return await _start(door, request.path_params["login"])
    except LoginError as error:
        log.warning("login.not_started", problem=error.problem, reason=error.reason)
        return show_problem(error.problem, language_of(request))


@router.get(CALLBACK, include_in_schema=False)
@describe(gives=HTML, also=PROBLEM_PAGES, query=dict.fromkeys(("lang", "state", "code", "iss", "error"), str))
async def come_back(request: Request) -> Response:
    """Take the citizen up who comes back from the identity provider."""
    door: Door = request.app.state.door
    try:
        response = await _finish(door, request)
    except LoginError as error:
        log.warning("login.not_finished", problem=error.problem, reason=error.reason)
        response = show_problem(error.problem, language_of(request))
    CITIZEN_LOGIN.take_back(response, encrypted=door.settings.is_encrypted)
    return response


async def _start(door: Door, login_id: str) -> Response:
    provider = _provider_of(door)
    # Asked before the address is used up: while the provider is away, the same address may be tried again.
    await provider.check_presence()
    started = await door.hub.logins.start(login_id)
    if started is None:
        raise LoginError("used", "start: no login waits there")
    address = await provider.login_address(
        state=started.state, nonce=started.nonce, verifier=started.verifier, language=started.language
    )
    headers = {"Cache-Control": "no-store", "Cross-Origin-Opener-Policy": "unsafe-none"}
    response = RedirectResponse(address, HTTPStatus.SEE_OTHER, headers)
    lasts = int(LOGIN_LASTS.total_seconds())
    CITIZEN_LOGIN.give(response, started.browser, lasts, encrypted=door.settings.is_encrypted)
    return response


async def _finish(door: Door, request: Request) -> Response:
    provider = _provider_of(door)
    browser = CITIZEN_LOGIN.read(request, encrypted=door.settings.is_encrypted)
    if not browser:
        raise LoginError("other_browser", "callback: no cookie of a login")
    returned = await door.hub.logins.come_back(value_of(request, "state"), browser)
    if returned is None:
        raise LoginError("expired", "callback: no login with this state and this cookie")
    try:
        code = await _complete(door, provider, request, returned)
    except LoginError as error:
        log.warning("login.not_completed", problem=error.problem, reason=error.reason)
        return show_problem(error.problem, returned.language)
    return show_code(f"{code[:4]}-{code[4:]}", returned.origin, returned.language)


async def _complete(door: Door, provider: Provider, request: Request, returned: ReturnedLogin) -> str:
    await provider.check_sender(request.query_params.get("iss"))
    refusal = value_of(request, "error")
    if refusal:
        known = refusal in REFUSALS
        raise LoginError(REFUSALS.get(refusal, "failed"), f"callback: {refusal if known else 'some other error'}")
    person = await provider.who(code=value_of(request, "code"), verifier=returned.verifier, nonce=returned.nonce)
    code = await door.hub.logins.complete(returned, person.subject, person.claims)
    if code is None:
        raise LoginError("expired", "callback: the login ran out meanwhile")
    log.info("login.completed")
    return code


def _provider_of(door: Door) -> Provider:
    if door.provider is None:
        raise LoginError("failed", "no identity provider is set: MOIEN_OIDC_ISSUER")
    return door.provider


def value_of(request: Request, name: str) -> str:
    """Return a value of the provider's answer, empty where there is none."""
    return request.query_params.get(name, "")[:LONGEST_VALUE]
