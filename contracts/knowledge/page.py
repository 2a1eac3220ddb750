"""A page that a service owner added: what stands in front of its text, and the text cut into blocks."""

from __future__ import annotations

import msgspec

from contracts.languages import Language


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A run of paragraphs, or a list, under a heading."""

    heading: str
    """Empty before the first heading."""
    lines: list[str]
    """The paragraphs, or the items of the list, as plain text."""
    listed: bool = False
    ordered: bool = False
    """For a list: whether its items are steps, one after the other."""


class KnowledgePage(msgspec.Struct, frozen=True, kw_only=True):
    """One file of ``bot/knowledge/<language>/``."""

    id: str
    """Name of the file; the same in each language that the page exists in."""
    language: Language
    title: str
    authority: str
    link: str
    """The official page that it was taken from; https."""
    checked: str
    """Day (ISO 8601) on which somebody last compared it with that page."""
    asked: list[str]
    """How citizens ask for it, in their words; found by, never shown."""
    blocks: list[Block]
