"""What the sandbox identity provider says about itself (OpenID Connect Discovery 1.0), and its addresses."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.languages import LANGUAGES
from services.eid.authorization import LEVELS
from services.eid.keys import ALGORITHM
from services.eid.people import SCOPES, STAFF_SCOPES

DISCOVERY = "/.well-known/openid-configuration"
JWKS = "/jwks"
AUTHORIZE = "/authorize"
TOKEN = "/token"  # noqa: S105 - an address
USERINFO = "/userinfo"
END_SESSION = "/end_session"

PROTOCOL_CLAIMS = ("iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr")


def describe_provider(issuer: str) -> dict[str, object]:
    """Return the document."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}{AUTHORIZE}",
        "token_endpoint": f"{issuer}{TOKEN}",
        "userinfo_endpoint": f"{issuer}{USERINFO}",
        "jwks_uri": f"{issuer}{JWKS}",
        "end_session_endpoint": f"{issuer}{END_SESSION}",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", *dict.fromkeys([*SCOPES, *STAFF_SCOPES])],
        "claims_supported": [*PROTOCOL_CLAIMS, *dict.fromkeys(_claims(SCOPES) + _claims(STAFF_SCOPES))],
        "acr_values_supported": list(LEVELS),
        "ui_locales_supported": list(LANGUAGES),
        "authorization_response_iss_parameter_supported": True,
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }


def _claims(scopes: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [claim for claims in scopes.values() for claim in claims]
