"""Pages that the gateway writes itself: readable without scripts and without the build, light and dark, one style."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from starlette.responses import HTMLResponse, Response

from contracts.languages import Language
from contracts.markup import element

STYLE = Path(__file__).with_name("plain_page.css").read_text(encoding="utf-8")


def show_page(
    title: str,
    *content: Element,
    language: Language,
    status: HTTPStatus = HTTPStatus.OK,
    script: str | None = None,
    style: str = "",
    has_forms: bool = False,
) -> Response:
    """Return a page that nobody keeps; ``script`` is the only one that may run on it, written by us, without values.

    ``style`` comes on top of that of all pages; ``has_forms``: forms of the page are sent to the gateway.
    """
    nonce = secrets.token_urlsafe(16)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="robots", content="noindex"),
        element("title", title),
        element("style", STYLE + style, nonce=nonce),
    )
    body = element("body", element("main", element("h1", title), *content))
    if script is not None:
        body.append(element("script", script, nonce=nonce))
    page = "<!doctype html>\n" + tostring(element("html", head, body, lang=language), encoding="unicode", method="html")
    policy = [
        "default-src 'none'",
        f"style-src 'nonce-{nonce}'",
        *([f"script-src 'nonce-{nonce}'"] if script is not None else []),
        "base-uri 'none'",
        "form-action 'self'" if has_forms else "form-action 'none'",
        "frame-ancestors 'none'",
    ]
    headers = {
        "Content-Security-Policy": "; ".join(policy),
        "Cache-Control": "no-store",
        "Content-Language": language,
        "Referrer-Policy": "no-referrer",
    }
    return HTMLResponse(page, status, headers)
