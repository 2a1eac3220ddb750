"""Puts the changes of the form view into the text of a YAML file; every letter that they do not mean stays."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from channels.studio.pointers import MOST_KEYS, read_pointer, show_pointer
from channels.studio.spans import Item, Key, Span, find_spans
from channels.studio.values import apply_change, as_values
from channels.studio.yaml_values import Value, write_behind, write_flow, write_key, write_scalar
from contracts.catalogue.nodes import Bare, Node
from contracts.catalogue.source import read_source
from contracts.languages import LANGUAGES
from contracts.studio import Change

_ANYWHERE = Path("text.yaml")


class EditError(ValueError):
    """A change cannot be made; the message says which and why."""


def edit(text: str, changes: Sequence[Change]) -> str:
    """Return the text with the changes, one after the other; raises `EditError`, or `PointerError` for a place."""
    windows = "\r\n" in text
    written = text.replace("\r\n", "\n")
    for change in changes:
        root = _read(written)
        values = as_values(root)
        place = read_pointer(change.at, values)
        _refuse_strange(change.value, place)
        wanted = apply_change(values, place, change.value)
        written = _Edit(written, root).make(place, change.value)
        if as_values(_read(written)) != wanted:
            raise EditError(f"{show_pointer(place)}: the form view cannot change this here; change it in the text")
    return written.replace("\n", "\r\n") if windows else written


def _read(text: str) -> Node:
    source = read_source(_ANYWHERE, text.encode())
    if source.root is None:
        raise EditError(f"the text cannot be read (line {source.problems[0].line}); correct it first")
    return source.root


def _refuse_strange(value: object, place: list[Key], depth: int = 0) -> None:
    """Raise `EditError` for what no file of the content holds."""
    if value is None:
        raise EditError(f"{show_pointer(place)}: null is no value; leave `value` out where it is to go")
    if depth > MOST_KEYS:
        raise EditError(f"{show_pointer(place)}: more than {MOST_KEYS} levels inside each other")
    if isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            _refuse_strange(one, place, depth + 1)


class _Edit:
    """One change of one text."""

    def __init__(self, text: str, root: Node) -> None:
        self._text = text
        self._root = root
        self._spans = find_spans(text)

    def make(self, place: list[Key], value: Value | msgspec.UnsetType) -> str:
        """Return the text with another value at a place; UNSET: it goes."""
        if isinstance(value, msgspec.UnsetType):
            return self._remove(place)
        depth = len(place)
        while depth and self._spans.below(place[:depth]) is None:
            depth -= 1
        if depth == len(place):
            return self._replace(place, value)
        for key in reversed(place[depth + 1 :]):
            value = [value] if isinstance(key, int) else {key: value}
        return self._add(place[:depth], place[depth], value)

    def _replace(self, place: list[Key], value: Value) -> str:
        span = self._span(place)
        if not place:
            raise EditError("the whole text cannot be replaced; name a value in it")
        if self._in_brackets(place[:-1]) or (span.flow and span.items and isinstance(value, list | dict)):
            return self._put(span.start, span.end, write_flow(value))
        parent = self._span(place[:-1])
        column = parent.column
        if not isinstance(value, list | dict) and span.kind == "scalar":
            node = self._root.at(*place)
            bare = node.value.kind if node is not None and isinstance(node.value, Bare) else None
            written = write_scalar(value, span.style, column, flow=False, bare=bare)
            gap = " " if self._text[span.start - 1] in ":-" else ""
            return self._put(span.start, span.end, gap + written)
        style = next((item.value.style for item in span.items.values()), "")
        behind = write_behind(value, column, style=style if style in "'\"" else "", dash=parent.kind == "list")
        return self._put(self._end_of_key(parent.items[place[-1]], place[-1]), span.end, behind)

    def _add(self, place: list[Key], key: Key, value: Value) -> str:
        span = self._span(place)
        if not span.items:
            if span.kind == "scalar" and span.end > span.start:
                raise EditError(f"{show_pointer(place)}: is a text, nothing can stand below it")
            return self._fill(place, [value] if isinstance(key, int) else {str(key): value})
        if span.kind == "scalar" or (span.kind == "list") is not isinstance(key, int):
            raise EditError(f"{show_pointer([*place, key])}: there is no such place")
        last = list(span.items.values())[-1].value
        if span.flow or self._in_brackets(place):
            written = write_flow(value) if isinstance(key, int) else f"{write_key(key)}: {write_flow(value)}"
            return self._put(last.end, last.end, f", {written}")
        margin = " " * span.column
        if isinstance(key, int):
            style = last.style if last.style in ("'", '"') else ""
            written = f"-{write_behind(value, span.column, style=style, dash=True)}"
            return self._put_line_behind(last.end, margin + written)
        written = f"{write_key(key)}:{write_behind(value, span.column)}"
        before, after = self._neighbours(span, key)
        if before is None and after is not None:
            return self._put(after.start, after.start, f"{written}\n{margin}")
        return self._put_line_behind((before or list(span.items.values())[-1]).value.end, margin + written)

    def _fill(self, place: list[Key], value: Value) -> str:
        """Put the first item into what is empty."""
        if not place:
            raise EditError("the text is empty; write it first")
        return self._replace(place, value)

    def _remove(self, place: list[Key]) -> str:
        if not place:
            raise EditError("the whole text cannot go; delete the file")
        if self._spans.below(place) is None:
            return self._text
        parent, key = self._span(place[:-1]), place[-1]
        item = parent.items[key]
        order = list(parent.items)
        number = order.index(key)
        if len(order) == 1:
            if len(place) == 1:
                raise EditError("the last value of a text cannot go; delete the file")
            return self._replace(place[:-1], [] if parent.kind == "list" else {})
        following = parent.items[order[number + 1]] if number + 1 < len(order) else None
        begin = self._text.rfind("\n", 0, item.start) + 1
        if parent.flow or self._in_brackets(place[:-1]):
            if following is not None:
                return self._put(item.start, following.start, "")
            return self._put(parent.items[order[number - 1]].value.end, item.value.end, "")
        if self._text[begin : item.start].strip() and following is not None:
            # It stands behind a dash, which stays for those that follow.
            return self._put(item.start, following.start, "")
        end = self._text.find("\n", item.value.end)
        return self._put(begin, len(self._text) if end < 0 else end + 1, "")

    def _span(self, place: list[Key]) -> Span:
        span = self._spans.below(place)
        if span is None:
            raise EditError(f"{show_pointer(place)}: there is no such place")
        return span

    def _in_brackets(self, place: list[Key]) -> bool:
        """Tell whether what stands at a place, or around it, is written in brackets."""
        return any(self._span(place[:depth]).flow for depth in range(len(place) + 1))

    def _end_of_key(self, item: Item, key: Key) -> int:
        """Return the place behind the colon or the dash of an item."""
        if isinstance(key, int):
            return item.start + 1
        between = self._text[item.start : item.value.start]
        # An empty value begins right behind the colon; keys may hold a colon in quotes.
        return item.start + between.rindex(":") + 1 if ":" in between else item.value.start

    def _neighbours(self, span: Span, key: str) -> tuple[Item | None, Item | None]:
        """Return the languages before and after one that is added."""
        if key not in LANGUAGES:
            return None, None
        number = [*LANGUAGES].index(key)
        earlier = [span.items[one] for one in LANGUAGES[:number] if one in span.items]
        later = [span.items[one] for one in LANGUAGES[number + 1 :] if one in span.items]
        return (earlier[-1] if earlier else None), (later[0] if later else None)

    def _put(self, start: int, end: int, written: str) -> str:
        return self._text[:start] + written + self._text[end:]

    def _put_line_behind(self, end: int, line: str) -> str:
        """Put a line below the one on which something ends."""
        at = self._text.find("\n", end)
        return f"{self._text}\n{line}\n" if at < 0 else self._put(at, at, f"\n{line}")
