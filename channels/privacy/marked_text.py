"""Writes the bot's Markdown subset as HTML elements: paragraphs, lists, **strong**, *emphasis*, links; never raw HTML.

Twin of ``web/kit/src/markdown.ts``; whatever is not understood stays literal text.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from contracts.markup import element

Inline = Element | str

_ITEM = re.compile(r"\s{0,3}(?:(?P<bullet>[-*•])|\d{1,3}[.)])\s+(?P<text>.*)")
_MARKS = re.compile(
    r"\*\*(?P<strong>\S(?:.*?\S)?)\*\*|\*(?P<emphasis>[^\s*](?:[^*]*[^\s*])?)\*"
    r"|\[(?P<label>[^\[\]]+)\]\((?P<href>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)"
)
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
DEEPEST = 4
"""Marks within marks; what lies deeper stays literal."""


def write_marked(text: str) -> list[Element]:
    """Return the blocks of a text of the bot."""
    blocks: list[Element] = []
    lines: list[str] = []

    def end_paragraph() -> None:
        if lines:
            blocks.append(element("p", *_lines([_inline(line) for line in lines])))
            lines.clear()

    for line in text.replace("\r\n", "\n").split("\n"):
        item = _ITEM.fullmatch(line)
        if item:
            end_paragraph()
            tag = "ul" if item["bullet"] else "ol"
            if not blocks or blocks[-1].tag != tag:
                blocks.append(element(tag))
            blocks[-1].append(element("li", *_inline(item["text"])))
        elif line.strip():
            lines.append(line)
        else:
            end_paragraph()
    end_paragraph()
    return blocks


def write_plain(text: str) -> list[Element]:
    """Return the text of a person: nothing is markup, line breaks stay."""
    return [element("p", *_lines([[line] for line in text.replace("\r\n", "\n").split("\n")]))]


def safe_address(address: str) -> str | None:
    """Return an address that a link may lead to (https, mailto, tel), None for any other."""
    if _UNSEEN.search(address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme in ("mailto", "tel"):
        return address if parts.path and not parts.netloc else None
    return address if parts.scheme == "https" and parts.hostname and parts.username is None else None


def _inline(text: str, depth: int = 0) -> list[Inline]:
    found: list[Inline] = []
    begin = 0
    for mark in _MARKS.finditer(text) if depth < DEEPEST else ():
        found.append(text[begin : mark.start()])
        begin = mark.end()
        if mark["strong"] is not None:
            found.append(element("strong", *_inline(mark["strong"], depth + 1)))
        elif mark["emphasis"] is not None:
            found.append(element("em", *_inline(mark["emphasis"], depth + 1)))
        else:
            address = safe_address(mark["href"])
            found.append(element("a", mark["label"], href=address) if address else mark[0])
    found.append(text[begin:])
    return found


def _lines(lines: list[list[Inline]]) -> list[Inline]:
    joined: list[Inline] = []
    for number, line in enumerate(lines):
        if number:
            joined.append(element("br"))
        joined += line
    return joined
