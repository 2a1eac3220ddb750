"""The page ``/receipt``: who holds a code sees, takes along and erases a conversation, without an account or a script.

The code comes in the body of a form, never in an address, and goes back into the next form of the page only.
"""

from __future__ import annotations

import math
from http import HTTPStatus
from urllib.parse import parse_qs
from xml.etree.ElementTree import Element

from fastapi import APIRouter, Request
from starlette.responses import Response

from channels.answers import CallError, collect_body
from channels.door import Door
from channels.language_links import link_languages
from channels.openapi.described import FORM, HTML, describe
from channels.plain_page import show_page
from channels.privacy.codes import read_code, show_code
from channels.privacy.exported import Exported
from channels.privacy.naming import Names
from channels.privacy.readable import LOG_STYLE, write_conversation
from channels.privacy.routes import give_html, give_json
from channels.store.conversations import UnknownConversationError
from channels.wording import language_of
from contracts.languages import LANGUAGES, OWN_NAMES, Language
from contracts.markup import element

LARGEST_FORM = 2000
"""Bytes; a code and a wish have some dozens."""
PATH = "/receipt"
ATTEMPT = "code"
"""Name of the field for the code."""
WISH = "wish"

router = APIRouter()


@router.get(PATH, include_in_schema=False)
@describe(gives=HTML, query={"lang": str})
async def ask_for_code(request: Request) -> Response:
    """Return the page that asks for a code."""
    door: Door = request.app.state.door
    return _ask(door.privacy.names(language_of(request)))


@router.post(PATH, include_in_schema=False)
@describe(
    takes=FORM,
    gives=HTML,
    also={HTTPStatus.OK: Exported, HTTPStatus.NOT_FOUND: HTML, HTTPStatus.TOO_MANY_REQUESTS: HTML},
    query={"lang": str},
)
async def take_code(request: Request) -> Response:
    """Do what the holder of a code wants."""
    door: Door = request.app.state.door
    names = door.privacy.names(language_of(request))
    form = await _read_form(request)
    attempt = door.limits.wrong_codes.of(door.addresses.counted(request))
    # Counted before it is known to be wrong, so that many at once do not slip through.
    if wait := await door.counts.take(attempt):
        refused = _ask(names, "too_fast", HTTPStatus.TOO_MANY_REQUESTS)
        refused.headers["Retry-After"] = str(math.ceil(wait))
        return refused
    try:
        response = await _carry_out(door, form.get(ATTEMPT, ""), form.get(WISH, ""), names)
    except UnknownConversationError:
        return _ask(names, "unknown", HTTPStatus.NOT_FOUND)
    await door.counts.give_back(attempt)
    return response


async def _carry_out(door: Door, written: str, wish: str, names: Names) -> Response:
    """Raises `UnknownConversationError` where the code opens nothing, be it one or not."""
    code = read_code(written)
    if code is None:
        raise UnknownConversationError
    conversation_id = await door.privacy.opened_by(code)
    if wish == "erase":
        return _ask_back(code, names)
    if wish == "erase_yes":
        await door.privacy.erase(conversation_id, "receipt")
        return _page("erased_title", names, element("p", names.say("erased")))
    exported = await door.privacy.export(conversation_id)
    # Somebody may have logged in meanwhile, which ends the receipt.
    await door.privacy.opened_by(code)
    if wish == "save_json":
        return give_json(exported)
    if wish == "save_html":
        return give_html(exported, names)
    return _show(exported, code, names)


def _ask(names: Names, problem: str | None = None, status: HTTPStatus = HTTPStatus.OK) -> Response:
    field = element("input", id="code", name=ATTEMPT, autocomplete="off", spellcheck="false", maxlength="80")
    field.set("autocapitalize", "characters")
    field.set("required", "required")
    field.set("aria-describedby", "hint" if problem is None else "problem hint")
    form = _form(
        names,
        element("label", names.say("code"), for_="code"),
        element("p", names.say("code_hint"), id="hint", class_="hint"),
        field,
        _button("show", names, strong=True),
    )
    content = [link_languages(names.language, names.say("languages")), element("p", names.say("intro"))]
    if problem is not None:
        field.set("aria-invalid", "true")
        content.append(element("p", names.say(problem), id="problem", class_="bad", role="alert"))
    return _page("title", names, *content, form, status=status)


def _show(exported: Exported, code: str, names: Names) -> Response:
    kept = element("p", names.say("kept_until", day=names.day(exported.kept_until)))
    wishes = [_button(wish, names) for wish in ("save_html", "save_json", "erase")]
    languages = [_language_button(language) for language in LANGUAGES if language != names.language]
    chosen = element("p", *languages, class_="languages")
    return _page("title", names, _form(names, _keep(code), chosen, kept, *wishes), *write_conversation(exported, names))


def _ask_back(code: str, names: Names) -> Response:
    wishes = _button("erase_yes", names, strong=True), _button("show", names, "erase_no")
    return _page("erase_title", names, element("p", names.say("erase_meaning")), _form(names, _keep(code), *wishes))


def _page(title: str, names: Names, *content: Element, status: HTTPStatus = HTTPStatus.OK) -> Response:
    language = names.language
    return show_page(names.say(title), *content, language=language, status=status, style=LOG_STYLE, has_forms=True)


def _form(names: Names, *content: Element) -> Element:
    return element("form", *content, method="post", action=f"{PATH}?lang={names.language}")


def _keep(code: str) -> Element:
    return element("input", type="hidden", name=ATTEMPT, value=show_code(code))


def _button(wish: str, names: Names, text: str | None = None, *, strong: bool = False) -> Element:
    made = element("button", names.say(text or wish), type="submit", name=WISH, value=wish)
    if strong:
        made.set("class", "strong")
    return made


def _language_button(language: Language) -> Element:
    made = element("button", OWN_NAMES[language], type="submit", name=WISH, value="show", lang=language)
    made.set("formaction", f"{PATH}?lang={language}")
    made.set("class", "plain")
    return made


async def _read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form; what is too large, too slow or none has none, and so opens nothing."""
    try:
        body = await collect_body(request, LARGEST_FORM)
    except CallError:
        return {}
    try:
        return {name: values[0] for name, values in parse_qs(body.decode(), max_num_fields=10).items()}
    except ValueError:
        return {}
