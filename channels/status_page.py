"""The status page ``/status/`` and its data ``/api/status``: for everybody, without scripts, in four languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from xml.etree.ElementTree import Element

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from channels.answers import answer
from channels.door import Door
from channels.language_links import link_languages
from channels.local_time import write_moment
from channels.openapi.described import HTML, describe
from channels.plain_page import show_page
from channels.status import Administration, Status, SwitchedOff, UpDown
from channels.wording import Wording, language_of
from contracts.languages import Language
from contracts.markup import element

WORDING = Wording(Path(__file__).with_name("status.yaml"))

router = APIRouter()


@router.get("/api/status")
@describe(gives=Status)
async def tell_status(request: Request) -> Response:
    """Return how everything is, as data."""
    door: Door = request.app.state.door
    return answer(await door.watch.look())


@router.get("/status", include_in_schema=False)
@describe(status=HTTPStatus.TEMPORARY_REDIRECT)
async def lead_to_status(_request: Request) -> Response:
    """Lead to the page."""
    return RedirectResponse("/status/", HTTPStatus.TEMPORARY_REDIRECT)


@router.get("/status/", include_in_schema=False)
@describe(gives=HTML, query={"lang": str})
async def show_status(request: Request) -> Response:
    """Return the page."""
    door: Door = request.app.state.door
    language = language_of(request)
    names = {name: service.title[language] for name, service in door.hub.desk.content.services.items()}
    response = render_status(await door.watch.look(), language, names)
    response.headers["Vary"] = "Accept-Language"
    return response


def render_status(status: Status, language: Language, names: Mapping[str, str] = MappingProxyType({})) -> Response:
    """Return the page in one language; ``names`` are those of the services in it, by id."""
    good = status.free_text != "down" and all(state == "up" for state in status.parts.values())
    good = good and not status.off and all(it.state == "up" for it in status.administrations)
    say = WORDING.say
    return show_page(
        say("title", language),
        link_languages(language, say("languages", language)),
        element("p", say("all_good" if good else "some_bad", language), class_="good" if good else "bad"),
        element("p", say("at", language, time=write_moment(status.at))),
        *_switched(status, language, names),
        element("h2", say("administrations", language)),
        _administrations(status.administrations, language),
        element("h2", say("free_text", language)),
        element("p", say(f"free_text_{status.free_text}", language)),
        element("h2", say("parts", language)),
        _parts(status.parts, language),
        language=language,
    )


def _switched(status: Status, language: Language, names: Mapping[str, str]) -> Iterator[Element]:
    say = WORDING.say
    if status.off:
        yield element("h2", say("off", language))
    for one in status.off:
        yield element("h3", _name(one, language, names))
        yield element("p", one.notice[language])
        since = write_moment(one.since)
        if one.until is None:
            yield element("p", say("since", language, time=since))
        else:
            yield element("p", say("planned", language, since=since, until=write_moment(one.until)))
    if status.past:
        yield element("h2", say("past", language))
        yield element("ul", *(element("li", _tell_past(one, language, names)) for one in status.past))


def _tell_past(one: SwitchedOff, language: Language, names: Mapping[str, str]) -> str:
    since, until = write_moment(one.since), write_moment(one.until or one.since)
    return WORDING.say("was", language, name=_name(one, language, names), since=since, until=until)


def _name(one: SwitchedOff, language: Language, names: Mapping[str, str]) -> str:
    return names.get(one.service, one.service) if one.service else WORDING.say(f"off_{one.target}", language)


def _administrations(administrations: list[Administration], language: Language) -> Element:
    say = WORDING.say
    if not administrations:
        return element("p", say("no_administrations", language))
    rows = []
    for one in administrations:
        key = f"administration_{one.name}"
        name = say(key, language) if key in WORDING.keys else one.name
        remark = ""
        if one.state == "down":
            since = f"{say('since', language, time=write_moment(one.since))} " if one.since else ""
            remark = since + say("requests_wait", language)
        rows.append(_row(name, one.state, language, element("td", remark)))
    return _table(("name", "state", "remark"), rows, language)


def _parts(parts: dict[str, UpDown], language: Language) -> Element:
    rows = [_row(WORDING.say(f"part_{name}", language), state, language) for name, state in parts.items()]
    return _table(("name", "state"), rows, language)


def _row(name: str, state: UpDown, language: Language, *more: Element) -> Element:
    shown = element("td", WORDING.say(state, language), class_="good" if state == "up" else "bad")
    return element("tr", element("th", name, scope="row"), shown, *more)


def _table(columns: tuple[str, ...], rows: list[Element], language: Language) -> Element:
    head = element("tr", *(element("th", WORDING.say(column, language), scope="col") for column in columns))
    return element("table", element("thead", head), element("tbody", *rows))
