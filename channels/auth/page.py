"""The page at the end of a login: hands the code to the chat that opened the window, or shows what to do."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from starlette.responses import Response

from channels.auth.errors import LoginProblem
from channels.plain_page import show_page
from channels.wording import Wording
from contracts.languages import Language
from contracts.markup import element

WORDING = Wording(Path(__file__).with_name("texts.yaml"))
MESSAGE_TYPE = "moien-login"
"""``type`` of the message that the chat's window gets, beside ``code``."""

# The code goes to a page of the chat's own origin or to nobody: the browser compares the second argument itself.
SCRIPT = f"""
const told = document.getElementById("login").dataset;
if (window.opener && told.origin) {{
  window.opener.postMessage({{ type: "{MESSAGE_TYPE}", code: told.code }}, told.origin);
  document.getElementById("by-hand").hidden = true;
  document.getElementById("done").hidden = false;
  window.close();
}}
"""

_STATUS: dict[LoginProblem, HTTPStatus] = {
    "cancelled": HTTPStatus.OK,
    "used": HTTPStatus.GONE,
    "expired": HTTPStatus.GONE,
    "other_browser": HTTPStatus.FORBIDDEN,
    "provider_away": HTTPStatus.SERVICE_UNAVAILABLE,
    "failed": HTTPStatus.BAD_GATEWAY,
}


STATUSES = tuple(dict.fromkeys(_STATUS.values()))
"""Statuses that the page of a problem may have."""


def show_code(code: str, origin: str | None, language: Language) -> Response:
    """Return the page after a login that worked; ``origin`` is that of the page on which the chat stands."""
    by_hand = element(
        "div",
        element("p", WORDING.say("code", language)),
        element("p", code, class_="code"),
        element("p", WORDING.say("code_warning", language)),
        id="by-hand",
    )
    done = element("p", WORDING.say("done", language), id="done", role="status", hidden="hidden")
    holder = element("div", by_hand, done, id="login", data_code=code, data_origin=origin or "")
    title = WORDING.say("done_title", language)
    return _beside_the_chat(show_page(title, holder, language=language, script=SCRIPT))


def show_problem(problem: LoginProblem, language: Language) -> Response:
    """Return the page after a login that did not work."""
    text = element("p", WORDING.say(problem, language))
    return _beside_the_chat(
        show_page(WORDING.say(f"{problem}_title", language), text, language=language, status=_STATUS[problem])
    )


def _beside_the_chat(page: Response) -> Response:
    """Let the window and the chat that opened it know each other, across the provider's pages."""
    page.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return page
