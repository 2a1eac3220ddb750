"""The pages: in four languages, plainly marked, and nothing in them that is not ours."""

import base64
import hashlib
import re

import httpx
import pytest

from contracts.languages import LANGUAGES
from services.eid.authorization import read_login_request
from services.eid.page import WORDS, content_policy, render_login
from services.eid.people import read_people
from tests.services.eid.logins import CALLBACK, REQUEST, Page


def test_every_word_is_there_in_every_language() -> None:
    for name, said in WORDS.items():
        assert tuple(said) == LANGUAGES, name
        assert all(text.strip() for text in said.values()), name
        assert {"{site}" in text for text in said.values()} == {name == "receives"}, name


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_login_page(client: httpx.AsyncClient, language: str) -> None:
    page = Page((await client.get("/authorize", params={**REQUEST, "ui_locales": language})).text)
    assert page.attributes("html") == [{"lang": language}]
    for name in ("mark", "who", "cancel", "national_id"):
        assert WORDS[name][language] in page.texts, name
    assert WORDS["email"][language] not in page.texts
    assert f"{WORDS['receives'][language].format(site='127.0.0.1:8000')}" in page.texts
    chosen = [button["value"] for button in page.attributes("button") if button["name"] == "person"]
    assert chosen == list(read_people())
    assert {person.name for person in read_people().values()} <= set(page.texts)
    assert page.hidden() == {**REQUEST, "ui_locales": language}


async def test_what_the_client_asks_for_is_what_the_page_says(client: httpx.AsyncClient) -> None:
    page = Page((await client.get("/authorize", params={**REQUEST, "scope": "openid email", "ui_locales": "en"})).text)
    assert "email address" in page.texts
    assert "date of birth" not in page.texts
    nothing = Page((await client.get("/authorize", params={**REQUEST, "scope": "openid", "ui_locales": "en"})).text)
    assert WORDS["nothing"]["en"] in nothing.texts


async def test_the_same_request_in_another_language(client: httpx.AsyncClient) -> None:
    page = Page((await client.get("/authorize", params={**REQUEST, "ui_locales": "fr"})).text)
    links = {str(link["lang"]): str(link["href"]) for link in page.attributes("a")}
    assert tuple(links) == LANGUAGES
    assert [link["lang"] for link in page.attributes("a") if "aria-current" in link] == ["fr"]
    german = Page((await client.get(f"/authorize{links['de']}")).text)
    assert german.hidden() == {**REQUEST, "ui_locales": "de"}


async def test_nothing_comes_from_elsewhere(client: httpx.AsyncClient) -> None:
    for path in ("/", "/authorize", "/end_session"):
        answer = await client.get(path, params=REQUEST if path == "/authorize" else {})
        foreign = re.sub(r"http://(127\.0\.0\.1:8\d{3}|www\.w3\.org/2000/svg)", "", answer.text)
        assert not re.search(r"https?:|//[a-z]|url\(|@import|<script|<img|<iframe|style=", foreign), path
        assert answer.headers["cache-control"] == "no-store"


async def test_the_policy_allows_the_style_and_the_way_back_and_nothing_else(client: httpx.AsyncClient) -> None:
    answer = await client.get("/authorize", params=REQUEST)
    style = re.search(r"<style>(.*)</style>", answer.text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "img-src": "data:",
        "form-action": "'self' http://127.0.0.1:8000",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


def test_a_policy_has_no_word_for_ipv6() -> None:
    assert "form-action 'self' http:;" in content_policy("http://[::1]:8000/auth/callback")


def test_what_was_sent_is_escaped() -> None:
    wicked = "\"><script>alert(1)</script>'"
    login = read_login_request({**REQUEST, "state": wicked}.items(), {"moien": (CALLBACK,)})
    page = Page(render_login(login, read_people().values(), "lb", "/authorize/answer"))
    assert page.attributes("script") == []
    assert page.hidden()["state"] == wicked


async def test_who_comes_without_a_login_is_told_what_this_is(client: httpx.AsyncClient) -> None:
    page = Page((await client.get("/", headers={"Accept-Language": "de"})).text)
    assert WORDS["stands_in"]["de"] in page.texts
    assert page.attributes("form") == []
