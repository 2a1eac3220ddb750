"""A client of the sandbox identity provider for tests, and the steps of its logins."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet

from services.eid.grants import challenge_of
from services.eid.settings import EidSettings

ISSUER = "http://127.0.0.1:8008"
CALLBACK = "http://127.0.0.1:8000/auth/callback"
SECRET = "a secret: of/the client+0123456789"
VERIFIER = "v" * 43
REQUEST = {
    "client_id": "moien",
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "scope": "openid profile national_id",
    "state": "the-state",
    "nonce": "the-nonce",
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
}
EXCHANGE = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER}


class Clock:
    """A time that moves only when it is told to."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Page(HTMLParser):
    """Collects tags with attributes and the texts of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def hidden(self) -> dict[str, str]:
        """What the page's form hands on."""
        return {str(field["name"]): str(field["value"]) for field in self.attributes("input")}


def make_settings(folder: Path, **changes: object) -> EidSettings:
    given = {"eid_client_secret": SECRET, "eid_redirect_uris": (CALLBACK,), "state_dir": folder, **changes}
    return EidSettings.model_validate(given)


def query_of(answer: httpx.Response) -> dict[str, str]:
    """The parameters with which an answer leads back to the client."""
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith(f"{CALLBACK}?")
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


async def choose(client: httpx.AsyncClient, answer: dict[str, str], **changes: str) -> httpx.Response:
    """Open the login page and answer it as its form would."""
    page = await client.get("/authorize", params={**REQUEST, **changes})
    assert page.status_code == 200, page.text
    form = Page(page.text)
    return await client.post(str(form.attributes("form")[0]["action"]), data={**form.hidden(), **answer})


async def log_in(client: httpx.AsyncClient, person: str = "marie", **changes: str) -> str:
    """Log in and give the code."""
    return query_of(await choose(client, {"person": person}, **changes))["code"]


async def exchange(client: httpx.AsyncClient, code: str, secret: str = SECRET, **changes: str) -> httpx.Response:
    form = {**EXCHANGE, "code": code, "client_id": "moien", "client_secret": secret, **changes}
    return await client.post("/token", data={name: value for name, value in form.items() if value})


async def read_claims(client: httpx.AsyncClient, id_token: str) -> dict[str, object]:
    """Check the signature with the published keys."""
    keys = KeySet.import_key_set((await client.get("/jwks")).json())
    return dict(jwt.decode(id_token, keys, algorithms=["RS256"]).claims)
