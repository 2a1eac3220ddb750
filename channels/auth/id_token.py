"""Checks an ID token: whose signature, by whom, for whom, for which login, until when, how sure."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from channels.auth.errors import LoginError
from channels.auth.published import Published

ALGORITHMS = ("RS256", "ES256", "PS256")
"""Signatures with the provider's private key only: never ``none``, never one made with our own secret."""
LEEWAY = 30
"""Seconds by which the provider's clock and ours may differ."""
LONGEST_HEADER = 16384
"""Bytes; a chain of certificates may stand there."""
LONGEST_SUBJECT = 255


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """What an ID token must say."""

    issuer: str
    client_id: str
    nonce: str
    acr: str | None
    access_token: str | None


async def check_id_token(
    raw: str, expected: Expected, published: Published, *, clock: Callable[[], float] = time.time
) -> dict[str, Any]:
    """Return the claims of a token that is in order; raises `LoginError`."""
    try:
        token = _decode(raw, await published.keys())
    except InvalidKeyIdError:
        try:
            token = _decode(raw, await published.newer_keys())
        except (JoseError, ValueError) as error:
            raise _not_trusted(error) from error
    except (JoseError, ValueError) as error:
        raise _not_trusted(error) from error
    options = {
        "iss": {"essential": True, "value": expected.issuer},
        "aud": {"essential": True, "value": expected.client_id},
    }
    params = {"nonce": expected.nonce, "client_id": expected.client_id, "access_token": expected.access_token}
    claims = CodeIDToken(token.claims, token.header, options, params)
    try:
        claims.validate(now=int(clock()), leeway=LEEWAY)
    except (JoseError, ValueError, TypeError) as error:
        raise _not_trusted(error) from error
    if expected.acr is not None and claims.get("acr") != expected.acr:
        raise LoginError("failed", "the ID token does not confirm the level of assurance that MOIEN_OIDC_ACR demands")
    if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise LoginError("failed", "the ID token names nobody")
    return dict(claims)


def _decode(raw: str, keys: KeySet) -> jwt.Token:
    registry = jws.JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
    registry.max_header_length = LONGEST_HEADER
    return jwt.decode(raw, keys, algorithms=list(ALGORITHMS), registry=registry)


def _not_trusted(error: Exception) -> LoginError:
    """Name the rule that was broken; the error's text is left out, it may hold a value."""
    rule = type(error).__name__
    return LoginError("failed", f"the ID token is not to be trusted: {rule}")
