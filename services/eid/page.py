"""Renders the pages of the sandbox identity provider in four languages, without scripts or foreign assets."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from xml.etree.ElementTree import Element, tostring

from ruamel.yaml import YAML

from contracts.languages import LANGUAGES, OWN_NAMES, Language
from contracts.markup import element
from services.eid.authorization import LoginRequest
from services.eid.clients import Persona
from services.eid.people import Colleague

BRAND = "Sandbox eID"
WORDS: Mapping[str, Mapping[Language, str]] = YAML(typ="safe").load(Path(__file__).with_name("words.yaml"))
STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
ICON = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"
"""An empty picture, so that no browser asks for another one."""
_DATES: Mapping[Language, str] = {"lb": "%d.%m.%Y", "fr": "%d/%m/%Y", "de": "%d.%m.%Y", "en": "%d/%m/%Y"}
_SHIELD = "M12 2.5 4.5 5.5v6c0 4.6 3.1 8.3 7.5 10 4.4-1.7 7.5-5.4 7.5-10v-6Z"
_TICK = "m8.5 12 2.5 2.5 4.5-5"
_ARROW = "m9 5 7 7-7 7"


def content_policy(redirect_uri: str | None = None) -> str:
    """Return the Content-Security-Policy of a page; ``redirect_uri``: where its form may lead in the end."""
    # Chromium applies form-action to the redirects behind a form, too.
    targets = "'none'" if redirect_uri is None else f"'self' {_source_of(redirect_uri)}"
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action {targets}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def render_login(request: LoginRequest, people: Iterable[Persona], language: Language, address: str) -> str:
    """Return the page on which one chooses who they are; ``address``: where the answer is sent."""
    said = _Said(language)
    hidden = [
        element("input", type="hidden", name=name, value=value)
        for name, value in {**request.parameters, "ui_locales": language}.items()
    ]
    site = urlsplit(request.redirect_uri).netloc
    offered = list(people)
    words = _ASKED_OF_STAFF if any(isinstance(person, Colleague) for person in offered) else _ASKED
    asked = [said(name) for scope, name in words if scope in request.scopes] or [said("nothing")]
    sheet = element(
        "div",
        element("h1", said("who")),
        element(
            "div",
            element("p", said("receives").format(site=site)),
            element("ul", *(element("li", name) for name in asked)),
            class_="receives",
        ),
        element(
            "form",
            *hidden,
            element(
                "ul", *(element("li", _person(person, language, chosen=True)) for person in offered), class_="people"
            ),
            element("button", said("cancel"), type="submit", name="cancel", value="yes", class_="cancel"),
            method="post",
            action=address,
        ),
        class_="sheet",
    )
    return _render(said, said("who"), sheet, request.parameters)


def render_about(people: Iterable[Iterable[Persona]], language: Language, discovery: str) -> str:
    """Return the page of who comes here without a login: what this is and who is known, by client."""
    said = _Said(language)
    sheet = element(
        "div",
        element("h1", said("about")),
        element("p", said("stands_in")),
        element("h2", said("people")),
        *(
            element("ul", *(element("li", _person(person, language)) for person in some), class_="people")
            for some in people
        ),
        element("h2", said("discovery")),
        element("p", element("a", discovery, href=discovery)),
        class_="sheet",
    )
    return _render(said, said("about"), sheet, {})


def render_message(heading: str, text: str, language: Language, code: str | None = None) -> str:
    """Return a page that only says something, by the names of its words; ``code``: for developers."""
    said = _Said(language)
    sheet = element("div", element("h1", said(heading)), element("p", said(text)), class_="sheet")
    if code:
        sheet.append(element("p", element("code", code)))
    return _render(said, said(heading), sheet, None)


_ASKED = (
    ("profile", "name"),
    ("profile", "birthdate"),
    ("national_id", "national_id"),
    ("email", "email"),
)
"""What the client learns of citizens, by scope: names of words."""
_ASKED_OF_STAFF = (("profile", "name"), ("groups", "groups"))


class _Said:
    """The words of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, name: str) -> str:
        return WORDS[name][self.language]


def _render(said: _Said, title: str, sheet: Element, parameters: Mapping[str, str] | None) -> str:
    """Put a page together; ``parameters``: of the same page in another language, None where there is none."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="robots", content="noindex"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{title} – {BRAND}"),
        element("link", rel="icon", href=ICON),
        element("style", STYLE),
    )
    top = element("div", element("p", _icon(_SHIELD, _TICK), BRAND, class_="brand"), class_="top")
    if parameters is not None:
        top.append(_language_menu(said, parameters))
    body = element(
        "body",
        element("header", element("p", said("mark"), class_="mark")),
        element("main", top, sheet),
    )
    page = element("html", head, body, lang=said.language)
    return "<!doctype html>\n" + tostring(page, encoding="unicode", method="html")


def _language_menu(said: _Said, parameters: Mapping[str, str]) -> Element:
    entries = []
    for language in LANGUAGES:
        link = element("a", language.upper(), href=f"?{urlencode({**parameters, 'ui_locales': language})}")
        link.attrib |= {"lang": language, "hreflang": language, "title": OWN_NAMES[language]}
        link.attrib |= {"aria-label": f"{language.upper()} – {OWN_NAMES[language]}"}
        if language == said.language:
            link.set("aria-current", "true")
        entries.append(element("li", link))
    return element("nav", element("ul", *entries), aria_label=said("language"))


def _person(person: Persona, language: Language, *, chosen: bool = False) -> Element:
    """Show a person, as a button where they can be chosen."""
    content = [
        element("span", person.given_name[0] + person.family_name[0], class_="initials", aria_hidden="true"),
        element(
            "span",
            element("strong", person.name),
            *(part for line in _describe(person, language) for part in (" ", element("span", line))),
            class_="who",
        ),
    ]
    if not chosen:
        return element("div", *content, class_="person")
    return element(
        "button", *content, _icon(_ARROW), type="submit", name="person", value=person.subject, class_="person"
    )


def _describe(person: Persona, language: Language) -> list[str]:
    """Return the lines that tell people apart."""
    said = _Said(language)
    if isinstance(person, Colleague):
        return [f"{said('in_groups')} {', '.join(person.groups)}"]
    digits = person.national_id
    number = f"{digits[:4]}\u00a0{digits[4:8]}\u00a0{digits[8:]}"
    return [f"{said('born')} {person.birthdate.strftime(_DATES[language])}", f"{said('number')} {number}"]


def _icon(*paths: str) -> Element:
    strokes = {"fill": "none", "stroke": "currentColor", "stroke_width": "1.8", "stroke_linecap": "round"}
    drawn = [element("path", d=path) for path in paths]
    return element("svg", *drawn, viewBox="0 0 24 24", stroke_linejoin="round", aria_hidden="true", **strokes)


def _source_of(address: str) -> str:
    """Give the origin of an address as a policy names it."""
    parts = urlsplit(address)
    # The grammar of policies has no IPv6 addresses.
    return f"{parts.scheme}:" if ":" in (parts.hostname or "") else f"{parts.scheme}://{parts.netloc}"
