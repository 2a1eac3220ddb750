"""Cuts the Markdown of a page into blocks, and says what of Markdown a page cannot hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from contracts.catalogue.problems import quoted
from contracts.knowledge.page import Block

Fault = tuple[int, str]
"""Line (1 for the first) and what is wrong with it."""

_REFUSED = {
    "html_block": "HTML is not shown: write plain Markdown",
    "html_inline": "HTML is not shown: write plain Markdown",
    "image": "a picture cannot be shown: put what it says into words",
    "link_open": "only the page's own link is shown: name it in front of the text (link: …), and write here what it is",
    "table_open": "a table cannot be shown: write a list, one line of the table an item",
    "fence": "a block of code is not shown: write plain sentences (no ``` and no ~~~)",
    "code_block": "four spaces at the beginning make a block of code: begin the line further left",
    "blockquote_open": "quotations (>) are not shown as such: write plain sentences",
}


def cut_blocks(text: str) -> tuple[list[Block], list[Fault]]:
    """Give the blocks of a text and everything in it that cannot be shown."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return list(_gather(tokens)), sorted(set(_find_faults(tokens)))


def _gather(tokens: Sequence[Token]) -> Iterator[Block]:
    heading, paragraphs = "", list[str]()
    items: list[str] | None = None
    depth, in_heading, ordered = 0, False, False
    for token in tokens:
        opens_list = token.type in ("bullet_list_open", "ordered_list_open")
        if (opens_list and depth == 0) or token.type == "heading_open":
            if paragraphs:
                yield Block(heading=heading, lines=paragraphs)
            paragraphs = []
        if opens_list:
            if depth == 0:
                items, ordered = [], token.type == "ordered_list_open"
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
            if depth == 0 and items:
                yield Block(heading=heading, lines=items, listed=True, ordered=ordered)
                items = None
        elif token.type == "heading_open":
            in_heading = True
        elif token.type == "inline":
            plain = _plain(token.children or [])
            if in_heading:
                heading, in_heading = plain, False
            elif plain:
                (paragraphs if items is None else items).append(plain)
    if paragraphs:
        yield Block(heading=heading, lines=paragraphs)


def _plain(tokens: Sequence[Token]) -> str:
    breaks = ("softbreak", "hardbreak")
    return " ".join("".join(" " if token.type in breaks else token.content for token in tokens).split())


def _find_faults(tokens: Sequence[Token], line: int = 1) -> Iterator[Fault]:
    for token in tokens:
        here = token.map[0] + 1 if token.map else line
        if token.type in _REFUSED:
            shown = f" ({quoted(token.content)})" if token.content.strip() else ""
            yield here, f"{_REFUSED[token.type]}{shown}"
        yield from _find_faults(token.children or [], here)
