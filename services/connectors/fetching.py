"""Fetches the document that an answer points to: from the administration's own host only, of a kind that we keep."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.message import Message

import httpx

from services.connectors.outcome import Fetched, FinalError, RetryableError

KINDS = {"application/pdf": (".pdf", b"%PDF-"), "text/calendar": (".ics", b"BEGIN:VCALENDAR")}
"""Ending and first bytes of each media type that is kept."""
LONGEST_NAME = 100
_UNFIT = re.compile(r"[^\w.()-]+")


def resolve_link(base: httpx.URL, link: str) -> httpx.URL:
    """Return the address of a document; raises `FinalError` for one that lies elsewhere than ``base``.

    Only the same scheme, host and port are asked, so no answer can make the worker call anything else in the network,
    or hand its credentials to somebody else.
    """
    try:
        found = base.join(link)
    except (httpx.InvalidURL, ValueError) as error:
        raise FinalError("the document's link is no address") from error
    if (found.scheme, found.host, _port(found)) != (base.scheme, base.host, _port(base)) or found.userinfo:
        raise FinalError("the document's link leads to another host")
    return found


def read_document(status: int, headers: httpx.Headers, body: bytes, url: httpx.URL) -> Fetched:
    """Return what was fetched from ``url``; raises `RetryableError` and `FinalError`."""
    if status >= 500 or status in (408, 425, 429):
        raise RetryableError(f"status {status} for the document", reached=True)
    if status != 200:
        raise FinalError(f"status {status} for the document")
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in KINDS:
        raise FinalError(f"the document is none of {', '.join(KINDS)}")
    ending, beginning = KINDS[media_type]
    if not body.startswith(beginning):
        raise RetryableError(f"malformed document: is no {media_type}", reached=True)
    return Fetched(_name(headers, url, ending), media_type, body)


def read_limited(response: httpx.Response, most: int, *, reached: bool) -> bytes:
    """Read a body of at most ``most`` bytes; raises `RetryableError` for a longer one."""
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        if len(body) > most:
            raise RetryableError(f"status {response.status_code}: answer longer than {most} bytes", reached=reached)
    return bytes(body)


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _name(headers: Mapping[str, str], url: httpx.URL, ending: str) -> str:
    """Return a file name that is harmless on every system: the administration's own, else the end of its address."""
    message = Message()
    message["content-disposition"] = headers.get("content-disposition", "")
    given = message.get_filename() or url.path
    stem = re.split(r"[/\\]", given)[-1].removesuffix(ending)
    return f"{_UNFIT.sub('-', stem).strip('.-')[:LONGEST_NAME] or 'document'}{ending}"
