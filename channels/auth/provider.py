"""An identity provider as a login sees it: where people log in, and who came back. Citizens and staff have one each."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

import msgspec
import structlog
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from channels.auth.address import CALLBACK, STAFF_RETURN
from channels.auth.claims import read_claims
from channels.auth.errors import LoginError
from channels.auth.id_token import Expected, check_id_token
from channels.auth.published import Metadata, Published
from channels.auth.web import Web
from channels.settings import GatewaySettings
from contracts.catalogue.model import CLAIMS
from contracts.languages import Language

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True, slots=True)
class Registration:
    """What provider and platform have agreed on."""

    issuer: str
    client_id: str
    client_secret: str | None = field(repr=False)
    """None for a client without a secret, protected by PKCE alone."""
    scope: str
    acr: str | None
    callback: str
    """Address to which the provider sends people back."""
    claims: tuple[str, ...]
    """What we want to know; the provider is asked for what the ID token leaves out."""
    inner_hosts: tuple[str, ...] = ()
    """Hosts inside our network that the provider may be at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Who logged in."""

    subject: str = field(repr=False)
    told: Mapping[str, object] = field(repr=False)
    """Everything that the provider says of them, as it says it."""

    @property
    def claims(self) -> dict[str, str]:
        """Return what forms for citizens can use of it."""
        return read_claims(self.told)


class _Tokens(msgspec.Struct, frozen=True, kw_only=True):
    id_token: str
    access_token: str | None = None


def registration_of(settings: GatewaySettings) -> Registration | None:
    """Return what the settings say of citizens; None where nobody can log in."""
    if settings.oidc_issuer is None:
        return None
    secret = settings.oidc_client_secret
    return Registration(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=secret.get_secret_value() if secret is not None else None,
        scope=settings.oidc_scope,
        acr=settings.oidc_acr,
        callback=f"{settings.base_url}{CALLBACK}",
        claims=CLAIMS,
        inner_hosts=settings.inner_hosts,
    )


def staff_registration_of(settings: GatewaySettings) -> Registration | None:
    """Return what the settings say of the staff; None where they sign in with passwords only."""
    if settings.staff_oidc_issuer is None:
        return None
    secret = settings.staff_oidc_client_secret
    return Registration(
        issuer=settings.staff_oidc_issuer,
        client_id=settings.staff_oidc_client_id,
        client_secret=secret.get_secret_value() if secret is not None else None,
        scope=settings.staff_oidc_scope,
        acr=None,
        callback=f"{settings.base_url}{STAFF_RETURN}",
        claims=("name", "preferred_username", settings.staff_oidc_groups_claim),
        inner_hosts=settings.inner_hosts,
    )


class Provider:
    """One provider, over connections that are kept open."""

    def __init__(self, registration: Registration, *, clock: Callable[[], float] = time.time) -> None:
        """Connects when first used; ``clock`` gives Unix time."""
        self._registration = registration
        self._clock = clock
        self._web = Web(registration.issuer, registration.inner_hosts)
        self._published = Published(registration.issuer, self._web)

    async def check_presence(self) -> None:
        """Make sure that we know where to send people; raises `LoginError`."""
        await self._published.metadata()

    async def login_address(self, *, state: str, nonce: str, verifier: str, language: Language) -> str:
        """Return the address at the provider where the person logs in; raises `LoginError`."""
        metadata = await self._published.metadata()
        address: str = prepare_grant_uri(
            metadata.authorization_endpoint,
            client_id=self._registration.client_id,
            response_type="code",
            redirect_uri=self._registration.callback,
            scope=self._registration.scope,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
            acr_values=self._registration.acr,
            ui_locales=language,
            # On a shared computer the next one must not get in by the last one's session with the provider.
            prompt="login",
        )
        return address

    async def check_sender(self, issuer: str | None) -> None:
        """Make sure that an answer which names its sender comes from our provider (RFC 9207); raises `LoginError`."""
        metadata = await self._published.metadata()
        if issuer is None and not metadata.authorization_response_iss_parameter_supported:
            return
        if issuer != self._registration.issuer:
            raise LoginError("failed", "callback: another issuer sent it")

    async def who(self, *, code: str, verifier: str, nonce: str) -> Person:
        """Exchange the code and return who logged in; tokens end here. Raises `LoginError`."""
        if not code:
            raise LoginError("failed", "callback: neither a code nor an error")
        metadata = await self._published.metadata()
        tokens = await self._exchange(metadata, code, verifier)
        expected = Expected(
            issuer=self._registration.issuer,
            client_id=self._registration.client_id,
            nonce=nonce,
            acr=self._registration.acr,
            access_token=tokens.access_token,
        )
        told = await check_id_token(tokens.id_token, expected, self._published, clock=self._clock)
        subject = told["sub"]
        if tokens.access_token is not None and any(name not in told for name in self._registration.claims):
            told = {**await self._user_info(metadata, tokens.access_token, subject), **told}
        return Person(subject=subject, told=told)

    async def close(self) -> None:
        """Close all connections."""
        await self._web.close()

    async def _exchange(self, metadata: Metadata, code: str, verifier: str) -> _Tokens:
        body = prepare_token_request(
            "authorization_code", redirect_uri=self._registration.callback, code=code, code_verifier=verifier
        )
        auth = self._proof(metadata)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        url, headers, body = auth.prepare("POST", metadata.token_endpoint, headers, body)
        return await self._web.post(url, body, headers, _Tokens, "token")

    def _proof(self, metadata: Metadata) -> ClientAuth:
        """Return how we say who we are."""
        name, secret = self._registration.client_id, self._registration.client_secret
        if secret is None:
            return ClientAuth(name, None, "none")
        if "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
            # RFC 6749, 2.3.1: both are encoded as in a form first.
            return ClientAuth(quote_plus(name), quote_plus(secret), "client_secret_basic")
        return ClientAuth(name, secret, "client_secret_post")

    async def _user_info(self, metadata: Metadata, access_token: str, subject: str) -> dict[str, Any]:
        if metadata.userinfo_endpoint is None:
            return {}
        headers = {"Authorization": f"Bearer {access_token}"}
        try:
            told = await self._web.get(metadata.userinfo_endpoint, dict[str, Any], "userinfo", headers)
        except LoginError as error:
            # The citizen is known all the same; what is missing, the form asks for.
            log.warning("login.no_user_info", reason=error.reason)
            return {}
        if told.get("sub") != subject:
            raise LoginError("failed", "userinfo: about somebody else")
        return told
