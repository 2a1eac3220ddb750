"""Makes identity tokens and reads those that come back at a logout; carries the faults that tests ask for."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from services.eid.authorization import LEVELS
from services.eid.faults import Fault
from services.eid.grants import TOKEN_LIFE, Grant
from services.eid.keys import ALGORITHM, make_key

_LONG_AGO = timedelta(hours=1)


def make_id_token(grant: Grant, issuer: str, key: RSAKey, now: datetime, fault: Fault | None = None) -> str:
    """Return the signed identity token of a login."""
    claims: dict[str, object] = {
        "iss": issuer,
        "sub": grant.person.subject,
        "aud": grant.request.client_id,
        "iat": _seconds(now),
        "exp": _seconds(now + TOKEN_LIFE),
        "auth_time": _seconds(grant.at),
        "acr": grant.request.level,
        **({"nonce": grant.request.nonce} if grant.request.nonce else {}),
        **grant.person.claims(grant.request.scopes),
    }
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": str(key.kid)}
    match fault.kind if fault else None:
        case "wrong_nonce":
            claims["nonce"] = secrets.token_urlsafe(16)
        case "wrong_issuer":
            claims["iss"] = f"{issuer}/another"
        case "wrong_audience":
            claims["aud"] = "another"
        case "expired_token":
            claims |= {"iat": _seconds(now - _LONG_AGO - TOKEN_LIFE), "exp": _seconds(now - _LONG_AGO)}
        case "low_acr":
            claims["acr"] = LEVELS[0]
        case "wrong_signature":
            key = make_key()
    return jwt.encode(header, claims, key, algorithms=[ALGORITHM])


def read_subject(id_token: str, key: RSAKey) -> str | None:
    """Return whose token it is, None where it is none of ours; an old one is as good (RP-Initiated Logout 2)."""
    try:
        subject = jwt.decode(id_token, key, algorithms=[ALGORITHM]).claims.get("sub")
    except (JoseError, ValueError):
        return None
    return subject if isinstance(subject, str) else None


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
