"""The accessibility statement, as rendered: complete in every language, and readable without scripts."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from channels.accessibility_page import MONITOR, WORDING, render_statement, which_site
from channels.language_links import link_languages
from channels.settings import GatewaySettings
from channels.sites import read_sites
from contracts.languages import LANGUAGES, Language

DEMO = read_sites(GatewaySettings().sites_dir)["demo"]


def root_of(language: Language) -> ET.Element:
    page = bytes(render_statement("demo", DEMO, language).body).decode()
    return ET.fromstring(re.sub(r"<(meta[^>]*)>", r"<\1/>", page.removeprefix("<!doctype html>")))


def text_of(element: ET.Element) -> str:
    return "".join(element.itertext())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_statement_in_every_language(language: Language) -> None:
    root = root_of(language)
    assert root.get("lang") == language
    body = root.find("body")
    assert body is not None
    shown = text_of(body)
    assert DEMO.name[language] in shown
    assert "{" not in shown, "no placeholder is left"
    for key in WORDING.keys - {"some_administration", "about", "tested_text", "tell_text", "languages"}:
        assert WORDING.say(key, language) in shown, key
    assert [heading.tag for heading in root.iter() if heading.tag in ("h1", "h2", "h3")] == ["h1", *["h2"] * 6]


@pytest.mark.parametrize(
    ("asked", "names", "meant"),
    [("b", "ab", "b"), ("c", "ab", "c"), ("", "a", ""), (None, "a", "a"), (None, "ab", ""), (None, "", "")],
)
def test_the_only_website_need_not_be_named(asked: str | None, names: str, meant: str) -> None:
    assert which_site(asked, dict.fromkeys(names, DEMO)) == meant


def test_a_website_that_is_not_known_names_nobody() -> None:
    page = bytes(render_statement("elsewhere", None, "en").body).decode()
    assert WORDING.say("some_administration", "en") in page
    assert "elsewhere" not in page


def test_it_links_to_itself_in_other_languages_and_to_who_takes_complaints() -> None:
    links = {link.get("href"): link for link in root_of("fr").iter("a")}
    assert set(links) == {MONITOR, *(f"?lang={language}&site=demo" for language in LANGUAGES)}
    assert links["?lang=fr&site=demo"].get("aria-current") == "true"


def test_it_needs_no_script() -> None:
    assert "script-src" not in render_statement("demo", DEMO, "lb").headers["content-security-policy"]


@pytest.mark.parametrize("shown", LANGUAGES)
def test_one_language_of_the_choice_is_the_current_one(shown: Language) -> None:
    links = list(link_languages(shown, "Language").iter("a"))
    assert [link.get("hreflang") for link in links] == list(LANGUAGES)
    assert [link.get("hreflang") for link in links if link.get("aria-current")] == [shown]
