"""The window of a login as a browser carries it out: cookies, redirects, the provider's form, the page at the end."""

from __future__ import annotations

import html
import re
from typing import Any

import httpx

PERSON = "marie"
VALUES = ("1988062347147", "Beispill", "1988-06-23", "marie.beispill@example.org")
"""What the sandbox says about her."""


class Window:
    """One browser; its cookies stay."""

    def __init__(self, cookies: dict[str, str] | None = None, **headers: str) -> None:
        self.cookies = httpx.Cookies(cookies)
        self.headers = headers

    async def get(self, url: str) -> httpx.Response:
        return await self._send("GET", url)

    async def _send(self, method: str, url: str, **options: Any) -> httpx.Response:
        async with httpx.AsyncClient(timeout=20, headers=self.headers, cookies=self.cookies) as client:
            response = await client.request(method, url, **options)
            self.cookies = client.cookies
        return response

    async def choose(self, started: httpx.Response, person: str = PERSON) -> str:
        """Log in with the provider; returns the address to which it leads back."""
        assert started.status_code == 303, started.text
        page = await self.get(started.headers["location"])
        assert page.status_code == 200, page.text
        hidden = {name: html.unescape(value) for name, value in re.findall(HIDDEN, page.text)}
        subject = people_on(page.text)[person]
        answered = await self._send("POST", _answer_address(page), data={**hidden, "person": subject})
        assert answered.status_code == 303, answered.text
        return str(answered.headers["location"])

    async def cancel(self, started: httpx.Response) -> str:
        page = await self.get(started.headers["location"])
        hidden = {name: html.unescape(value) for name, value in re.findall(HIDDEN, page.text)}
        answered = await self._send("POST", _answer_address(page), data={**hidden, "cancel": "yes"})
        return str(answered.headers["location"])

    async def log_in(self, url: str, person: str = PERSON) -> httpx.Response:
        """Carry the whole login out; returns the page at the end."""
        return await self.get(await self.choose(await self.get(url), person))


HIDDEN = r'<input type="hidden" name="([^"]+)" value="([^"]*)"'


def people_on(page: str) -> dict[str, str]:
    """The value of each person's button, by every word on it in small letters."""
    found = re.findall(r'<button[^>]*name="person"[^>]*value="([^"]+)"[^>]*>(.*?)</button>', page, re.DOTALL)
    return {word.lower(): value for value, inner in found for word in re.sub(r"<[^>]+>", " ", inner).split()}


def code_of(page: httpx.Response) -> str:
    assert page.status_code == 200, page.text
    found = re.search(r'data-code="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def origin_of(page: httpx.Response) -> str:
    found = re.search(r'data-origin="([^"]*)"', page.text)
    assert found, page.text
    return html.unescape(found[1])


def _answer_address(page: httpx.Response) -> str:
    return str(page.url.copy_with(path="/authorize/answer", query=None))
