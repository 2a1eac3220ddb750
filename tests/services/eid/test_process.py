"""The sandbox identity provider as a process, as a gateway that has Authlib meets it, and as a browser does."""

import itertools
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import KeySet
from playwright.async_api import async_playwright

from tests.ports import free_port
from tests.services.eid.logins import Page
from tests.services.processes import Process, wait_for

pytestmark = pytest.mark.slow

AXE = Path(__file__).parents[3] / "web" / "node_modules" / "axe-core" / "axe.min.js"
SECRET = "as-the-launcher-makes-it-0123456789"
VERIFIER = "a-verifier-of-forty-three-characters-or-more"


class Callback:
    """The gateway's side: an address that a login leads back to, on an origin of its own."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        callback = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.startswith("/auth/callback"):
                    callback.asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(b"<title>back</title>")

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/auth/callback"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def callback() -> Iterator[Callback]:
    made = Callback()
    yield made
    made.close()


class Running:
    """The process and its address."""

    def __init__(self, folder: Path, redirect_uri: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "eid.log"
        self.environ = {
            "MOIEN_STATE_DIR": str(folder),
            "MOIEN_EID_PORT": str(self.port),
            "MOIEN_EID_CLIENT_SECRET": SECRET,
            "MOIEN_EID_REDIRECT_URIS": redirect_uri,
        }
        self.start()

    def start(self) -> None:
        self.process = Process([sys.executable, "-m", "services.eid"], self.log, self.environ)
        wait_for("the identity provider", self._answers)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def get(self, path: str) -> Any:
        return httpx.get(f"{self.url}{path}", trust_env=False).json()


@pytest.fixture
def eid(tmp_path: Path, callback: Callback) -> Iterator[Running]:
    made = Running(tmp_path, callback.url)
    yield made
    made.process.stop()


def login_address(eid: Running, callback: Callback) -> str:
    """Where a gateway that has Authlib sends the browser."""
    address: str = prepare_grant_uri(
        eid.get("/.well-known/openid-configuration")["authorization_endpoint"],
        "moien",
        "code",
        redirect_uri=callback.url,
        scope="openid profile email national_id",
        state="the-state",
        nonce="n",
        code_challenge=create_s256_code_challenge(VERIFIER),
        code_challenge_method="S256",
    )
    return address


def choose(eid: Running, callback: Callback, person: str) -> dict[str, str]:
    """Log in, and give what comes back to the gateway."""
    form = Page(httpx.get(login_address(eid, callback), trust_env=False).text).hidden()
    answer = httpx.post(
        f"{eid.url}/authorize/answer", data={**form, "person": person}, trust_env=False, follow_redirects=True
    )
    assert answer.text == "<title>back</title>"
    return dict(parse_qsl(urlsplit(callback.asked[-1]).query))


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_a_login_with_authlib(eid: Running, callback: Callback, method: str) -> None:
    document = eid.get("/.well-known/openid-configuration")
    back = choose(eid, callback, "luc")
    assert (back["state"], back["iss"]) == ("the-state", document["issuer"])
    body = urlencode(
        {
            "grant_type": "authorization_code",
            "code": back["code"],
            "redirect_uri": callback.url,
            "code_verifier": VERIFIER,
        }
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    address, headers, body = ClientAuth("moien", SECRET, method).prepare(
        "POST", document["token_endpoint"], headers, body
    )
    given = httpx.post(address, headers=headers, content=body, trust_env=False)
    assert given.status_code == 200, given.text
    token = given.json()
    bearer = {"Authorization": f"Bearer {token['access_token']}"}
    shown = httpx.get(document["userinfo_endpoint"], headers=bearer, trust_env=False).json()
    claims = jwt.decode(token["id_token"], KeySet.import_key_set(eid.get("/jwks")), algorithms=["RS256"]).claims
    jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": eid.url},
        aud={"essential": True, "value": "moien"},
        nonce={"essential": True, "value": "n"},
        exp={"essential": True},
    ).validate(claims)
    assert {name: claims[name] for name in shown} == shown
    assert shown["family_name"] == "Modèle"
    assert claims["national_id"] == "1995073015212"


def test_its_key_outlives_it_and_its_log_tells_nothing(eid: Running, callback: Callback) -> None:
    before = eid.get("/jwks")
    choose(eid, callback, "luc")
    eid.process.kill()
    eid.start()
    assert eid.get("/jwks") == before
    log = eid.log.read_text()
    assert "event=eid.up" in log
    assert not [told for told in (SECRET, "luc", "code=", "1995073015212") if told in log]


def test_bad_settings_are_said(tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MOIEN_EID")}
    done = subprocess.run(
        [sys.executable, "-m", "services.eid"],
        env={**environ, "MOIEN_STATE_DIR": str(tmp_path), "MOIEN_EID_FAULT": "fire"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "MOIEN_EID_CLIENT_SECRET" in done.stderr
    assert "wrong_nonce" in done.stderr
    assert "Traceback" not in done.stderr


@asynccontextmanager
async def open_browser() -> AsyncIterator[Any]:
    """A browser of this test's own: the one of the whole run would end the event loop of the tests that follow."""
    executable = shutil.which("chromium")
    assert executable, "Chromium is missing: apt-get install chromium"
    async with async_playwright() as playwright:
        # Chromium's own sandbox needs rights that tests run as root in a container do not have.
        browser = await playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.mark.browser
async def test_a_browser_comes_back(eid: Running, callback: Callback) -> None:
    async with open_browser() as browser:
        for button, told in (("Emma Sample", "code="), ("Cancel", "error=access_denied")):
            context = await browser.new_context(locale="fr-FR")
            page = await context.new_page()
            complaints: list[str] = []
            page.on("console", lambda message, heard=complaints: heard.append(message.text))
            await page.goto(login_address(eid, callback))
            assert await page.locator("html").get_attribute("lang") == "fr"
            await page.get_by_role("link", name="English").click()
            await page.get_by_role("button", name=button).click()
            await page.wait_for_url(f"{callback.url}?**")
            assert await page.title() == "back"
            assert told in callback.asked[-1]
            assert "state=the-state" in callback.asked[-1]
            assert complaints == []
            await context.close()


@pytest.mark.browser
async def test_the_page_fits_and_can_be_read(eid: Running, callback: Callback) -> None:
    async with open_browser() as browser:
        for scheme, width in itertools.product(("light", "dark"), (320, 1100)):
            size = {"width": width, "height": 700}
            context = await browser.new_context(color_scheme=scheme, viewport=size, bypass_csp=True)
            page = await context.new_page()
            await page.goto(login_address(eid, callback))
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
            for control in await page.locator("a, button").all():
                box = await control.bounding_box()
                assert box["height"] >= 44
                assert box["width"] >= 44
            await page.add_script_tag(path=str(AXE))
            found = await page.evaluate("axe.run().then((found) => found.violations.map((one) => one.help))")
            assert found == [], (scheme, width)
            await context.close()
