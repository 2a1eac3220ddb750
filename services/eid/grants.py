"""Codes and access tokens of the sandbox identity provider: who logged in, for how long, and used how often.

Everything is kept in memory: a restart in the middle of a login makes the citizen begin it again.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.eid.authorization import LoginRequest
from services.eid.clients import Persona

CODE_LIFE = timedelta(seconds=60)
TOKEN_LIFE = timedelta(minutes=5)


class GrantError(ValueError):
    """The code gives nothing; the message says why, for the developers of the client."""


@dataclass(kw_only=True)
class Grant:
    """One login of one person."""

    request: LoginRequest
    person: Persona
    at: datetime
    is_used: bool = False
    token: str | None = field(default=None, repr=False)


class Grants:
    """The logins of the last minutes."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """``now`` gives aware UTC times."""
        self._now = now
        self._by_code: dict[str, Grant] = {}
        self._by_token: dict[str, Grant] = {}

    def issue_code(self, request: LoginRequest, person: Persona) -> str:
        """Keep a login and return the code that stands for it."""
        self._forget_old()
        code = secrets.token_urlsafe(32)
        self._by_code[code] = Grant(request=request, person=person, at=self._now())
        return code

    def redeem(self, client_id: str, code: str, redirect_uri: str, verifier: str) -> Grant:
        """Exchange a code for its login, which then has an access token; raises `GrantError`.

        ``client_id``: of the client that has proved who it is; it gets no login of another one.

        A code works once, whether its use succeeds or not. A second use takes the token back, too: one of the two who
        used the code has stolen it.
        """
        grant = self._by_code.get(code)
        if grant is None:
            raise GrantError("the code is unknown or too old")
        if grant.is_used:
            self._by_token.pop(grant.token or "", None)
            raise GrantError("the code has been used")
        grant.is_used = True
        if self._now() - grant.at > CODE_LIFE:
            raise GrantError("the code is unknown or too old")
        if client_id != grant.request.client_id:
            raise GrantError("the code was given to another client")
        if redirect_uri != grant.request.redirect_uri:
            raise GrantError("redirect_uri is not that of the request")
        if not secrets.compare_digest(challenge_of(verifier), grant.request.challenge):
            raise GrantError("code_verifier does not fit the code_challenge")
        grant.token = secrets.token_urlsafe(32)
        self._by_token[grant.token] = grant
        return grant

    def find(self, token: str) -> Grant | None:
        """Return the login of an access token, None where it is unknown, taken back or too old."""
        grant = self._by_token.get(token)
        return grant if grant is not None and self._now() - grant.at <= TOKEN_LIFE else None

    def end(self, subject: str) -> None:
        """Take back every access token of a person."""
        self._by_token = {token: grant for token, grant in self._by_token.items() if grant.person.subject != subject}

    def _forget_old(self) -> None:
        # Used codes stay as long as their tokens: only so is a second use noticed.
        oldest = self._now() - TOKEN_LIFE
        self._by_code = {code: grant for code, grant in self._by_code.items() if grant.at >= oldest}
        self._by_token = {token: grant for token, grant in self._by_token.items() if grant.at >= oldest}


def challenge_of(verifier: str) -> str:
    """Return PKCE's challenge of a verifier by method S256 (RFC 7636)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
