"""An identity provider over real HTTP that does wrong whatever a test wants; it signs with keys of its own."""

from __future__ import annotations

import base64
import hmac
import json
import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.channels.servers import ScriptedServer

CLIENT = "moien-test"
SECRET = "a secret + with % signs"
CLAIMS = {
    "national_id": "1985041212393",
    "given_name": "Léa",
    "family_name": "Muster",
    "birthdate": "1985-04-12",
    "email": "lea@example.org",
    "email_verified": True,
}


def new_key(kid: str, kind: str = "RSA") -> RSAKey | ECKey:
    parameters = {"kid": kid, "use": "sig"}
    return RSAKey.generate_key(2048, parameters) if kind == "RSA" else ECKey.generate_key("P-256", parameters)


class ScriptedProvider(ScriptedServer):
    """What the provider says; tests change it before they ask."""

    def __init__(self) -> None:
        super().__init__(
            Starlette(
                routes=[
                    Route("/.well-known/openid-configuration", self.show_metadata),
                    Route("/jwks", self.show_keys),
                    Route("/token", self.give_tokens, methods=["POST"]),
                    Route("/userinfo", self.show_user),
                ]
            )
        )
        self.key: RSAKey | ECKey = new_key("first")
        self.reset()

    def reset(self) -> None:
        self.asked: list[str] = []
        self.form: dict[str, str] = {}
        self.authorization = ""
        self.published = [self.key]
        self.metadata: dict[str, Any] = {}
        self.algorithm = "RS256" if isinstance(self.key, RSAKey) else "ES256"
        self.header: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.nonce = "the-nonce"
        self.raw: str | None = None
        self.token_answer: Response | None = None
        self.user: dict[str, Any] | None = None
        self.user_status = 200
        self.down = False

    async def show_metadata(self, _request: Request) -> Response:
        self.asked.append("metadata")
        if self.down:
            return JSONResponse({}, 503)
        shown = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize?kept=1",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "userinfo_endpoint": f"{self.url}/userinfo",
            **self.metadata,
        }
        return JSONResponse({name: value for name, value in shown.items() if value is not None})

    async def show_keys(self, _request: Request) -> Response:
        self.asked.append("keys")
        return JSONResponse({"keys": [key.as_dict(private=False) for key in self.published]})

    async def give_tokens(self, request: Request) -> Response:
        self.asked.append("token")
        self.form = {name: str(value) for name, value in (await request.form()).items()}
        self.authorization = request.headers.get("authorization", "")
        if self.token_answer is not None:
            return self.token_answer
        return JSONResponse(
            {"id_token": self.raw or self.sign(), "access_token": "secret-access", "token_type": "Bearer"}
        )

    async def show_user(self, request: Request) -> Response:
        self.asked.append("userinfo")
        assert request.headers["authorization"] == "Bearer secret-access"
        return JSONResponse(self.user if self.user is not None else {"sub": "person-1", **CLAIMS}, self.user_status)

    def sign(self, key: RSAKey | ECKey | None = None) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "sub": "person-1",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            **self.claims,
        }
        used = key or self.key
        header = {"alg": self.algorithm, "kid": used.kid, **self.header}
        return jwt.encode(
            {name: value for name, value in header.items() if value is not None},
            {name: value for name, value in claims.items() if value is not None},
            used,
            algorithms=[str(header["alg"])],
        )

    def unsigned(self) -> str:
        signed = self.sign()
        header = _encode(b'{"alg":"none"}')
        return f"{header}.{signed.split('.')[1]}."

    def signed_with_what_everybody_knows(self, secret: bytes) -> str:
        """The old trick: a symmetric signature, made with a public key or the client's secret."""
        header = _encode(json.dumps({"alg": "HS256", "kid": self.key.kid}).encode())
        signed = f"{header}.{self.sign().split('.')[1]}"
        return f"{signed}.{_encode(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def elsewhere(status: int = 302) -> Response:
    return RedirectResponse("http://127.0.0.1:9/stolen", status)
