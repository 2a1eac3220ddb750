"""Checks a request for a login (OpenID Connect Core 3.1.2, with PKCE) without any input or output."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from contracts.languages import LANGUAGES, Language

LEVELS = (
    "http://eidas.europa.eu/LoA/low",
    "http://eidas.europa.eu/LoA/substantial",
    "http://eidas.europa.eu/LoA/high",
)
"""Levels of assurance (``acr``) in the names of eIDAS; a login here claims any of them."""
PASSED_ON = (
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "acr_values",
    "prompt",
    "ui_locales",
)
"""Parameters that the login page hands on: to itself in another language, and to the answer of the citizen."""
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")

RefusalCode = Literal[
    "invalid_request",
    "invalid_scope",
    "unsupported_response_type",
    "login_required",
    "request_not_supported",
    "request_uri_not_supported",
    "access_denied",
]


class UnknownCallerError(ValueError):
    """Nobody knows where the answer may go, so the browser is sent nowhere; the message names the parameter."""


class RefusedError(ValueError):
    """The login does not take place; the client is told so at its own address."""

    def __init__(self, code: RefusalCode, description: str, redirect_uri: str, state: str | None) -> None:
        """``description``: for the developers of the client."""
        super().__init__(description)
        self.code = code
        self.redirect_uri = redirect_uri
        self.state = state


@dataclass(frozen=True, kw_only=True)
class LoginRequest:
    """A request for a login that fits."""

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    nonce: str | None
    challenge: str
    """PKCE's, of method S256."""
    level: str
    parameters: Mapping[str, str]
    """What was sent, to be handed on by the login page."""


def read_login_request(sent: Iterable[tuple[str, str]], clients: Mapping[str, Collection[str]]) -> LoginRequest:
    """Check a request that may come from anybody; ``clients``: addresses that each has registered, by id.

    Raises:
        UnknownCallerError: it names no known client, or an address that the client has not registered.
        RefusedError: anything else does not fit.
    """
    pairs = list(sent)
    counted = Counter(name for name, _ in pairs)
    given = {name: value for name, value in pairs if value}
    client_id = given.get("client_id", "")
    if client_id not in clients or counted["client_id"] > 1:
        raise UnknownCallerError("client_id")
    redirect_uri = given.get("redirect_uri", "")
    if redirect_uri not in clients[client_id] or counted["redirect_uri"] > 1:
        raise UnknownCallerError("redirect_uri")
    state = given.get("state")
    problem = _find_problem(given, [name for name, count in counted.items() if count > 1])
    if problem:
        raise RefusedError(*problem, redirect_uri, state)
    asked = given.get("acr_values", "").split()
    return LoginRequest(
        client_id=client_id,
        redirect_uri=redirect_uri,
        scopes=tuple(given["scope"].split()),
        state=state,
        nonce=given.get("nonce"),
        challenge=given["code_challenge"],
        level=next((level for level in asked if level in LEVELS), LEVELS[-1]),
        parameters={name: given[name] for name in PASSED_ON if name in given},
    )


def choose_language(ui_locales: str, accept_language: str = "") -> Language:
    """Choose the first language that the client or, failing that, the browser prefers and that there is."""
    ranked = []
    for place, entry in enumerate(accept_language.split(",")):
        tag, _, quality = entry.partition(";q=")
        ranked.append((-float(quality) if re.fullmatch(r"[01](\.\d{1,3})?", quality.strip()) else -1.0, place, tag))
    for tag in [*ui_locales.split(), *(tag for _, _, tag in sorted(ranked))]:
        primary = tag.strip().lower().partition("-")[0]
        for language in LANGUAGES:
            if primary == language:
                return language
    return LANGUAGES[0]


def add_to_address(address: str, **parameters: str | None) -> str:
    """Return the address with the parameters that have a value behind those that it has already."""
    parts = urlsplit(address)
    query = [*parse_qsl(parts.query, keep_blank_values=True)]
    query += [(name, value) for name, value in parameters.items() if value is not None]
    return urlunsplit(parts._replace(query=urlencode(query)))


def _find_problem(given: Mapping[str, str], repeated: list[str]) -> tuple[RefusalCode, str] | None:
    if repeated:
        return "invalid_request", f"sent more than once: {', '.join(sorted(repeated))}"
    if "request" in given:
        return "request_not_supported", "send the parameters as they are"
    if "request_uri" in given:
        return "request_uri_not_supported", "send the parameters as they are"
    if given.get("response_type") != "code":
        return "unsupported_response_type", "response_type must be code"
    if given.get("response_mode", "query") != "query":
        return "invalid_request", "response_mode must be query"
    if "openid" not in given.get("scope", "").split():
        return "invalid_scope", "scope must hold openid"
    if given.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(given.get("code_challenge", "")):
        return "invalid_request", "PKCE is required: code_challenge with code_challenge_method S256"
    if given.get("prompt", "").split() == ["none"]:
        return "login_required", "nobody stays logged in here"
    return None
