"""The staff sign in with the administration's own provider: from the sign-in page there, and back with a session."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from channels.auth.address import STAFF_RETURN, STAFF_START
from channels.auth.errors import LoginError
from channels.auth.provider import Provider
from channels.auth.routes import REFUSALS, value_of
from channels.auth.staff_page import PAGES, STATUSES, StaffEntryError, show_staff_problem
from channels.auth.staff_roles import StaffPerson, read_staff_person
from channels.cookies import STAFF_LOGIN, STAFF_SESSION
from channels.door import Door
from channels.openapi.described import HTML, describe
from channels.staff.session import browser_of, set_cookie
from channels.store.audit import Actor
from channels.store.staff import Member, NameTakenError
from channels.store.staff_logins import LOGIN_LASTS
from channels.wording import language_of

log = structlog.get_logger()

PROVIDER = Actor(id=None, name="single sign-on")
"""Whoever makes an account at the first sign-in, as the audit log names them."""

PROBLEM_PAGES = dict.fromkeys(STATUSES, HTML)

router = APIRouter()


@router.get(STAFF_START, include_in_schema=False)
@describe(status=HTTPStatus.SEE_OTHER, also=PROBLEM_PAGES, query={"lang": str, "page": str})
async def start_sign_in(request: Request) -> Response:
    """Send somebody of the staff to the provider; ``page``: where it goes on afterwards."""
    door: Door = request.app.state.door
    page = request.query_params.get("page", "")
    page = page if page in PAGES else PAGES[0]
    try:
        return await _start(door, request, page)
    except (LoginError, StaffEntryError) as error:
        log.warning("staff_login.not_started", problem=error.problem, reason=error.reason)
        return show_staff_problem(error.problem, language_of(request), page)


@router.get(STAFF_RETURN, include_in_schema=False)
@describe(
    status=HTTPStatus.SEE_OTHER,
    also=PROBLEM_PAGES,
    query=dict.fromkeys(("lang", "state", "code", "iss", "error"), str),
)
async def come_back(request: Request) -> Response:
    """Take somebody up who comes back from the provider."""
    door: Door = request.app.state.door
    try:
        response = await _finish(door, request)
    except (LoginError, StaffEntryError) as error:
        log.warning("staff_login.not_finished", problem=error.problem, reason=error.reason)
        response = show_staff_problem(error.problem, language_of(request), PAGES[0])
    STAFF_LOGIN.take_back(response, encrypted=door.settings.is_encrypted)
    return response


async def _start(door: Door, request: Request, page: str) -> Response:
    provider = _provider_of(door)
    if await door.counts.take(door.limits.staff_logins.of(door.addresses.counted(request))):
        raise StaffEntryError("too_fast", "start: too many sign-ins from one address")
    await provider.check_presence()
    started = await door.hub.staff.logins.start(page)
    address = await provider.login_address(
        state=started.state, nonce=started.nonce, verifier=started.verifier, language=language_of(request)
    )
    response = RedirectResponse(address, HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
    lasts = int(LOGIN_LASTS.total_seconds())
    STAFF_LOGIN.give(response, started.browser, lasts, encrypted=door.settings.is_encrypted)
    return response


async def _finish(door: Door, request: Request) -> Response:
    provider = _provider_of(door)
    browser = STAFF_LOGIN.read(request, encrypted=door.settings.is_encrypted)
    if not browser:
        raise LoginError("other_browser", "return: no cookie of a sign-in")
    returned = await door.hub.staff.logins.come_back(value_of(request, "state"), browser)
    if returned is None:
        raise LoginError("expired", "return: no sign-in with this state and this cookie")
    await provider.check_sender(request.query_params.get("iss"))
    refusal = value_of(request, "error")
    if refusal:
        known = refusal in REFUSALS
        raise LoginError(REFUSALS.get(refusal, "failed"), f"return: {refusal if known else 'some other error'}")
    person = await provider.who(code=value_of(request, "code"), verifier=returned.verifier, nonce=returned.nonce)
    settings = door.settings
    try:
        known_as = read_staff_person(
            settings.staff_oidc_issuer or "",
            person.subject,
            person.told,
            settings.staff_oidc_groups_claim,
            settings.staff_oidc_roles,
        )
    except ValueError as error:
        raise LoginError("failed", f"return: {error}") from error
    member = await _let_in(door, request, known_as)
    before = STAFF_SESSION.read(request, encrypted=settings.is_encrypted)
    token = await door.hub.staff.sessions.begin(member, browser_of(request), before)
    response = RedirectResponse(f"/{returned.page}/", HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
    set_cookie(response, door, token)
    log.info("staff_login.completed")
    return response


async def _let_in(door: Door, request: Request, person: StaffPerson) -> Member:
    """Return the account of whoever has signed in, with the roles of their groups; the first time it is made."""
    staff, audit = door.hub.staff, door.hub.audit
    stored = await staff.accounts.follow_groups(person.subject, person.display_name, person.roles)
    known = stored.member.name if stored is not None else ""
    if not person.roles:
        await audit.record(None, "sign_in_failed", known, address=door.addresses.of(request), reason="no_role")
        raise StaffEntryError("no_role", "return: in no group of MOIEN_STAFF_OIDC_ROLES")
    if stored is None:
        return await _add(door, person)
    if not stored.active:
        await audit.record(None, "sign_in_failed", known, address=door.addresses.of(request), reason="inactive")
        raise StaffEntryError("inactive", "return: the account is not active")
    return stored.member


async def _add(door: Door, person: StaffPerson) -> Member:
    for name in filter(None, (person.name, person.spare_name)):
        member = await _try_name(door, person, name)
        if member is not None:
            return member
    raise LoginError("failed", "return: no name is free for a new account")


async def _try_name(door: Door, person: StaffPerson, name: str) -> Member | None:
    staff = door.hub.staff
    try:
        return await staff.add(name, person.display_name, person.roles, None, subject=person.subject, by=PROVIDER)
    except NameTakenError:
        # By a colleague, or by the same person in another window.
        stored = await staff.accounts.follow_groups(person.subject, person.display_name, person.roles)
        return stored.member if stored is not None else None


def _provider_of(door: Door) -> Provider:
    if door.staff_provider is None:
        raise LoginError("failed", "no identity provider of the staff is set: MOIEN_STAFF_OIDC_ISSUER")
    return door.staff_provider
