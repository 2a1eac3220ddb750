"""The sandbox identity provider's HTTP side: discovery, login page, tokens, user info, logout."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from contracts.languages import Language
from services.clock import utc_now
from services.eid.authorization import (
    RefusedError,
    UnknownCallerError,
    add_to_address,
    choose_language,
)
from services.eid.discovery import AUTHORIZE, DISCOVERY, END_SESSION, JWKS, TOKEN, USERINFO, describe_provider
from services.eid.forms import read_bearer, read_form
from services.eid.grants import TOKEN_LIFE, GrantError
from services.eid.keys import show_public
from services.eid.page import content_policy, render_about, render_login, render_message
from services.eid.provider import Provider
from services.eid.settings import EidSettings

ANSWER = "/authorize/answer"
"""Where the login page sends what the citizen chose."""
PRIVATE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
HEADERS = {
    "X-Sandbox": "true",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
"""Of every answer. No Cross-Origin-Opener-Policy: the window would lose the page that opened it, and with it the way
back into the chat."""


def provider_of(request: Request) -> Provider:
    """Return the provider that the application serves."""
    provider: Provider = request.app.state.provider
    return provider


TheProvider = Annotated[Provider, Depends(provider_of)]

router = APIRouter()


@router.get(DISCOVERY)
async def show_discovery(provider: TheProvider) -> Response:
    """Describe the provider (OpenID Connect Discovery 1.0)."""
    return JSONResponse(describe_provider(provider.settings.issuer))


@router.get(JWKS)
async def show_keys(provider: TheProvider) -> Response:
    """Show the public key."""
    return JSONResponse(show_public(provider.key))


@router.get(AUTHORIZE)
async def ask_who(request: Request, provider: TheProvider) -> Response:
    """Show the login page for a request that fits."""
    return _ask_who(request, provider, list(request.query_params.multi_items()))


@router.post(AUTHORIZE)
async def ask_who_by_form(request: Request, provider: TheProvider) -> Response:
    """Show the login page for a request that comes as a form, as the standard wants it."""
    return _ask_who(request, provider, await read_form(request))


@router.post(ANSWER)
async def take_answer(request: Request, provider: TheProvider) -> Response:
    """Take what the person chose on the login page, and lead back to the client."""
    sent = await read_form(request)
    chosen = dict(sent)
    try:
        login = provider.read(pair for pair in sent if pair[0] not in ("person", "cancel"))
        person = provider.identify(login, chosen)
    except UnknownCallerError as error:
        return _show_failure(request, chosen.get("ui_locales", ""), f"invalid_request: {error}")
    except RefusedError as error:
        return _lead_back(provider, error)
    code = provider.grants.issue_code(login, person)
    issuer = provider.settings.issuer
    return _redirect(add_to_address(login.redirect_uri, code=code, state=login.state, iss=issuer))


@router.post(TOKEN)
async def give_tokens(request: Request, provider: TheProvider) -> Response:
    """Exchange a code for tokens."""
    pairs = await read_form(request)
    form = dict(pairs)
    if len(form) != len(pairs):
        return _token_error("invalid_request", "a parameter was sent more than once")
    await provider.wait()
    client = provider.client_of(request.headers, form)
    if client is None:
        headers = {"WWW-Authenticate": f'Basic realm="{provider.settings.issuer}"'}
        return _token_error("invalid_client", "unknown client or wrong secret", 401, headers)
    if form.get("grant_type") != "authorization_code":
        return _token_error("unsupported_grant_type", "grant_type must be authorization_code")
    missing = [name for name in ("code", "redirect_uri", "code_verifier") if not form.get(name)]
    if missing:
        return _token_error("invalid_request", f"missing: {', '.join(missing)}")
    try:
        grant = provider.grants.redeem(client.id, form["code"], form["redirect_uri"], form["code_verifier"])
    except GrantError as error:
        return _token_error("invalid_grant", str(error))
    content = {
        "access_token": grant.token,
        "token_type": "Bearer",
        "expires_in": int(TOKEN_LIFE.total_seconds()),
        "scope": " ".join(grant.request.scopes),
        "id_token": provider.sign(grant),
    }
    return JSONResponse(content, headers=PRIVATE)


@router.api_route(USERINFO, methods=["GET", "POST"])
async def show_user(request: Request, provider: TheProvider) -> Response:
    """Show the claims of the person to whom an access token belongs."""
    await provider.wait()
    token = read_bearer(request.headers)
    grant = provider.grants.find(token) if token else None
    if grant is None:
        why = 'Bearer error="invalid_token"' if token else "Bearer"
        return JSONResponse({"error": "invalid_token"}, 401, headers={**PRIVATE, "WWW-Authenticate": why})
    claims = grant.person.claims(grant.request.scopes)
    return JSONResponse({"sub": grant.person.subject, **claims}, headers=PRIVATE)


@router.get(END_SESSION)
async def log_out(request: Request, provider: TheProvider) -> Response:
    """Take back the access tokens of whoever logs out; nobody stays logged in here anyway.

    It leads nowhere afterwards: the client has no address for that.
    """
    return _log_out(request, provider, dict(request.query_params))


@router.post(END_SESSION)
async def log_out_by_form(request: Request, provider: TheProvider) -> Response:
    """Do the same for a request that comes as a form."""
    return _log_out(request, provider, dict(await read_form(request)))


@router.get("/")
async def show_about(request: Request, provider: TheProvider) -> Response:
    """Show what this is."""
    language = _language_of(request, request.query_params.get("ui_locales", ""))
    address = f"{provider.settings.issuer}{DISCOVERY}"
    return _show(render_about([one.people.values() for one in provider.clients.values()], language, address))


@router.get("/healthz")
@router.get("/readyz")
async def show_health() -> dict[str, str]:
    """Say that the process is up."""
    return {"status": "ok"}


def create_app(settings: EidSettings, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """Return the application; it makes its key when it starts. ``now`` gives aware UTC times."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.provider = await asyncio.to_thread(Provider, settings, now)
        yield

    app = FastAPI(title="Sandbox identity provider", openapi_url=None, lifespan=lifespan)
    app.include_router(router)

    @app.middleware("http")
    async def mark(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return app


def _ask_who(request: Request, provider: Provider, sent: list[tuple[str, str]]) -> Response:
    try:
        login = provider.read(sent)
    except UnknownCallerError as error:
        return _show_failure(request, dict(sent).get("ui_locales", ""), f"invalid_request: {error}")
    except RefusedError as error:
        return _lead_back(provider, error)
    language = _language_of(request, login.parameters.get("ui_locales", ""))
    people = provider.clients[login.client_id].people.values()
    return _show(render_login(login, people, language, ANSWER), form_leads_to=login.redirect_uri)


def _log_out(request: Request, provider: Provider, given: dict[str, str]) -> Response:
    provider.log_out(given.get("id_token_hint", ""))
    return _show(render_message("logged_out", "close", _language_of(request, given.get("ui_locales", ""))))


def _show_failure(request: Request, ui_locales: str, code: str) -> Response:
    return _show(render_message("failed", "start_again", _language_of(request, ui_locales), code), 400)


def _show(page: str, status: int = 200, *, form_leads_to: str | None = None) -> Response:
    return HTMLResponse(page, status, headers={**PRIVATE, "Content-Security-Policy": content_policy(form_leads_to)})


def _language_of(request: Request, ui_locales: str) -> Language:
    return choose_language(ui_locales, request.headers.get("accept-language", ""))


def _lead_back(provider: Provider, refused: RefusedError) -> Response:
    told = {"error": refused.code, "error_description": str(refused), "state": refused.state}
    return _redirect(add_to_address(refused.redirect_uri, **told, iss=provider.settings.issuer))


def _redirect(address: str) -> Response:
    # 303: the form of the login page must not be sent on to the client.
    return RedirectResponse(address, 303, headers=PRIVATE)


def _token_error(code: str, description: str, status: int = 400, headers: dict[str, str] | None = None) -> Response:
    content = {"error": code, "error_description": description}
    return JSONResponse(content, status, headers={**PRIVATE, **(headers or {})})
