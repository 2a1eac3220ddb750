"""The sandbox's page: plainly marked in four languages, complete, and without anything foreign."""

import re
from html.parser import HTMLParser
from typing import get_args

import httpx
import pytest

from contracts.languages import LANGUAGES
from contracts.markup import element
from services.sandbox.app import DOORS
from services.sandbox.faults import FaultKind
from services.sandbox.page import BANNER, render_page
from services.sandbox.register import Register


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


@pytest.fixture
async def page(client: httpx.AsyncClient) -> Page:
    answer = await client.get("/docs")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


def test_the_banner_speaks_four_languages(page: Page) -> None:
    assert tuple(BANNER) == LANGUAGES
    assert [attributes["lang"] for tag, attributes in page.tags if tag == "p" and "lang" in attributes] == [*LANGUAGES]
    assert set(BANNER.values()) <= set(page.texts)


async def test_nothing_comes_from_elsewhere(client: httpx.AsyncClient) -> None:
    answer = await client.get("/docs")
    assert not re.search(r"https?:|//[a-z]|url\(|@import|<script|<link|<img|<iframe", answer.text)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_every_operation_is_on_the_page(page: Page, client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    for path, item in document["paths"].items():
        assert path in page.texts
        for operation in item.values():
            assert operation["description"] in page.texts
    assert {"national_id", "plate", "phone", "purpose", "Idempotency-Key (header)"} <= set(page.texts)


def test_the_register_is_on_the_page(page: Page) -> None:
    text = "\n".join(page.texts)
    register = Register.read()
    for known in {*register.not_registered, *register.turned_down, *register.holders, *register.permits}:
        assert known in text


def test_the_contents_lead_to_every_administration(page: Page) -> None:
    links = [attributes["href"] or "" for tag, attributes in page.tags if tag == "a"]
    anchors = {f"#{attributes['id']}" for tag, attributes in page.tags if tag == "h2" and "id" in attributes}
    assert set(links) - {"/openapi.json"} == anchors
    assert len(anchors) == len(DOORS)


def test_files_choices_and_faults_are_on_the_page(page: Page) -> None:
    assert {"proof", "moved_on", "slot", "commune (query)", *get_args(FaultKind)} <= set(page.texts)
    assert any("one of id_card, passport" in text for text in page.texts)


async def test_the_root_leads_to_the_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/docs")


def test_texts_are_escaped() -> None:
    document = {
        "info": {"title": "<script>alert(1)</script>", "description": "a & b"},
        "paths": {"/<b>": {"get": {"responses": {"200": {"description": '"quoted" <i>'}}}}},
    }
    html = render_page(document, Register(not_registered=frozenset({"<u>"})))
    assert "<script>" not in html
    assert not [tag for tag, _ in Page(html).tags if tag in {"script", "b", "i", "u"}]


def test_an_element_keeps_its_texts_in_order() -> None:
    made = element("p", "a", element("b", "c"), "d", class_="x")
    assert (made.text, made[0].text, made[0].tail, made.attrib) == ("a", "c", "d", {"class": "x"})
