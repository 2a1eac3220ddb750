"""The page ``/accessibility``: what holds for people with disabilities, what is not known, how to complain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

from fastapi import APIRouter, Request
from starlette.responses import Response

from channels.door import Door
from channels.language_links import link_languages
from channels.local_time import write_day
from channels.openapi.described import HTML, describe
from channels.plain_page import show_page
from channels.sites import Site
from channels.wording import Wording, language_of
from contracts.languages import Language
from contracts.markup import element

PATH = "/accessibility"
WORDING = Wording(Path(__file__).with_name("accessibility.yaml"))
CHECKED = date(2026, 11, 30)
"""When what the statement says was last held against the chat."""
MONITOR = "https://gouvernement.lu/en/dossiers/2020/accessibilite-numerique.html"
"""What the state says about complaints; the page of the body that takes them."""

router = APIRouter()


@router.get(PATH, include_in_schema=False)
@describe(gives=HTML, query={"lang": str, "site": str})
async def show_statement(request: Request) -> Response:
    """Return the statement; ``?site=`` names the website, which decides who is written to."""
    door: Door = request.app.state.door
    site = which_site(request.query_params.get("site"), door.sites)
    response = render_statement(site, door.sites.get(site), language_of(request))
    response.headers["Vary"] = "Accept-Language"
    return response


def which_site(asked: str | None, sites: Mapping[str, Site]) -> str:
    """Return the name of the website that is meant: the one asked for, else the only one, else an empty text."""
    if asked is not None:
        return asked
    return next(iter(sites)) if len(sites) == 1 else ""


def render_statement(name: str, site: Site | None, language: Language) -> Response:
    """Return the page in one language; ``site`` is what is known about the website called ``name``."""
    say = WORDING.say
    who = say("some_administration", language) if site is None else site.name[language]
    asked = {} if site is None else {"site": name}
    monitor = element("a", say("monitor", language), href=MONITOR, hreflang="en")
    return show_page(
        say("title", language),
        link_languages(language, say("languages", language), **asked),
        element("p", say("about", language, administration=who)),
        *_section("aim", language, "aim_text", "not_audited"),
        element("h2", say("tested", language)),
        element("p", say("tested_text", language, day=write_day(CHECKED))),
        _list("tested", language),
        element("h2", say("limits", language)),
        _list("limits", language),
        element("h2", say("helps", language)),
        _list("helps", language),
        *_section("tell", language),
        element("p", say("tell_text", language, administration=who)),
        *_section("complain", language),
        element("p", say("complain_text", language), " ", monitor),
        language=language,
    )


def _section(heading: str, language: Language, *texts: str) -> list[Element]:
    return [
        element("h2", WORDING.say(heading, language)),
        *(element("p", WORDING.say(text, language)) for text in texts),
    ]


def _list(of: str, language: Language) -> Element:
    """Return what ``accessibility.yaml`` has under ``of`` and a number."""
    keys = sorted(key for key in WORDING.keys if key.removeprefix(f"{of}_").isdigit())
    return element("ul", *(element("li", WORDING.say(key, language)) for key in keys))
